/**
 * What is kept of one output stream: all of it up to a bound, beyond that its head and its tail, with an exact account
 * of what was left out between them.
 */
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
  readonly #headMax: number;
  readonly #tailMax: number;

  /** @param bytesMax bound on the bytes kept; half for the head, half for the tail. */
  constructor(bytesMax: number) {
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
    if (chunk.length > room && this.#tailMax > 0) this.#pushTail(chunk.subarray(Math.max(0, room)));
  }

  /** Undefined when all is kept. */
  get truncated(): Kept | undefined {
    const kept = this.#headBytes + this.#tailBytes;
    return kept === this.total ? undefined : { kept, total: this.total };
  }

  /** Bytes by offset in the whole stream; what lies in the part left out is missing. */
  read(offset: number, length: number): Buffer {
    const from = offset < 0 ? Math.max(0, this.total + offset) : offset;
    const to = Math.min(this.total, from + length);
    const tailStart = this.total - this.#tailBytes;
    return Buffer.concat([
      this.#headSlice(from, Math.min(to, this.#headBytes)),
      this.#tailSlice(Math.max(from, tailStart) - tailStart, to - tailStart),
    ]);
  }

  /** All that is kept, as text; a cut never splits a character, and a notice stands where bytes were left out. */
  text(): string {
    const head = Buffer.concat(this.#head);
    if (this.total === this.#headBytes) return head.toString("utf8");
    const tail = this.#tailSlice(0, this.#tailBytes);
    if (!this.truncated) return Buffer.concat([head, tail]).toString("utf8");
    const first = head.subarray(0, endOfCharacters(head));
    const last = tail.subarray(startOfCharacters(tail));
    const missing = this.total - first.length - last.length;
    return `${first.toString("utf8")}\n[… ${missing} bytes left out …]\n${last.toString("utf8")}`;
  }

  /** Whether the head holds what no text holds: a NUL, or bytes that are not UTF-8. */
  get binary(): boolean {
    const head = Buffer.concat(this.#head);
    const text = head
      .subarray(0, this.total > head.length ? endOfCharacters(head) : head.length)
      .toString("utf8");
    return text.includes("\0") || text.includes("\ufffd");
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
