/** One workspace's scope: ordered runs in several languages, one working directory, one environment, one history. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { HoldfastError } from "../errors.js";
import { defaultLanguage } from "../language-names.js";
import { limits } from "../limits.js";
import type { HistoryEntry } from "../store/history.js";
import type { Session } from "./api.js";
import type { SessionEvent } from "./events.js";
import { type Job, Jobs } from "./jobs.js";
import { check } from "./checks.js";
import type { ExecOptions, InputPart, OutputQuery, WaitOptions } from "./options.js";
import type { SessionParts } from "./parts.js";
import type { RunResult } from "./result.js";
import { screenOf } from "./screen.js";
import { select } from "../store/select.js";
import type { Slot } from "./slot.js";
import { Slots } from "./slots.js";
import { interpretersOf, namesOf, namesOfKind, type RuntimeState } from "./state.js";
import { streamRun, type StreamEvent } from "./stream-run.js";
import { Turns } from "./turns.js";

let make: (parts: SessionParts) => RuntimeSession;

export class RuntimeSession implements Session {
  static {
    make = (parts) => new RuntimeSession(parts);
  }

  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  /** performance.now() of the last call or end of a run. */
  usedAt = performance.now();
  readonly #slots: Slots;
  readonly #jobs: Jobs;
  readonly #turns: Turns;
  readonly #parts: SessionParts;
  #resetting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** Sessions are made by `RuntimeSessionManager.session`. */
  private constructor(parts: SessionParts) {
    const { identity, settings, pool, kept } = parts;
    this.#parts = parts;
    this.id = identity.id;
    this.name = identity.name;
    this.workspace = identity.workspace;
    this.#slots = new Slots({ cwd: identity.workspace, env: identity.env }, settings.shareScope, pool);
    this.#jobs = new Jobs(identity.workspace, kept);
    this.#turns = new Turns({
      settings,
      slots: this.#slots,
      jobs: this.#jobs,
      takeLoss: parts.takeLoss,
      isClosed: () => this.closed,
      assertOpen: () => this.#assertOpen(),
      resetting: () => this.#resetting,
      onUsed: () => (this.usedAt = performance.now()),
    });
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** An interpreter of it, or its working directory or environment, is not as in a new session. */
  get holdsState(): boolean {
    return this.#slots.scope.changed || this.#slots.all.some(({ interpreter }) => interpreter !== undefined);
  }

  /** A run is active or waits, or something that a run left behind is alive. */
  get busy(): boolean {
    return this.#turns.busy || this.#jobs.list().length > 0;
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

  /**
   * Goes on with a run that yielded: its result, or `running` again, with only the output that is new.
   * Throws UNKNOWN_RUN, INVALID_ARGUMENT.
   */
  async wait(runId: string, options: WaitOptions = {}): Promise<RunResult> {
    return this.#turns.attend(check.runId(runId), check.waitOptions(options));
  }

  /**
   * Feeds the run that reads (or the one named by `runId`) and waits for it as `wait` does.
   * Throws INVALID_ARGUMENT where nothing runs that takes input, UNKNOWN_RUN.
   */
  async input(input: string | InputPart, options: WaitOptions = {}): Promise<RunResult> {
    const following = check.waitOptions(options);
    const part = check.input(input);
    return this.#turns.attend((await this.#turns.feed(part)).id, following);
  }

  /**
   * Stops the present run, or the given one, and keeps the state; false when it does not run. Served at once: the run has been
   * told to stop, and the next call is accepted and waits for its end. The call that waits for the run, or the next `wait`,
   * gets its result.
   */
  interrupt(runId?: string): Promise<boolean> {
    return attempt(() => this.#turns.interrupt(check.someRunId(runId)));
  }

  /** The state as of the last run that has ended. Served at once, also while a run is active. */
  async state(): Promise<RuntimeState> {
    this.#assertOpen();
    await this.#turns.lookWhileIdle();
    const { scope, all: slots } = this.#slots;
    const names = namesOf(slots);
    return {
      env_vars: { ...scope.env },
      functions: namesOfKind(names, "function"),
      imports: namesOfKind(names, "import"),
      names,
      working_dir: scope.cwd,
      history: this.#turns.history.last(this.#parts.settings.historyLimit),
      jobs: this.#jobs.list(),
      interpreters: interpretersOf(slots),
      ...(this.#turns.active && { busy: { runId: this.#turns.active.id } }),
    };
  }

  /** The newest runs, oldest first. */
  history(count?: number): Promise<HistoryEntry[]> {
    const { historyLimit } = this.#parts.settings;
    return attempt(() => this.#turns.history.last(check.historyCount(count) ?? historyLimit));
  }

  /** What runs have left behind alive. */
  jobs(): Promise<Job[]> {
    return Promise.resolve(this.#jobs.list());
  }

  /** Ends a job and what it started (SIGTERM). Throws INVALID_ARGUMENT. */
  kill(jobId: string): Promise<void> {
    return attempt(() => this.#jobs.kill(check.jobId(jobId)));
  }

  /**
   * A part of a run's output: bytes by offset, last lines, lines that match (numbered as by `grep -n`), or a value of a JSON
   * document. Throws UNKNOWN_RUN, INVALID_ARGUMENT, and LIMIT_EXCEEDED for bytes that are no longer kept.
   */
  async output(runId: string, query: OutputQuery = {}): Promise<Buffer> {
    const selection = check.outputQuery(query);
    const run = this.#turns.runs.get(check.runId(runId));
    const { stream = "stdout" } = selection;
    return select(stream === "screen" ? await screenOf(run) : run[stream], selection);
  }

  async getEnv(): Promise<Record<string, string>> {
    return { ...(await this.state()).env_vars };
  }

  async getWorkdir(): Promise<string> {
    return (await this.state()).working_dir;
  }

  /** Sets environment variables of the session; undefined removes one. Waits its turn. Throws INVALID_ARGUMENT. */
  async setEnv(env: Readonly<Record<string, string | undefined>>): Promise<void> {
    const change = Object.entries(check.envChange(env));
    const set = Object.fromEntries(
      change.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const unset = change.flatMap(([name, value]) => (value === undefined ? [name] : []));
    await this.#turns.between(async () => {
      await this.#slots.settle();
      this.#slots.commit({ env: { set, unset } });
    });
  }

  /** Changes the session's working directory. Waits its turn. Throws INVALID_ARGUMENT when it is no folder. */
  async changeDir(path: string): Promise<void> {
    const given = check.path(path);
    await this.#turns.between(async () => {
      await this.#slots.settle();
      const target = resolve(this.#slots.scope.cwd, given);
      if (!isFolder(target))
        throw new HoldfastError("INVALID_ARGUMENT", {
          message: "There is no such folder",
          got: target,
          next: "Create it first.",
        });
      this.#slots.commit({ cwd: target });
    });
  }

  /** Calls the listener with everything that happens in the session from now on; returns what ends that. */
  watch(listener: (event: SessionEvent) => void): () => void {
    return this.#turns.watchers.add(check.listener(listener));
  }

  /**
   * Ends interpreters and jobs; an active run in them is interrupted. Without a language also the working directory and
   * environment are those of the session's creation. History stays.
   */
  async reset(options: { language?: string } = {}): Promise<void> {
    const { language } = check.resetOptions(options);
    this.#assertOpen();
    const slots = this.#slots.all.filter(({ row }) => language === undefined || row.name === language);
    await this.#resetting;
    this.#resetting = this.#reset(slots, language);
    await this.#resetting;
    this.#resetting = undefined;
  }

  /** Ends the session and everything in it. Safe to call twice. */
  terminate(): Promise<void> {
    this.#closing ??= this.#terminate();
    return this.#closing;
  }

  async #terminate(): Promise<void> {
    this.#turns.active?.stop("interrupted");
    this.#jobs.list();
    await this.#slots.close(this.#slots.all, limits.closeGraceMs, (interpreter) => {
      const jobs = this.#jobs.keptOf(interpreter.row.name);
      return jobs.length > 0 ? this.#parts.kept.adopt(this, interpreter, jobs) : undefined;
    });
    this.#jobs.clear();
    this.#turns.close();
    this.#turns.watchers.tell({ type: "closed" });
    this.#parts.onClosed();
  }

  async #reset(slots: readonly Slot[], language: string | undefined): Promise<void> {
    if (this.#turns.active && slots.some((slot) => slot.row.name === this.#turns.active?.input.language))
      this.#turns.active.stop("interrupted");
    await this.#slots.close(slots, limits.closeGraceMs);
    this.#jobs.clear(language);
    if (language === undefined) this.#slots.resetScopes();
  }

  #submit(mode: "exec" | "eval", code: string, options: ExecOptions): Promise<RunResult> {
    const program = check.code(code);
    const given = check.execOptions(options);
    this.#assertOpen();
    return this.#turns.submit(mode, program, given.language ?? defaultLanguage[mode], given);
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

/** What is done at once, as a promise: what it throws is told as all else is. */
function attempt<Value>(action: () => Value): Promise<Value> {
  return new Promise((resolve) => {
    resolve(action());
  });
}

/** What cannot be looked at, or has a name too long to be one, is none. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Makes a session. Its constructor is private, so that the package's types do not show what it is made of. */
export function makeSession(parts: SessionParts): RuntimeSession {
  return make(parts);
}
