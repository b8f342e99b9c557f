/** A session that lives in the daemon. */
import type { Session } from "../session/api.js";
import type { SessionEvent } from "../session/events.js";
import type { Job } from "../session/jobs.js";
import type { ExecOptions, InputPart, OutputListener, OutputQuery, WaitOptions } from "../session/options.js";
import type { RunResult } from "../session/result.js";
import type { RuntimeState } from "../session/state.js";
import { streamRun, type StreamEvent } from "../session/stream-run.js";
import type { HistoryEntry } from "../store/history.js";
import type { OutputPiece } from "../protocol/daemon.js";
import type { Link } from "./link.js";
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

  exec(code: string, options: ExecOptions = {}): Promise<RunResult> {
    return this.#run("exec", { code }, options);
  }

  eval(code: string, options: ExecOptions = {}): Promise<RunResult> {
    return this.#run("eval", { code }, options);
  }

  stream(code: string, options: ExecOptions = {}): AsyncGenerator<StreamEvent, void, void> {
    return streamRun((streamed) => this.exec(code, streamed), options);
  }

  wait(runId: string, options: WaitOptions = {}): Promise<RunResult> {
    return this.#run("wait", { runId }, options);
  }

  input(input: string | InputPart, options: WaitOptions = {}): Promise<RunResult> {
    return this.#run("input", { input }, options);
  }

  interrupt(runId?: string): Promise<boolean> {
    return this.#call<boolean>("interrupt", { runId });
  }

  state(): Promise<RuntimeState> {
    return this.#call<RuntimeState>("state");
  }

  history(count?: number): Promise<HistoryEntry[]> {
    return this.#call<HistoryEntry[]>("history", { count });
  }

  jobs(): Promise<Job[]> {
    return this.#call<Job[]>("jobs");
  }

  async kill(jobId: string): Promise<void> {
    await this.#call("kill", { jobId });
  }

  async output(runId: string, query: OutputQuery = {}): Promise<Buffer> {
    return Buffer.from(await this.#call<string>("output", { runId, query }), "base64");
  }

  getEnv(): Promise<Record<string, string>> {
    return this.#call<Record<string, string>>("getEnv");
  }

  async setEnv(env: Readonly<Record<string, string | undefined>>): Promise<void> {
    const entries = Object.entries(env).map(([name, value]) => [name, value ?? null]);
    await this.#call("setEnv", { env: Object.fromEntries(entries) as object });
  }

  getWorkdir(): Promise<string> {
    return this.#call<string>("getWorkdir");
  }

  async changeDir(path: string): Promise<void> {
    await this.#call("changeDir", { path });
  }

  async reset(options: { language?: string } = {}): Promise<void> {
    await this.#call("reset", { options });
  }

  watch(listener: (event: SessionEvent) => void): () => void {
    const end = new AbortController();
    void this.link
      .call(
        "watch",
        { session: this.id },
        { signal: end.signal, onEvent: listener as (event: unknown) => void },
      )
      .catch(() => {
        listener({ type: "closed" });
      });
    return () => end.abort();
  }

  async terminate(): Promise<void> {
    await this.#call("terminate");
  }

  async #run(
    method: string,
    params: object,
    { signal, onOutput, ...options }: ExecOptions & WaitOptions,
  ): Promise<RunResult> {
    const answer = this.link.call(
      method,
      { ...params, session: this.id, options, stream: onOutput !== undefined },
      { signal, onOutput: onOutput && decoding(onOutput) },
    );
    return (await answer) as RunResult;
  }

  async #call<Result>(method: string, params: object = {}): Promise<Result> {
    return (await this.link.call(method, { ...params, session: this.id })) as Result;
  }
}

function decoding(onOutput: OutputListener): (piece: OutputPiece) => unknown {
  const decoder = new PieceDecoder();
  return (piece) => onOutput(decoder.take(piece));
}
