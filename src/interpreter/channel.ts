/**
 * The FIFOs between the host and one driver, by the names of docs/protocol.md; it knows no message. Once it is closed nothing
 * touches its descriptors: their numbers may be another file's.
 */
import { closeSync, constants, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { limits } from "../limits.js";
import { LineReader } from "../protocol/line-reader.js";

/** Both ends: opening never waits for the other side, and the other side's going is no end of file. */
const BOTH = constants.O_RDWR | constants.O_NONBLOCK;
const RETRY_MS = 1;
/** After a dump of at most so many bytes the next one is expected to fit in a pipe of 64 KiB. */
const DUMP_BYTES_UNPOLLED = 32 * 1024;
const DUMP_END = "\n\x1eZ\n";

export class Channel {
  readonly #status: Socket;
  readonly #control: number;
  readonly #guard: number;
  readonly #interrupts: number;
  readonly #asked: number;
  readonly #dump: { fd: number; socket: Socket; parts: Buffer[]; bytes: number } | undefined;
  readonly #files = new Map<string, { readonly fd: number; bytes: number }>();
  #pending: Buffer | undefined;
  #closed = false;

  /** @param onLine takes each line of `st`; undefined stands for one that was over the limit. */
  constructor(
    private readonly folder: string,
    fifos: readonly string[],
    onLine: (line: Buffer | undefined) => void,
  ) {
    const open = (name: string) => openSync(join(folder, name), BOTH);
    this.#control = open("ctl");
    this.#guard = open("g");
    this.#interrupts = fifos.includes("int") ? open("int") : -1;
    this.#asked = fifos.includes("fl") ? open("fl") : -1;
    const lines = new LineReader(onLine, limits.messageBytesMax, () => onLine(undefined));
    this.#status = reader(open("st"), (chunk) => lines.push(chunk));
    this.#dump = fifos.includes("dm") ? this.#openDump(open("dm")) : undefined;
  }

  /** Replaces the content of a file of the folder, which is opened once. */
  writeFile(name: string, text: string): void {
    if (this.#closed) return;
    const file = this.#files.get(name) ?? { fd: openSync(join(this.folder, name), "w", 0o600), bytes: 0 };
    const bytes = Buffer.from(text, "utf8");
    for (let at = 0; at < bytes.length;) at += writeSync(file.fd, bytes, at, bytes.length - at, at);
    if (bytes.length < file.bytes) ftruncateSync(file.fd, bytes.length);
    file.bytes = bytes.length;
    this.#files.set(name, file);
  }

  /** Queues a message for the driver; what the pipe does not take at once follows when it does. */
  write(text: string): void {
    if (text === "" || this.#closed) return;
    const bytes = Buffer.from(text, "utf8");
    if (this.#pending) this.#pending = Buffer.concat([this.#pending, bytes]);
    else this.#flush(bytes);
  }

  tellGuardian(message: object): void {
    if (!this.#closed) writeSync(this.#guard, `${JSON.stringify(message)}\n`);
  }

  interrupt(run: string): void {
    if (!this.#closed && this.#interrupts >= 0)
      writeSync(this.#interrupts, `${JSON.stringify({ t: "interrupt", run })}\n`);
  }

  /** Has a driver that buffers output write it; what it has not read by now asks for no less. */
  askOutput(): void {
    if (this.#closed || this.#asked < 0) return;
    try {
      writeSync(this.#asked, "\n");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }

  /** Takes back what a driver that is gone has not read or not finished. Returns the commands among it. */
  clear(): Buffer {
    if (this.#closed) return Buffer.alloc(0);
    const unread = Buffer.concat([...readAll(this.#control), this.#pending ?? Buffer.alloc(0)]);
    this.#pending = undefined;
    for (const fd of [this.#interrupts, this.#asked]) if (fd >= 0) readAll(fd);
    if (this.#dump) {
      readAll(this.#dump.fd);
      this.#dump.parts = [];
      this.#dump.bytes = 0;
    }
    return unread;
  }

  /** The oldest whole dump in `dm`, as latin1 text; "" when there is none. Another may already follow it. */
  takeDump(): string {
    const dump = this.#dump;
    if (!dump || this.#closed) return "";
    for (const chunk of readAll(dump.fd)) this.#keep(chunk);
    const text = Buffer.concat(dump.parts).toString("latin1");
    const end = text.indexOf(DUMP_END);
    const rest = end < 0 ? "" : text.slice(end + DUMP_END.length);
    dump.parts = rest ? [Buffer.from(rest, "latin1")] : [];
    dump.bytes = rest.length;
    if (end < DUMP_BYTES_UNPOLLED) dump.socket.pause();
    return end < 0 ? "" : text.slice(0, end);
  }

  /** Reads `dm` as it comes. A small dump fits in the pipe, and then its many lines do not wake the host one by one. */
  followDump(): void {
    this.#dump?.socket.resume();
  }

  /** While a message is awaited the process must not end; otherwise the channel does not keep it alive. */
  hold(awaiting: boolean): void {
    if (this.#status.destroyed) return;
    if (awaiting) this.#status.ref();
    else this.#status.unref();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#status.destroy();
    this.#dump?.socket.destroy();
    const files = [...this.#files.values()].map(({ fd }) => fd);
    for (const fd of [this.#control, this.#guard, this.#interrupts, this.#asked, ...files])
      if (fd >= 0) closeSync(fd);
  }

  #openDump(fd: number) {
    const socket = reader(fd, (chunk) => this.#keep(Buffer.from(chunk)));
    socket.pause().unref();
    return { fd, socket, parts: [], bytes: 0 };
  }

  #keep(chunk: Buffer): void {
    if (!this.#dump) return;
    this.#dump.bytes += chunk.length;
    if (this.#dump.bytes <= limits.dumpBytesMax) this.#dump.parts.push(chunk);
  }

  #flush(bytes: Buffer): void {
    let written = 0;
    try {
      written = writeSync(this.#control, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
    this.#pending = written < bytes.length ? bytes.subarray(written) : undefined;
    if (this.#pending) setTimeout(() => this.#retry(), RETRY_MS);
  }

  #retry(): void {
    if (this.#pending && !this.#closed) this.#flush(this.#pending);
  }
}

/** One buffer for all channels: what is read is consumed, or copied, before the next read. */
const shared = Buffer.allocUnsafeSlow(65_536);

/** Reads without a buffer of the stream's own, so that a pause stops the polling and nothing is held back. */
function reader(fd: number, onData: (chunk: Buffer) => void): Socket {
  const callback = (bytes: number) => {
    onData(shared.subarray(0, bytes));
    return true;
  };
  const onread = { buffer: shared, callback };
  const socket = new Socket({ fd, readable: true, writable: false, onread });
  socket.on("error", () => socket.destroy());
  return socket;
}

/** For what is read while a chunk in `shared` is still looked at. */
const scratch = Buffer.allocUnsafeSlow(65_536);

/** Empties a non-blocking pipe: a read that does not fill the buffer has taken the last byte. */
function readAll(fd: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let bytes = scratch.length; bytes === scratch.length;) {
    try {
      bytes = readSync(fd, scratch);
    } catch {
      return chunks;
    }
    if (bytes > 0) chunks.push(Buffer.from(scratch.subarray(0, bytes)));
  }
  return chunks;
}
