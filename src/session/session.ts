/** One workspace's scope: ordered runs in several languages, one working directory, one environment, one history. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { HoldfastError } from "../errors.js";
import { defaultLanguage, languageRow } from "../interpreter/languages.js";
import type { InterpreterPool } from "../interpreter/pool.js";
import { limits } from "../limits.js";
import { History, type HistoryEntry } from "../store/history.js";
import { type Job, Jobs } from "./jobs.js";
import { checkCode, checkCount, checkEnv, checkExecOptions, type ExecOptions } from "./options.js";
import { Queue } from "./queue.js";
import { performRun } from "./perform.js";
import type { RunResult } from "./result.js";
import { cancelledResult, Run, type RunInput } from "./run.js";
import type { Slot } from "./slot.js";
import { Slots } from "./slots.js";
import { streamRun, type StreamEvent } from "./stream-run.js";
import { importsOf, interpretersOf, namesOf, type RuntimeState } from "./state.js";

/** What a manager gives to each of its sessions. */
export interface SessionSettings {
  readonly timeoutMs: number;
  readonly historyLimit: number;
  readonly maxQueuedRuns: number;
  readonly outputBytesMax: number;
  /** false: each language has a working directory and environment of its own. */
  readonly shareScope: boolean;
}

export interface SessionIdentity {
  readonly id: string;
  readonly name: string;
  /** Real path. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Bytes of a run's output; a negative offset counts from the end. */
export interface OutputRange {
  readonly stream?: "stdout" | "stderr";
  readonly offset?: number;
  readonly length?: number;
}

export class RuntimeSession {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  /** performance.now() of the last call or end of a run. */
  usedAt = performance.now();
  readonly #slots: Slots;
  readonly #jobs = new Jobs();
  readonly #history: History;
  readonly #queue: Queue;
  #active: Run | undefined;
  #runs = 0;
  #resetting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** Sessions are made by `RuntimeSessionManager.session`. */
  constructor(
    identity: SessionIdentity,
    private readonly settings: SessionSettings,
    pool: InterpreterPool,
    private readonly onClosed: () => void,
  ) {
    this.id = identity.id;
    this.name = identity.name;
    this.workspace = identity.workspace;
    this.#slots = new Slots({ cwd: identity.workspace, env: identity.env }, settings.shareScope, pool);
    this.#history = new History(settings.historyLimit);
    this.#queue = new Queue(settings.maxQueuedRuns);
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** A run is active or waits, or something that a run left behind is alive. */
  get busy(): boolean {
    return this.#queue.busy || this.#jobs.list().length > 0;
  }

  /**
   * Runs code in the session; calls wait their turn in order. A failing command is a result, never a throw.
   * Throws INVALID_ARGUMENT, LIMIT_EXCEEDED, UNKNOWN_LANGUAGE, INTERPRETER_NOT_FOUND, QUEUE_FULL, SESSION_CLOSED, HOST_FAILURE.
   */
  async exec(code: string, options: ExecOptions = {}): Promise<RunResult> {
    return this.#submit("exec", code, options);
  }

  /** Runs code (python by default) for the value of its last expression, as `result`. Throws as `exec` does. */
  async eval(code: string, options: ExecOptions = {}): Promise<RunResult> {
    return this.#submit("eval", code, options);
  }

  /** Runs code and yields its output as it comes, then its result. Leaving the loop early interrupts the run. */
  stream(code: string, options: ExecOptions = {}): AsyncGenerator<StreamEvent, void, void> {
    return streamRun((streamed) => this.exec(code, streamed), options);
  }

  /** Stops the present run and keeps the state; false when nothing runs. Served at once. */
  interrupt(): Promise<boolean> {
    this.#active?.stop("interrupted");
    return Promise.resolve(this.#active !== undefined);
  }

  /** The state as of the last run that has ended. Served at once, also while a run is active. */
  async state(): Promise<RuntimeState> {
    this.#assertOpen();
    if (!this.#active) await this.#slots.settle();
    const { scope, all: slots } = this.#slots;
    return {
      env_vars: { ...scope.env },
      functions: namesOf(slots, "function"),
      imports: importsOf(slots),
      variables: namesOf(slots, "variable"),
      working_dir: scope.cwd,
      history: this.#history.last(this.settings.historyLimit),
      jobs: this.#jobs.list(),
      interpreters: interpretersOf(slots),
      ...(this.#active && { busy: { runId: this.#active.id } }),
    };
  }

  /** The newest runs, oldest first. */
  history(count: number = this.settings.historyLimit): Promise<HistoryEntry[]> {
    checkCount("The number of entries", count, 0, Number.MAX_SAFE_INTEGER);
    return Promise.resolve(this.#history.last(count));
  }

  /** What runs have left behind alive. */
  jobs(): Promise<Job[]> {
    return Promise.resolve(this.#jobs.list());
  }

  /** Ends a job and what it started (SIGTERM). Throws INVALID_ARGUMENT. */
  kill(jobId: string): Promise<void> {
    return Promise.resolve().then(() => this.#jobs.kill(jobId));
  }

  /** Bytes of a run's output by offset (negative: from the end). Throws UNKNOWN_RUN. */
  output(
    runId: string,
    { stream = "stdout", offset = 0, length = Number.MAX_SAFE_INTEGER }: OutputRange = {},
  ): Promise<Buffer> {
    return Promise.resolve().then(() => this.#history.outputs(runId)[stream].read(offset, length));
  }

  async getEnv(): Promise<Record<string, string>> {
    return { ...(await this.state()).env_vars };
  }

  async getWorkdir(): Promise<string> {
    return (await this.state()).working_dir;
  }

  /** Sets environment variables of the session; undefined removes one. Waits its turn. Throws INVALID_ARGUMENT. */
  async setEnv(env: Readonly<Record<string, string | undefined>>): Promise<void> {
    const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    const unset = Object.keys(env).filter((name) => env[name] === undefined);
    checkEnv({ ...set, ...Object.fromEntries(unset.map((name) => [name, ""])) });
    await this.#inTurn(async () => {
      await this.#slots.settle();
      this.#slots.commit({ env: { set, unset } });
    });
  }

  /** Changes the session's working directory. Waits its turn. Throws INVALID_ARGUMENT when it is no folder. */
  async changeDir(path: string): Promise<void> {
    await this.#inTurn(async () => {
      await this.#slots.settle();
      const target = resolve(this.#slots.scope.cwd, path);
      if (!statSync(target, { throwIfNoEntry: false })?.isDirectory())
        throw new HoldfastError("INVALID_ARGUMENT", {
          message: "There is no such folder",
          got: target,
          next: "Create it first.",
        });
      this.#slots.commit({ cwd: target });
    });
  }

  /**
   * Ends interpreters and jobs; an active run in them is interrupted. Without a language also the working directory and
   * environment are those of the session's creation. History stays.
   */
  async reset(options: { language?: string } = {}): Promise<void> {
    this.#assertOpen();
    const row = options.language === undefined ? undefined : languageRow(options.language);
    const slots = this.#slots.all.filter((slot) => !row || slot.row === row);
    await this.#resetting;
    this.#resetting = this.#reset(slots, row?.name);
    await this.#resetting;
    this.#resetting = undefined;
  }

  /** Ends the session and everything in it. Safe to call twice. */
  terminate(): Promise<void> {
    this.#closing ??= this.#terminate();
    return this.#closing;
  }

  async #terminate(): Promise<void> {
    this.#active?.stop("interrupted");
    await this.#slots.close(this.#slots.all, limits.closeGraceMs);
    this.#jobs.clear();
    this.onClosed();
  }

  async #reset(slots: readonly Slot[], language: string | undefined): Promise<void> {
    if (this.#active && slots.some((slot) => slot.row.name === this.#active?.input.language))
      this.#active.stop("interrupted");
    await this.#slots.close(slots, limits.closeGraceMs);
    this.#jobs.clear(language);
    if (language === undefined) this.#slots.resetScopes();
  }

  async #submit(mode: RunInput["mode"], code: string, options: ExecOptions): Promise<RunResult> {
    checkCode(code);
    checkExecOptions(options);
    const row = languageRow(options.language ?? defaultLanguage[mode]);
    this.#assertOpen();
    const timeoutMs = options.timeoutMs ?? this.settings.timeoutMs;
    const id = `r${++this.#runs}`;
    const turn = this.#queue.enter(options.signal);
    if (turn !== true && !(await turn)) return cancelledResult(id, row.name, this.#slots.scope.cwd);
    const run = new Run(
      id,
      { mode, code, language: row.name, timeoutMs, options },
      this.settings.outputBytesMax,
    );
    const onAbort = () => run.stop("interrupted");
    options.signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await this.#resetting;
      this.#assertOpen();
      return await this.#perform(run, this.#slots.of(row.name));
    } finally {
      options.signal?.removeEventListener("abort", onAbort);
      this.#active = undefined;
      this.#queue.leave();
      this.usedAt = performance.now();
      this.#settleSoon();
    }
  }

  async #perform(run: Run, slot: Slot): Promise<RunResult> {
    this.#active = run;
    const result = await performRun(run, slot, this.#slots, this.#jobs, () => this.closed);
    this.#history.keepOutputs(run.id, run);
    this.#history.add({
      run_id: run.id,
      timestamp: run.timestamp,
      duration_ms: result.durationMs,
      language: result.language,
      code: run.input.code,
      status: result.status,
      exit_code: result.exitCode,
    });
    return result;
  }

  /** Does something between runs. */
  async #inTurn(action: () => Promise<void>): Promise<void> {
    this.#assertOpen();
    await this.#queue.enter();
    try {
      this.#assertOpen();
      await action();
    } finally {
      this.#queue.leave();
    }
  }

  /** Learns the state in the first idle moment, so that a later crash cannot lose it. */
  #settleSoon(): void {
    setImmediate(() => {
      if (!this.#queue.busy && !this.closed) void this.#slots.settle();
    });
  }

  #assertOpen(): void {
    if (this.closed)
      throw new HoldfastError("SESSION_CLOSED", {
        message: `The session is closed`,
        got: this.id,
        next: "Ask the runtime for a session of this workspace again.",
      });
  }
}
