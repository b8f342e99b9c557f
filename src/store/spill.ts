/**
 * Output beyond what memory keeps, on disk. The files have no name from the moment they are open: whatever ends the
 * process, nothing is left. A session has so many bytes for all of its runs; the oldest give way to newer ones.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "../limits.js";

export class SpillSpace {
  /** Oldest first. */
  readonly #files = new Set<SpillFile>();
  #used = 0;

  /** @param bytesMax for all files together; 0: nothing is written to disk. */
  constructor(private readonly bytesMax: number) {}

  /** Undefined where there is no place for one: then the output is kept as far as memory goes. */
  open(): SpillFile | undefined {
    if (this.bytesMax === 0) return undefined;
    while (this.#files.size >= limits.spillFilesMax) this.#dropOldest();
    const fd = openUnnamed();
    if (fd === undefined) return undefined;
    const file = new SpillFile(fd, this);
    this.#files.add(file);
    return file;
  }

  /** Makes room for more bytes of a file, at the cost of older ones; gives how many it may have. */
  claim(file: SpillFile, bytes: number): number {
    for (const oldest of this.#files) {
      if (this.#used + bytes <= this.bytesMax || oldest === file) break;
      oldest.drop();
    }
    const granted = Math.min(bytes, this.bytesMax - this.#used);
    this.#used += granted;
    return granted;
  }

  /** A file that is gone. */
  release(file: SpillFile): void {
    if (this.#files.delete(file)) this.#used -= file.claimed;
  }

  close(): void {
    for (const file of this.#files) file.drop();
  }

  #dropOldest(): void {
    const [oldest] = this.#files;
    oldest?.drop();
  }
}

/** The beginning of one stream: byte n of the file is byte n of the stream. */
export class SpillFile {
  bytes = 0;
  #claimed = 0;
  #open = true;
  #full = false;
  readonly #age: NodeJS.Timeout;

  constructor(
    private readonly fd: number,
    private readonly space: SpillSpace,
  ) {
    this.#age = setTimeout(() => this.drop(), limits.spillAgeMs).unref();
  }

  /** Bytes of the session's space that it takes. */
  get claimed(): number {
    return this.#claimed;
  }

  /** Whether its bytes can be read. */
  get kept(): boolean {
    return this.#open;
  }

  /** What does not fit is left out, and all that comes after it: a file has no holes. */
  append(chunk: Buffer): void {
    if (!this.#open || this.#full) return;
    const granted = this.space.claim(this, chunk.length);
    let written = 0;
    try {
      while (written < granted) written += writeSync(this.fd, chunk, written, granted - written);
    } catch {
      // the disk is full
    }
    this.#full = written < chunk.length;
    this.#claimed += granted;
    this.bytes += written;
  }

  read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.bytes - offset)));
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(this.fd, bytes, read, bytes.length - read, offset + read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  }

  drop(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#age);
    closeSync(this.fd);
    this.space.release(this);
    this.bytes = 0;
  }
}

/** Undefined where the temporary folder takes none. */
function openUnnamed(): number | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), "holdfast-"));
    return openSync(join(folder, "spill"), "wx+", 0o600);
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
