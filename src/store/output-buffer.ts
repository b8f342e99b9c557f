/**
 * What is kept of one output stream: in memory all of it up to a bound, beyond that its head and its tail, with an exact
 * account of what was left out between them; on disk its beginning, as far as the session's space goes.
 */
import { HoldfastError } from "../errors.js";
import { kindOf } from "./binary.js";
import type { SpillFile, SpillSpace } from "./spill.js";

const PIECE_BYTES = 65_536;

export interface Kept {
  /** Bytes that are kept. */
  readonly kept: number;
  /** Bytes that were written. */
  readonly total: number;
}

export class OutputBuffer {
  total = 0;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  /** A ring for the tail; it grows up to its bound and never beyond. */
  #tail = Buffer.alloc(0);
  #tailBytes = 0;
  #tailEnd = 0;
  /** The head is full: what comes is for the file and the tail. */
  #full = false;
  #file: SpillFile | undefined;
  readonly #headMax: number;
  readonly #tailMax: number;

  /** @param bytesMax bound on the bytes kept in memory; half for the head, half for the tail. */
  constructor(
    bytesMax: number,
    private readonly space?: SpillSpace,
  ) {
    this.#headMax = Math.ceil(bytesMax / 2);
    this.#tailMax = Math.floor(bytesMax / 2);
  }

  /** Takes a copy of a chunk. */
  push(chunk: Buffer): void {
    this.total += chunk.length;
    const room = this.#headMax - this.#headBytes;
    if (room > 0) {
      const part = Buffer.from(chunk.subarray(0, room));
      this.#head.push(part);
      this.#headBytes += part.length;
    }
    if (chunk.length <= room) return;
    const rest = chunk.subarray(Math.max(0, room));
    if (!this.#full) this.#beginFile();
    this.#file?.append(rest);
    if (this.#tailMax > 0) this.#pushTail(rest);
  }

  /** The run is forgotten. */
  drop(): void {
    this.#file?.drop();
  }

  #beginFile(): void {
    this.#full = true;
    this.#file = this.space?.open();
    for (const chunk of this.#head) this.#file?.append(chunk);
  }

  /** Undefined when all is kept. */
  get truncated(): Kept | undefined {
    const kept = this.#headBytes + this.#tailBytes;
    return kept === this.total ? undefined : { kept, total: this.total };
  }

  /** Bytes by offset in the whole stream (negative: from the end). Throws LIMIT_EXCEEDED for bytes that are no longer kept. */
  read(offset: number, length: number): Buffer {
    const from = offset < 0 ? Math.max(0, this.total + offset) : offset;
    const to = Math.min(this.total, from + length);
    if (from >= to) return Buffer.alloc(0);
    const tailStart = this.total - this.#tailBytes;
    const fileEnd = this.#file?.kept ? this.#file.bytes : 0;
    const headEnd = Math.max(this.#headBytes, fileEnd);
    if (headEnd < tailStart && from < tailStart && to > headEnd)
      throw this.#notKept(from, to, headEnd, tailStart);
    if (from >= tailStart) return this.#tailSlice(from - tailStart, to - tailStart);
    if (to <= this.#headBytes) return this.#headSlice(from, to);
    const first =
      fileEnd > this.#headBytes
        ? this.#file?.read(from, Math.min(to, fileEnd) - from)
        : this.#headSlice(from, this.#headBytes);
    const read = from + (first?.length ?? 0);
    return Buffer.concat([first ?? Buffer.alloc(0), this.#tailSlice(read - tailStart, to - tailStart)]);
  }

  /** From here on all is kept. */
  get keptFrom(): number {
    return this.#misses(0) ? this.total - this.#tailBytes : 0;
  }

  #notKept(from: number, to: number, headEnd: number, tailStart: number): HoldfastError {
    return new HoldfastError("LIMIT_EXCEEDED", {
      message: "These bytes of the output are no longer kept",
      got: `${from} to ${to}`,
      limit: `kept are 0 to ${headEnd} and ${tailStart} to ${this.total}`,
      next: "Ask for a part that is kept; `spillBytesMax` sets how much of a session's output is.",
    });
  }

  /** What is kept from an offset on, in pieces; where bytes are missing one piece says how many. */
  *pieces(offset: number): Generator<Buffer> {
    const tailStart = this.total - this.#tailBytes;
    const headEnd = Math.max(this.#headBytes, this.#file?.kept ? this.#file.bytes : 0);
    let at = offset;
    for (; at < Math.min(headEnd, this.total); at += PIECE_BYTES)
      yield this.read(at, Math.min(PIECE_BYTES, headEnd - at));
    at = Math.max(offset, Math.min(headEnd, this.total));
    if (at < tailStart) yield Buffer.from(notice(tailStart - at));
    if (Math.max(at, tailStart) < this.total) yield this.read(Math.max(at, tailStart), this.total);
  }

  /** As `text`, of what was written from an offset on. */
  textFrom(offset: number): string {
    if (offset === 0) return this.text();
    const bytes = this.total - offset;
    if (bytes <= this.#headMax + this.#tailMax && !this.#misses(offset))
      return this.read(offset, bytes).toString("utf8");
    const first = this.#misses(offset) ? Buffer.alloc(0) : this.read(offset, this.#headMax);
    const tail = this.#tailSlice(Math.max(0, this.#tailBytes - bytes), this.#tailBytes);
    const last = tail.subarray(startOfCharacters(tail));
    const missing = bytes - first.length - last.length;
    return missing <= 0
      ? Buffer.concat([first, last.subarray(-missing)]).toString("utf8")
      : `${first.toString("utf8")}${notice(missing)}${last.toString("utf8")}`;
  }

  /** Whether bytes behind an offset are no longer kept. */
  #misses(offset: number): boolean {
    const headEnd = Math.max(this.#headBytes, this.#file?.kept ? this.#file.bytes : 0);
    return headEnd < this.total - this.#tailBytes && offset < this.total - this.#tailBytes;
  }

  /** All that is kept in memory, as text; a cut never splits a character, and a notice stands where bytes were left out. */
  text(): string {
    const head = Buffer.concat(this.#head);
    if (this.total === this.#headBytes) return head.toString("utf8");
    const tail = this.#tailSlice(0, this.#tailBytes);
    if (!this.truncated) return Buffer.concat([head, tail]).toString("utf8");
    const first = head.subarray(0, endOfCharacters(head));
    const last = tail.subarray(startOfCharacters(tail));
    const missing = this.total - first.length - last.length;
    return `${first.toString("utf8")}${notice(missing)}${last.toString("utf8")}`;
  }

  /** What kind of data it is, where its head holds what no text holds: a NUL, or bytes that are not UTF-8. */
  get binary(): { readonly type: string; readonly bytes: number } | undefined {
    const head = Buffer.concat(this.#head);
    const text = head
      .subarray(0, this.total > head.length ? endOfCharacters(head) : head.length)
      .toString("utf8");
    if (!text.includes("\0") && !text.includes("\ufffd")) return undefined;
    return { type: kindOf(head), bytes: this.total };
  }

  #pushTail(chunk: Buffer): void {
    const part = chunk.length > this.#tailMax ? chunk.subarray(chunk.length - this.#tailMax) : chunk;
    const wanted = Math.min(this.#tailMax, this.#tailBytes + part.length);
    if (this.#tail.length < wanted)
      this.#growTail(Math.min(this.#tailMax, Math.max(wanted, this.#tail.length * 2, 4096)));
    const first = Math.min(part.length, this.#tail.length - this.#tailEnd);
    part.copy(this.#tail, this.#tailEnd, 0, first);
    part.copy(this.#tail, 0, first);
    this.#tailEnd = (this.#tailEnd + part.length) % this.#tail.length;
    this.#tailBytes = Math.min(this.#tail.length, this.#tailBytes + part.length);
  }

  #growTail(size: number): void {
    const grown = Buffer.allocUnsafeSlow(size);
    const bytes = this.#tailSlice(0, this.#tailBytes).copy(grown);
    this.#tail = grown;
    this.#tailEnd = bytes % size;
  }

  #headSlice(from: number, to: number): Buffer {
    return from < to ? Buffer.concat(this.#head).subarray(from, to) : Buffer.alloc(0);
  }

  #tailSlice(from: number, to: number): Buffer {
    if (from >= to || this.#tail.length === 0) return Buffer.alloc(0);
    const start = (this.#tailEnd - this.#tailBytes + from + this.#tail.length * 2) % this.#tail.length;
    const end = start + (to - from);
    if (end <= this.#tail.length) return this.#tail.subarray(start, end);
    return Buffer.concat([this.#tail.subarray(start), this.#tail.subarray(0, end - this.#tail.length)]);
  }
}

function notice(missing: number): string {
  return `\n[… ${missing} bytes left out …]\n`;
}

/** Length of the longest prefix that does not end inside a UTF-8 sequence. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** Offset of the first byte that does not continue a UTF-8 sequence. */
function startOfCharacters(bytes: Buffer): number {
  let start = 0;
  while (start < Math.min(3, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return start;
}
