/**
 * One FIFO that carries one stream of runs. The host reads it at the fence, and all the time (`follow`) once a run lasts.
 * End of file is then a proof: all is read, and no process holds the pipe (docs/protocol.md, "Completion and the fence").
 * While it follows it holds a write end of its own, so that it never sees end of file by chance.
 */
import { closeSync, constants, openSync, readSync } from "node:fs";
import { Socket } from "node:net";

/** Takes a chunk of output. The memory is reused after the call. A promise holds the rest back until it settles. */
export type Sink = (chunk: Buffer) => Promise<unknown> | undefined;

const READ = constants.O_RDONLY | constants.O_NONBLOCK;
const TAIL_BYTES = 512;
const WRITE = constants.O_WRONLY | constants.O_NONBLOCK;
/** One buffer for all pipes of the process: a chunk is consumed before the next read. */
const shared = Buffer.allocUnsafeSlow(65_536);

export class OutputPipe {
  readonly #fd: number;
  readonly #socket: Socket;
  #writer = -1;
  #follows = false;
  #sink: Sink | undefined;
  /** The end of what came last, as latin1. */
  tail = "";
  /** Called when the last job that held the pipe has let go. */
  onReleased: (() => void) | undefined;

  constructor(readonly path: string) {
    this.#fd = openSync(path, READ);
    const onread = {
      buffer: shared,
      callback: (bytes: number, buffer: Uint8Array) => this.#take(bytes, buffer),
    };
    this.#socket = new Socket({ fd: this.#fd, readable: true, writable: false, onread });
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("close", () => this.onReleased?.());
    this.#socket.pause().unref();
  }

  /** Directs what comes to a run's sink. */
  begin(sink: Sink): void {
    this.#sink = sink;
    this.tail = "";
  }

  /** Whether something has been written, which it takes; then it reads from now on as it comes. */
  flows(): boolean {
    if (this.#follows || this.#socket.destroyed) return this.#follows;
    const bytes = readNow(this.#fd);
    if (bytes <= 0) return false;
    this.follow();
    this.#take(bytes, shared);
    return true;
  }

  /** Reads from now on as it comes. */
  follow(): void {
    if (this.#follows) return;
    this.#writer = openSync(this.path, WRITE);
    this.#read(true);
  }

  /**
   * Reads all that was written before this call, and follows no more.
   * @returns true when nobody holds the pipe: it is free for the next run.
   */
  fence(): boolean {
    this.#letGo();
    const free = this.drain();
    if (this.#follows) this.#read(false);
    return free;
  }

  /** It stays with its run until `onReleased`. */
  hold(): void {
    this.#read(true);
  }

  /** Reads until the pipe is empty; true at end of file. */
  drain(): boolean {
    for (;;) {
      if (this.#socket.destroyed) return true; // it came to its end by itself: the number may be another file's by now
      const bytes = readNow(this.#fd);
      if (bytes <= 0) return bytes === 0;
      this.#take(bytes, shared);
    }
  }

  close(): void {
    this.onReleased = undefined;
    this.#sink = undefined;
    this.#letGo();
    this.#socket.destroy();
  }

  #read(on: boolean): void {
    this.#follows = on;
    if (on) this.#socket.resume();
    else this.#socket.pause();
  }

  #letGo(): void {
    if (this.#writer >= 0) closeSync(this.#writer);
    this.#writer = -1;
  }

  #take(bytes: number, buffer: Uint8Array): boolean {
    const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, bytes);
    this.tail = chunk.toString("latin1", Math.max(0, bytes - TAIL_BYTES));
    const taken = this.#sink?.(chunk);
    if (!taken || !this.#follows) return true;
    this.#socket.pause();
    const goOn = () => {
      if (this.#follows) this.#socket.resume();
    };
    taken.then(goOn, goOn);
    return false;
  }
}

/** Reads into the shared buffer; 0 at end of file, -1 when the pipe is empty and somebody holds it. */
function readNow(fd: number): number {
  const { stackTraceLimit } = Error;
  Reflect.set(Error, "stackTraceLimit", 0); // EAGAIN is thrown, and its stack would cost more than the read
  try {
    return readSync(fd, shared);
  } catch {
    return -1;
  } finally {
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
  }
}
