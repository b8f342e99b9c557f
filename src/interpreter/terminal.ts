/**
 * The host's side of an interpreter's terminal (drivers/terminal.py): the guardian makes and serves it, and hangs it up after
 * a run unless something holds it. An answer names its request by number, since what is typed may have to wait for its reader.
 */
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import { LineReader } from "../protocol/line-reader.js";
import { fifoIn } from "./fifo.js";
import { checkInputBytes } from "./input-pipe.js";

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What programs have set (termios). */
export interface TerminalMode {
  readonly echo: boolean;
  /** Line by line. */
  readonly canonical: boolean;
  /** C-c is an interrupt. */
  readonly signals: boolean;
  /** The process group in the foreground; 0: the run has not taken the terminal yet. */
  readonly foreground: number;
  /** An interrupt was typed, and the foreground is that of the moment; missed: all in front ended as it came. */
  readonly interrupt?: "heard" | "missed";
}

type Answer = { n: number } & (
  | { t: "opened"; path: string }
  | { t: "failed"; reason: string }
  | ({ t: "typed" | "look" } & TerminalMode)
  | { t: "rested" }
);

const BOTH = constants.O_RDWR | constants.O_NONBLOCK;
const RETRY_MS = 5;
const AS_EVER: TerminalMode = { echo: true, canonical: true, signals: true, foreground: 0 };

export class Terminal {
  /** The path of the present terminal. */
  path = "";
  readonly #requests: number;
  readonly #answers: Socket;
  readonly #awaited = new Map<number, PromiseWithResolvers<Answer | undefined>>();
  #asked = 0;
  #pending = Buffer.alloc(0);
  #retry: NodeJS.Timeout | undefined;
  #typing = 0;
  #closed = false;

  private constructor(folder: string) {
    this.#requests = openSync(join(folder, "tt"), BOTH);
    const lines = new LineReader(
      (line) => this.#receive(JSON.parse(line.toString("utf8")) as Answer),
      limits.messageBytesMax,
      () => {},
    );
    this.#answers = new Socket({ fd: openSync(join(folder, "ta"), BOTH), readable: true, writable: false });
    this.#answers
      .on("data", (chunk) => lines.push(chunk))
      .on("error", () => this.#answers.destroy())
      .unref();
  }

  /** @param order has the guardian make the FIFOs and serve them. */
  static async make(folder: string, order: () => void): Promise<Terminal> {
    order();
    await fifoIn(folder, "ta");
    return new Terminal(folder);
  }

  /** A terminal of this size for the next run. Throws HOST_FAILURE where the system gives none. */
  async open(size: TerminalSize): Promise<string> {
    const answer = await this.#ask({ t: "open", ...size });
    if (answer?.t === "opened") return (this.path = answer.path);
    throw new HoldfastError("HOST_FAILURE", {
      message: "No terminal could be made for the run",
      got: answer?.t === "failed" ? answer.reason : "the interpreter ended",
      next: "Check that /dev/ptmx and /dev/pts are there; leave tty out to run without.",
    });
  }

  /** Its programs are told by SIGWINCH. */
  resize(size: TerminalSize): void {
    this.#send({ t: "size", ...size });
  }

  /** As a run gets it. */
  get paths() {
    return { in: this.path, out: this.path, err: this.path, tty: true };
  }

  /** Directs what is written to it into the FIFO of a run. */
  begin(out: string): void {
    this.#send({ t: "begin", out });
  }

  /** All that was typed has been handed to the terminal. */
  get flushed(): boolean {
    return this.#typing === 0;
  }

  /** Types bytes; resolves to the mode in which they were taken. Throws LIMIT_EXCEEDED. */
  async type(bytes: Buffer): Promise<TerminalMode> {
    checkInputBytes(this.#pending.length + bytes.length);
    return this.#type({ t: "type", data: bytes.toString("base64") });
  }

  /** End of file, or what a program in raw mode takes for it. */
  async eof(): Promise<TerminalMode> {
    return this.#type({ t: "eof" });
  }

  /** What a terminal answers when a program asks it; a program that has not asked never sees it. */
  reply(text: string): void {
    this.#send({ t: "reply", data: Buffer.from(text, "utf8").toString("base64") });
  }

  async mode(): Promise<TerminalMode> {
    return modeOf(await this.#ask({ t: "look" }));
  }

  /** The run has ended: resolves when all that was written is in its FIFO, and the terminal hung up unless it is held. */
  async rest(): Promise<void> {
    await this.#ask({ t: "rest" });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#answers.destroy();
    closeSync(this.#requests);
    for (const awaited of this.#awaited.values()) awaited.resolve(undefined);
    this.#awaited.clear();
  }

  async #type(request: object): Promise<TerminalMode> {
    this.#typing++;
    try {
      return modeOf(await this.#ask(request));
    } finally {
      this.#typing--;
    }
  }

  #ask(request: object): Promise<Answer | undefined> {
    if (this.#closed || this.#answers.destroyed) return Promise.resolve(undefined);
    const answer = Promise.withResolvers<Answer | undefined>();
    this.#awaited.set(++this.#asked, answer);
    this.#answers.ref();
    this.#send({ ...request, n: this.#asked });
    return answer.promise;
  }

  #receive(answer: Answer): void {
    this.#awaited.get(answer.n)?.resolve(answer);
    this.#awaited.delete(answer.n);
    if (this.#awaited.size === 0) this.#answers.unref();
  }

  #send(request: object): void {
    if (this.#closed) return;
    this.#pending = Buffer.concat([this.#pending, Buffer.from(`${JSON.stringify(request)}\n`)]);
    this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#retry);
    try {
      while (this.#pending.length > 0)
        this.#pending = this.#pending.subarray(writeSync(this.#requests, this.#pending));
    } catch {
      this.#retry = setTimeout(() => this.#flush(), RETRY_MS); // EAGAIN: the guardian has yet to read
    }
  }
}

function modeOf(answer: Answer | undefined): TerminalMode {
  return answer?.t === "typed" || answer?.t === "look" ? answer : AS_EVER;
}
