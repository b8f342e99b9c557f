/**
 * The FIFO from which one run reads. The host holds its only write end: when that is closed readers see end of file, and
 * what nobody has read is gone with the run.
 */
import { closeSync, constants, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import { fifoIn } from "./fifo.js";

const BOTH = constants.O_RDWR | constants.O_NONBLOCK;
const WRITE = constants.O_WRONLY | constants.O_NONBLOCK;
const RETRY_MS = 5;

let made = 0;

export class InputPipe {
  #writer: number;
  #pending = Buffer.alloc(0);
  #ending = false;
  /** A reader has been seen: from then on the end of the last write end is end of file for it. */
  #read = false;
  #retry: NodeJS.Timeout | undefined;

  private constructor(readonly path: string) {
    const both = openSync(path, BOTH); // a write end alone cannot be opened before there is a reader
    this.#writer = openSync(path, WRITE);
    closeSync(both);
  }

  /** @param order has FIFOs of these names made in the folder. */
  static async make(folder: string, order: (names: string[]) => void): Promise<InputPipe> {
    const name = `i${++made}`;
    order([name]);
    await fifoIn(folder, name);
    return new InputPipe(join(folder, name));
  }

  /** Whether all that was typed is in the pipe. */
  get flushed(): boolean {
    return this.#pending.length === 0 && !this.#ending;
  }

  /** Queues text; what the pipe does not take at once follows when it does. Throws LIMIT_EXCEEDED. */
  write(text: string): void {
    const bytes = Buffer.from(text, "utf8");
    checkInputBytes(this.#pending.length + bytes.length);
    this.#pending = Buffer.concat([this.#pending, bytes]);
    this.#flush();
  }

  /** End of file, behind what was written. */
  end(): void {
    this.#ending = true;
    this.#flush();
  }

  /** The run is over: what it has not read is gone. */
  close(): void {
    clearTimeout(this.#retry);
    this.#closeWriter();
    rmSync(this.path, { force: true });
  }

  #flush(): void {
    clearTimeout(this.#retry);
    if (this.#writer < 0) return;
    try {
      while (this.#pending.length > 0) {
        const written = writeSync(this.#writer, this.#pending);
        this.#read = true;
        this.#pending = this.#pending.subarray(written);
      }
    } catch {
      // EAGAIN: it is full. EPIPE: nobody reads, not yet or no longer.
    }
    if (this.#pending.length === 0 && this.#ending && this.#hasReader()) this.#closeWriter();
    else if (!this.flushed) this.#retry = setTimeout(() => this.#flush(), RETRY_MS);
  }

  /** Only one who has opened it gets end of file by our closing it; one who comes later would wait for ever. */
  #hasReader(): boolean {
    if (this.#read) return true;
    try {
      closeSync(openSync(this.path, WRITE));
      return true;
    } catch {
      return false; // ENXIO
    }
  }

  #closeWriter(): void {
    if (this.#writer >= 0) closeSync(this.#writer);
    this.#writer = -1;
    this.#ending = false;
    this.#pending = Buffer.alloc(0);
  }
}

/** Throws LIMIT_EXCEEDED for more than may wait to be read. */
export function checkInputBytes(waiting: number): void {
  if (waiting > limits.inputBytesMax)
    throw new HoldfastError("LIMIT_EXCEEDED", {
      message: "The run does not read what it is given",
      got: `${waiting} bytes that wait`,
      limit: `${limits.inputBytesMax} bytes`,
      next: "Write it to a file, and let the run read the file.",
    });
}
