/** Splits a byte stream into lines, with a bound on what one line may hold. */
export class LineReader {
  #parts: Buffer[] = [];
  #bytes = 0;

  /**
   * @param onLine called for each complete, non-empty line, without its `\n`.
   * @param lineBytesMax a longer line is dropped whole, and reported once through `onOverflow`.
   */
  constructor(
    private readonly onLine: (line: Buffer) => void,
    private readonly lineBytesMax: number,
    private readonly onOverflow: () => void,
  ) {}

  /** Takes a chunk; the memory of the chunk may be reused by the caller afterwards. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#take(chunk.subarray(start, end));
      start = end + 1;
      this.#finish();
    }
    if (start < chunk.length) this.#take(Buffer.from(chunk.subarray(start)));
  }

  /** Forgets an unfinished line, as when its writer is known to be gone. */
  reset(): void {
    this.#parts = [];
    this.#bytes = 0;
  }

  #take(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes <= this.lineBytesMax) this.#parts.push(part);
    else this.#parts = [];
  }

  #finish(): void {
    const parts = this.#parts;
    const bytes = this.#bytes;
    this.reset();
    if (bytes > this.lineBytesMax) this.onOverflow();
    else if (bytes > 0) this.onLine(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
  }
}
