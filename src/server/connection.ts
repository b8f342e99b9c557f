/** One client of the daemon: its requests, each with its answer, and what happens to them when it goes. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import type { ClientLine, DaemonLine, OutputPiece, Request, WireError } from "../protocol/daemon.js";
import { LineReader } from "../protocol/line-reader.js";
import type { SessionEvent } from "../session/events.js";
import type { OutputEvent } from "../session/options.js";
import { fields, flag } from "../session/rules.js";
import { type Call, type Daemon, methods } from "./methods.js";

interface Active {
  readonly abort: AbortController;
  detached: boolean;
}

export class Connection {
  readonly #active = new Map<number, Active>();

  constructor(
    private readonly socket: Socket,
    private readonly daemon: Daemon,
  ) {
    const lines = new LineReader(
      (line) => this.#take(line),
      limits.daemonMessageBytesMax,
      () => socket.destroy(),
    );
    socket.on("data", (chunk) => lines.push(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#end());
  }

  send(line: DaemonLine): boolean {
    return this.socket.destroyed || this.socket.write(`${JSON.stringify(line)}\n`);
  }

  #take(bytes: Buffer): void {
    const line = parse(bytes);
    if (!line)
      this.socket.destroy(); // no client of ours
    else if ("control" in line) this.#control(line.id, line.control === "detach");
    else void this.#answer(line);
  }

  #control(id: number, detach: boolean): void {
    const active = this.#active.get(id);
    if (detach && active) active.detached = true;
    else active?.abort.abort();
  }

  async #answer({ id, method, params }: Request): Promise<void> {
    const abort = new AbortController();
    this.#active.set(id, { abort, detached: false });
    try {
      const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (!known) throw unknownMethod(method);
      checkParams(params, known.takes);
      const call: Call = {
        params,
        signal: abort.signal,
        onOutput: params["stream"] === true ? (event) => this.#pass(id, event) : undefined,
        onEvent: this.#teller(id),
      };
      this.send({ id, ok: (await known.answer(this.daemon, call)) ?? null });
    } catch (error) {
      this.send({ id, error: wireError(error) });
    } finally {
      this.#active.delete(id);
    }
  }

  /** A watcher must not hold back what it watches: one that does not read misses events, and is told how many. */
  #teller(id: number): (event: SessionEvent) => void {
    let lost = 0;
    return (event) => {
      if (this.socket.writableLength > limits.daemonBacklogBytesMax && event.type !== "closed") {
        lost++;
        return;
      }
      if (lost > 0) this.send({ id, event: { type: "lost", events: lost } satisfies SessionEvent });
      lost = 0;
      this.send({ id, event });
    };
  }

  /** A client that does not read holds the run's output back, as a full pipe does; one that is gone does not. */
  #pass(id: number, { runId, stream, bytes }: OutputEvent): Promise<unknown> | undefined {
    const output: OutputPiece = { runId, stream, data: bytes.toString("base64") };
    if (this.send({ id, output }) || this.socket.destroyed) return undefined;
    return Promise.race([once(this.socket, "drain"), once(this.socket, "close")]).catch(() => undefined);
  }

  /** What nobody waits for any more is interrupted, unless it was detached: the next caller must not wait behind it. */
  #end(): void {
    for (const { abort, detached } of this.#active.values()) if (!detached) abort.abort();
  }
}

/** Undefined for what no client sends. */
function parse(bytes: Buffer): ClientLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isObject(line) || typeof line["id"] !== "number") return undefined;
  const { id, control, method, params } = line;
  if (control === "abort" || control === "detach") return { id, control };
  return { id, method: String(method), params: (params === undefined ? {} : params) as Request["params"] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Throws INVALID_ARGUMENT. What is in them the library checks. */
function checkParams(params: unknown, known: readonly string[]): void {
  const anything = Object.fromEntries(known.map((name) => [name, (given: unknown) => given]));
  const { stream } = fields<Record<string, unknown>>({ ...anything })(params, "params");
  if (stream !== undefined) flag(stream, "params.stream");
}

function unknownMethod(method: string): HoldfastError {
  return new HoldfastError("INVALID_ARGUMENT", {
    message: "The daemon has no such method",
    got: method,
    next: "Use a client of the daemon's version.",
  });
}

function wireError(error: unknown): WireError {
  if (error instanceof HoldfastError) return error.toJSON();
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message };
}
