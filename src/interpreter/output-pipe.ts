/**
 * One FIFO that carries one stream of runs. The host reads it all the time and holds a write end of its own between
 * runs, so that it never sees end of file by chance; the fence closes that end, and then end of file is a proof: all is
 * read, and no process holds the pipe (docs/protocol.md, "Completion and the fence").
 */
import { closeSync, constants, openSync, readSync } from "node:fs";
import { Socket } from "node:net";

/** Takes a chunk of output. The memory is reused after the call. */
export type Sink = (chunk: Buffer) => void;

const READ = constants.O_RDONLY | constants.O_NONBLOCK;
const WRITE = constants.O_WRONLY | constants.O_NONBLOCK;
/** One buffer for all pipes of the process: a chunk is consumed before the next read. */
const shared = Buffer.allocUnsafeSlow(65_536);

export class OutputPipe {
  readonly #fd: number;
  readonly #socket: Socket;
  #writer: number;
  #sink: Sink | undefined;
  /** Called when the last job that held the pipe has let go. */
  onReleased: (() => void) | undefined;

  constructor(readonly path: string) {
    this.#fd = openSync(path, READ);
    this.#writer = openSync(path, WRITE);
    const onread = {
      buffer: shared,
      callback: (bytes: number, buffer: Uint8Array) => this.#take(bytes, buffer),
    };
    this.#socket = new Socket({ fd: this.#fd, readable: true, writable: false, onread } as never);
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("close", () => this.onReleased?.());
    this.#socket.unref();
  }

  /** Directs what comes to a run's sink. */
  begin(sink: Sink): void {
    this.#sink = sink;
  }

  /**
   * Reads all that was written before this call.
   * @returns true when nobody holds the pipe: it is free for the next run. False: it stays with its run until `onReleased`.
   */
  fence(): boolean {
    closeSync(this.#writer);
    this.#writer = -1;
    const free = this.drain();
    if (free) this.#writer = openSync(this.path, WRITE);
    return free;
  }

  /** Reads until the pipe is empty; true at end of file. */
  drain(): boolean {
    for (;;) {
      let bytes: number;
      try {
        bytes = readSync(this.#fd, shared);
      } catch {
        return false; // EAGAIN: empty, and somebody holds it
      }
      if (bytes === 0) return true;
      this.#take(bytes, shared);
    }
  }

  close(): void {
    this.onReleased = undefined;
    this.#sink = undefined;
    if (this.#writer >= 0) closeSync(this.#writer);
    this.#writer = -1;
    this.#socket.destroy();
  }

  #take(bytes: number, buffer: Uint8Array): boolean {
    this.#sink?.(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
    return true;
  }
}
