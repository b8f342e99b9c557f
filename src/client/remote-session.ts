/** A session that lives in the daemon. */
import { HoldfastError } from "../errors.js";
import type { Session } from "../session/api.js";
import { check } from "../session/checks.js";
import type { SessionEvent } from "../session/events.js";
import type { Job } from "../session/jobs.js";
import type { ExecOptions, InputPart, OutputListener, OutputQuery, WaitOptions } from "../session/options.js";
import type { RunResult } from "../session/result.js";
import type { RuntimeState } from "../session/state.js";
import { streamRun, type StreamEvent } from "../session/stream-run.js";
import { tell } from "../session/tell.js";
import type { HistoryEntry } from "../store/history.js";
import type { OutputPiece } from "../protocol/daemon.js";
import type { CallOptions, Link } from "./link.js";
import { PieceDecoder } from "./piece-decoder.js";

interface Identity {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
}

export class RemoteSession implements Session {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;

  constructor(
    private readonly link: Link,
    identity: Identity,
  ) {
    this.id = identity.id;
    this.name = identity.name;
    this.workspace = identity.workspace;
  }

  async exec(code: string, options: ExecOptions = {}): Promise<RunResult> {
    return this.#run("exec", { code: check.code(code) }, check.execOptions(options));
  }

  async eval(code: string, options: ExecOptions = {}): Promise<RunResult> {
    return this.#run("eval", { code: check.code(code) }, check.execOptions(options));
  }

  stream(code: string, options: ExecOptions = {}): AsyncGenerator<StreamEvent, void, void> {
    return streamRun((streamed) => this.exec(code, streamed), options);
  }

  async wait(runId: string, options: WaitOptions = {}): Promise<RunResult> {
    return this.#run("wait", { runId: check.runId(runId) }, check.waitOptions(options));
  }

  async input(input: string | InputPart, options: WaitOptions = {}): Promise<RunResult> {
    return this.#run("input", { input: check.input(input) }, check.waitOptions(options));
  }

  async interrupt(runId?: string): Promise<boolean> {
    return this.#call<boolean>("interrupt", { runId: check.someRunId(runId) });
  }

  state(): Promise<RuntimeState> {
    return this.#call<RuntimeState>("state");
  }

  async history(count?: number): Promise<HistoryEntry[]> {
    return this.#call<HistoryEntry[]>("history", { count: check.historyCount(count) });
  }

  jobs(): Promise<Job[]> {
    return this.#call<Job[]>("jobs");
  }

  async kill(jobId: string): Promise<void> {
    await this.#call("kill", { jobId: check.jobId(jobId) });
  }

  async output(runId: string, query: OutputQuery = {}): Promise<Buffer> {
    const asked = { runId: check.runId(runId), query: check.outputQuery(query) };
    return Buffer.from(await this.#call<string>("output", asked), "base64");
  }

  getEnv(): Promise<Record<string, string>> {
    return this.#call<Record<string, string>>("getEnv");
  }

  async setEnv(env: Readonly<Record<string, string | undefined>>): Promise<void> {
    const entries = Object.entries(check.envChange(env)).map(([name, value]) => [name, value ?? null]);
    await this.#call("setEnv", { env: Object.fromEntries(entries) as object });
  }

  getWorkdir(): Promise<string> {
    return this.#call<string>("getWorkdir");
  }

  async changeDir(path: string): Promise<void> {
    await this.#call("changeDir", { path: check.path(path) });
  }

  async reset(options: { language?: string } = {}): Promise<void> {
    await this.#call("reset", { options: check.resetOptions(options) });
  }

  watch(listener: (event: SessionEvent) => void): () => void {
    const onEvent = check.listener(listener);
    const end = new AbortController();
    void this.link.call("watch", { session: this.id }, { signal: end.signal, onEvent }).catch(() => {
      void tell(onEvent, { type: "closed" });
    });
    return () => end.abort();
  }

  async terminate(): Promise<void> {
    await this.#call("terminate").catch((error: unknown) => {
      if (!isClosed(error)) throw error;
    });
  }

  async #run(
    method: string,
    params: object,
    { signal, onOutput, ...options }: ExecOptions & WaitOptions,
  ): Promise<RunResult> {
    const asked = { ...params, options, stream: onOutput !== undefined };
    return this.#call<RunResult>(method, asked, { signal, onOutput: onOutput && decoding(onOutput) });
  }

  async #call<Result>(method: string, params: object = {}, options?: CallOptions): Promise<Result> {
    try {
      return (await this.link.call(method, { ...params, session: this.id }, options)) as Result;
    } catch (error) {
      // The daemon has known it: it has ended since.
      throw error instanceof HoldfastError && error.code === "UNKNOWN_SESSION" ? this.#closed(error) : error;
    }
  }

  #closed(cause: HoldfastError): HoldfastError {
    return new HoldfastError("SESSION_CLOSED", {
      message: `The session ${this.name} has ended`,
      got: this.id,
      next: "Ask the runtime for a new one.",
      cause,
    });
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof HoldfastError && error.code === "SESSION_CLOSED";
}

function decoding(onOutput: OutputListener): (piece: OutputPiece) => unknown {
  const decoder = new PieceDecoder();
  return (piece) => onOutput(decoder.take(piece));
}
