/** One connection to a daemon: requests out, answers in, each to its caller. */
import { createConnection, type Socket } from "node:net";
import { HoldfastError, type HoldfastErrorCode } from "../errors.js";
import { limits } from "../limits.js";
import type { Answer, Control, DaemonLine, Hello, OutputPiece, WireError } from "../protocol/daemon.js";
import { LineReader } from "../protocol/line-reader.js";
import { tell } from "../session/tell.js";

export interface CallOptions {
  /** Aborts the request: an exec is interrupted, a wait ends. */
  readonly signal?: AbortSignal | undefined;
  /** A promise holds back what comes after it. */
  readonly onOutput?: ((piece: OutputPiece) => unknown) | undefined;
  readonly onEvent?: ((event: unknown) => void) | undefined;
}

interface Pending extends CallOptions {
  readonly answer: PromiseWithResolvers<unknown>;
}

export class Link {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #fault: HoldfastError | undefined;

  private constructor(
    private readonly socket: Socket,
    readonly hello: Hello["hello"],
    answers: { take: (line: DaemonLine) => void },
  ) {
    answers.take = (line) => this.#take(line as Answer);
    socket.on("close", () => this.#end());
    socket.unref();
  }

  /** Rejects with the system's error where nobody listens. */
  static async open(path: string): Promise<Link> {
    const socket = createConnection(path);
    const first = Promise.withResolvers<DaemonLine>();
    const answers = { take: first.resolve };
    const lines = new LineReader(
      (line) => {
        answers.take(JSON.parse(line.toString("utf8")) as DaemonLine);
      },
      limits.daemonMessageBytesMax,
      () => socket.destroy(),
    );
    socket.on("data", (chunk) => lines.push(chunk));
    socket.on("error", first.reject);
    socket.on("close", () => first.reject(new Error("it closed the connection")));
    try {
      const hello = await first.promise;
      if (!("hello" in hello)) throw new Error("it does not answer as a daemon of Holdfast");
      return new Link(socket, hello.hello, answers);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** Rejects with the daemon's HoldfastError, or HOST_FAILURE when the connection is lost. */
  async call(method: string, params: object, options: CallOptions = {}): Promise<unknown> {
    if (this.#fault) throw this.#fault;
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    const { signal } = options;
    const abort = () => this.#control(id, "abort");
    this.#pending.set(id, { ...options, answer });
    if (this.#pending.size === 1) this.socket.ref();
    this.socket.write(`${JSON.stringify({ id, method, params })}\n`);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
    try {
      return await answer.promise;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.socket.unref();
    }
  }

  /** Lets everything that is not answered yet go on without this connection, which then ends. */
  async detach(): Promise<void> {
    for (const id of this.#pending.keys()) this.#control(id, "detach");
    await this.close();
  }

  close(): Promise<void> {
    this.#fault ??= new HoldfastError("SESSION_CLOSED", {
      message: "This connection to the daemon was closed",
      next: "Connect anew; the sessions that it had may live on.",
    });
    return new Promise((resolve) => {
      if (this.socket.destroyed) resolve();
      else
        this.socket
          .ref()
          .once("close", () => resolve())
          .end();
    });
  }

  #control(id: number, control: Control["control"]): void {
    if (!this.socket.destroyed) this.socket.write(`${JSON.stringify({ id, control })}\n`);
  }

  #take(line: Answer): void {
    const pending = this.#pending.get(line.id);
    if (!pending) return;
    const { onOutput, onEvent } = pending;
    if ("output" in line) this.#holdFor(onOutput && tell(onOutput, line.output));
    else if ("event" in line) void (onEvent && tell(onEvent, line.event));
    else if ("error" in line) pending.answer.reject(errorOf(line.error));
    else pending.answer.resolve(line.ok);
  }

  #holdFor(taken: Promise<unknown> | undefined): void {
    if (!taken) return;
    this.socket.pause();
    void taken.then(() => this.socket.resume());
  }

  #end(): void {
    this.#fault ??= new HoldfastError("HOST_FAILURE", {
      message: "The connection to the daemon was lost, and with it what was not answered",
      next: "Repeat the call: it starts a daemon if there is none. `holdfast doctor` shows its log.",
    });
    for (const { answer } of this.#pending.values()) answer.reject(this.#fault);
  }
}

/** The daemon's error as this side's. */
function errorOf({ code, message, ...facts }: WireError): Error {
  if (code === undefined) return new Error(message);
  const error = new HoldfastError(code as HoldfastErrorCode, { message });
  return Object.assign(error, facts, { message });
}
