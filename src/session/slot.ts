/**
 * One language of a session: its interpreter, what that knows of the session's scope, and what is kept so that a fresh
 * one can take its place.
 */
import { HoldfastError } from "../errors.js";
import type { LanguageRow } from "../interpreter/dialect.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import type { InterpreterPool } from "../interpreter/pool.js";
import type { ExitStatus } from "../interpreter/run-end.js";
import { hasProc } from "../interpreter/processes.js";
import type { KeptEntry, ScopeDelta, SettledMessage } from "../protocol/messages.js";
import type { Restored } from "./result.js";
import { Names } from "./names.js";
import { Place } from "./place.js";
import { apply, type KnownScope, type Scope, startingScope } from "./scope.js";
import { limits } from "../limits.js";

/** Takes over an interpreter whose session ends; undefined: it does not want it. */
export type Heir = (interpreter: Interpreter) => Promise<void> | undefined;

export class Slot {
  interpreter: Interpreter | undefined;
  /** Names that the user made, as of the last settled state. */
  readonly names = new Names();
  /** How many runs have begun, and those of them that are not in the state that is known. */
  #begun = 0;
  #unseen: { readonly number: number; readonly runId: string }[] = [];
  /** The look that is under way, and how many runs it sees. */
  #look:
    | { readonly of: Interpreter; readonly runs: number; readonly told: Promise<SettledMessage | undefined> }
    | undefined;
  readonly #keep = new Map<string, KeptEntry>();
  readonly #unkept = new Map<string, string>();
  /** Where its interpreter stands. */
  readonly place: Place;
  #known: KnownScope = startingScope({});
  /** What the interpreter cannot take of the environment that it was started with has been said. */
  #told = false;

  constructor(
    readonly row: LanguageRow,
    readonly scope: Scope,
    private readonly pool: InterpreterPool,
    inhabitants: () => readonly number[],
  ) {
    this.place = new Place(scope, inhabitants);
  }

  /** Runs have begun whose effect on the state is not known yet. */
  get dirty(): boolean {
    return this.#unseen.length > 0;
  }

  begin(runId: string): void {
    this.#unseen.push({ number: ++this.#begun, runId });
  }

  /** The last look had not the time for all: the next one has more. */
  owes = false;

  /** True while a process of this language is alive and usable. */
  get live(): boolean {
    return this.interpreter?.state === "idle" || this.interpreter?.state === "running";
  }

  /**
   * An interpreter that can take a run: the present one, or a new one, with the kept state.
   * @returns what was restored, if the former one was lost.
   */
  async prepare(): Promise<Restored | undefined> {
    const { interpreter } = this;
    if (interpreter?.state === "idle") {
      await interpreter.shortage;
      return undefined;
    }
    if (interpreter?.state === "dying") await interpreter.vanished.promise;
    if (interpreter) return this.revive(lossOf(interpreter.lastExit, interpreter.fault));
    await this.#acquire();
    return undefined;
  }

  /**
   * Brings the state into a fresh interpreter after a loss. Throws when none can be started.
   * @param whole the interpreter itself has told its last state: nothing is missing but what `lost` names.
   * @param runId the run that has lost it, of which nothing is expected.
   */
  async revive(reason: string, whole = false, runId?: string): Promise<Restored> {
    const lost: Record<string, string> = Object.fromEntries(this.#unkept);
    const unseen = this.#unseen.filter((run) => run.runId !== runId).map((run) => run.runId);
    if (unseen.length > 0) lost["*"] = `what ${unseen.join(", ")} has set had not all been looked at`;
    this.#unseen = [];
    for (let attempt = 1; ; attempt++) {
      Object.assign(lost, await this.#restore());
      if (this.interpreter?.state === "idle") break;
      if (attempt === limits.restartsMax - 1)
        this.#forget(lost, "the interpreter died while it was restored");
      if (attempt === limits.restartsMax) throw this.#hopeless();
    }
    for (const name of Object.keys(lost)) this.names.delete(name);
    this.#unkept.clear();
    return { reason, lost, ...(!whole && { never: this.row.losesOnCrash }) };
  }

  async #restore(): Promise<Readonly<Record<string, string>>> {
    if (!this.interpreter || this.interpreter.state === "closed") await this.#acquire();
    const { env } = this.scope;
    const interpreter = this.interpreter as Interpreter;
    const started = interpreter.state === "gone";
    if (started) this.place.renew(interpreter);
    const { lost } = await interpreter.restore([...this.#keep.values()], env, this.#start());
    if (started) this.#known = startingScope(env);
    return lost;
  }

  /** Where an interpreter starts: where it can, if the session's folder cannot be entered. */
  #start(): string {
    return this.place.way() ?? this.scope.cwd;
  }

  #hopeless(): HoldfastError {
    return new HoldfastError("HOST_FAILURE", {
      message: `The ${this.row.name} interpreter does not stay alive`,
      got: this.interpreter?.launch.executable,
      limit: `${limits.restartsMax} restarts`,
      next: "Check the memory and processes that it may use; reset the session to start without its state.",
    });
  }

  /** What the interpreter is told of the scope for its next run, and what of it it cannot take. @param over the run's own folder. */
  scopeDelta(
    interpreter: Interpreter,
    over?: string,
  ): { delta: ScopeDelta; notShared: Record<string, string> } {
    const env = this.scope.since(this.#known);
    const told = this.#told ? env : { set: this.scope.env, unset: [] };
    this.#told = true;
    this.scope.learn(this.#known);
    const notShared = told ? interpreter.dialect.refuses({ env: told }) : {};
    return { delta: { ...this.place.begin(interpreter, over), ...(env && { env }) }, notShared };
  }

  /**
   * Before a run of this code: what earlier runs have done is read where the run depends on it, or its changes are wanted.
   * Undefined when the run can begin at once.
   */
  settleFor(code: string, wantsChanges: boolean): Promise<unknown> | undefined {
    if (!this.dirty) return undefined;
    if (this.interpreter?.dialect.needsState?.(code)) return this.settle();
    if (wantsChanges && !this.isLookedAtLater) void this.settle();
    return undefined;
  }

  /** Reads what the last runs have done, if that is not known. */
  async settle(always = false): Promise<SettledMessage | undefined> {
    const { interpreter } = this;
    if (!interpreter || !(this.dirty || always)) return undefined;
    while (this.#look?.of === interpreter) {
      const { runs, told } = this.#look;
      if (runs === this.#begun) return told;
      await told;
    }
    const look = { of: interpreter, runs: this.#begun, told: interpreter.settle() };
    this.#look = look;
    void look.told.then(() => {
      if (this.#look === look) this.#look = undefined;
    });
    return look.told;
  }

  /** Its looks cost more than a run may: they come when no run does. */
  get isLookedAtLater(): boolean {
    return this.interpreter?.dialect.looksLater === true;
  }

  /** Ends the interpreter; the state goes with it unless it is kept by the caller. */
  async close(graceMs: number, heir?: Heir): Promise<void> {
    const { interpreter } = this;
    this.interpreter = undefined;
    this.names.clear();
    this.#keep.clear();
    this.#unkept.clear();
    this.#unseen = [];
    if (interpreter) await (heir?.(interpreter) ?? interpreter.close(graceMs));
  }

  async #acquire(): Promise<void> {
    const acquired = await this.pool.acquire(this.row, this.scope.env, this.#start());
    this.interpreter = acquired.interpreter;
    this.#told = false;
    this.#known = startingScope(acquired.env);
    acquired.interpreter.onSettled = (message) => this.#commit(message);
  }

  #commit(message: SettledMessage): void {
    const seen = message.leaving ? this.#begun : (this.#look?.runs ?? this.#begun);
    this.owes = message.owing === true;
    if (message.cut === undefined && !this.owes)
      this.#unseen = this.#unseen.filter(({ number }) => number > seen);
    if (!message.leaving) this.#look = undefined;
    const { cwd, env } = message;
    if (cwd !== undefined && !hasProc) this.scope.commit({ cwd });
    if (env) {
      this.scope.commit({ env });
      apply(env, this.#known.env);
    }
    for (const name of message.removed ?? []) {
      this.names.delete(name);
      this.#keep.delete(name);
      this.#unkept.delete(name);
    }
    for (const [name, info] of Object.entries(message.names ?? {})) this.names.set(name, info);
    for (const entry of message.keep ?? []) {
      this.#keep.delete(entry.name);
      this.#keep.set(entry.name, entry);
      this.#unkept.delete(entry.name);
    }
    for (const [name, reason] of Object.entries(message.unkept ?? {})) {
      this.#keep.delete(name);
      this.#unkept.set(name, reason);
    }
  }

  #forget(lost: Record<string, string>, reason: string): void {
    for (const name of this.names.keys()) lost[name] = reason;
    this.#keep.clear();
    this.names.clear();
  }
}

/** In one line: what became of an interpreter. */
export function lossOf(exit: ExitStatus | undefined, fault: string | undefined): string {
  if (fault !== undefined) return `the interpreter was killed because ${fault}; a fresh one has its state`;
  if (exit?.signal) return `the interpreter was killed by signal ${exit.signal}; a fresh one has its state`;
  return `the interpreter ended with status ${exit?.code ?? "unknown"}; a fresh one has its state`;
}
