/**
 * One living child. It is started by the keeper, takes one run after another, and is started again in the same folder
 * after a crash.
 *
 *   starting → idle ⇄ running → gone → (restart) starting → idle … → closed
 *
 * A run ends by the first of two events: the driver said `done`, or the process is gone. A driver that takes commands and
 * never answers, or breaks the channel, is killed, which makes the second event. The outputs are fenced in the same
 * callback, so a result is whole whatever its cause.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import { type Deferred, deferred } from "../protocol/deferred.js";
import type {
  DoneMessage,
  HostBoundMessage,
  KeptEntry,
  ReadyMessage,
  RestoredMessage,
  RunMessage,
  SettledMessage,
} from "../protocol/messages.js";
import { osDecode } from "../protocol/os-string.js";
import { Channel } from "./channel.js";
import type { Dialect, LanguageRow } from "./dialect.js";
import type { Keeper } from "./keeper.js";
import type { Sink } from "./output-pipe.js";
import { initialOutputNames, Outputs } from "./outputs.js";
import { cwdOf, readsFrom, signal } from "./processes.js";

export interface Launch {
  readonly row: LanguageRow;
  readonly executable: string;
  readonly keeper: Keeper;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface ExitStatus {
  readonly code: number;
  readonly signal: number | null;
}

export interface RunEnd {
  /** Set when the driver told the end; otherwise the process is gone, by `exit`. */
  readonly done?: DoneMessage;
  readonly exit?: ExitStatus;
  /** Why the host itself killed the interpreter, if it did. */
  readonly fault?: string;
  /** Jobs still hold a pipe of the run; what they write goes on to its sinks. */
  readonly held: boolean;
  /** The state after the run, where it was asked for and the interpreter lived to tell. */
  readonly settled: Promise<SettledMessage | undefined>;
}

/** A run without its place in the channel. */
export type RunRequest = Omit<RunMessage, "v" | "t" | "out" | "err">;

interface ActiveRun {
  readonly request: RunRequest;
  readonly ended: Deferred<RunEnd>;
  readonly onReleased: () => void;
  watch: NodeJS.Timeout;
  /** State told before the end, by a shell that is leaving. */
  early: SettledMessage | undefined;
  rescued: boolean;
  /** The driver had carried out all it ever would, as a shell after \`set -n\`, which plain bash ends with status 0. */
  silent: boolean;
}

let nextId = 0;

export class Interpreter {
  state: "starting" | "idle" | "running" | "gone" | "closed" = "starting";
  pid = 0;
  guardian = 0;
  /** What the driver said of itself. */
  ready: ReadyMessage | undefined;
  /** performance.now() of the present process. */
  startedAt = 0;
  /** How the last process ended, and why the host killed it if it did. */
  lastExit: ExitStatus | undefined;
  fault: string | undefined;
  /** Called for each state message before the promise that waits for it. */
  onSettled: ((message: SettledMessage) => void) | undefined;
  readonly folder: string;
  readonly dialect: Dialect;
  readonly #id = nextId++;
  readonly #ended = deferred<void>();
  #channel: Channel | undefined;
  #outputs: Outputs | undefined;
  #run: ActiveRun | undefined;
  #settling: Deferred<SettledMessage | undefined>[] = [];
  #restoring: Deferred<RestoredMessage> | undefined;
  #starting: Deferred<void> | undefined;

  private constructor(readonly launch: Launch) {
    this.folder = join(launch.keeper.base, String(this.#id));
    this.dialect = launch.row.dialect({
      folder: this.folder,
      executable: launch.executable,
      takeDump: () => this.#channel?.takeDump() ?? "",
    });
  }

  /** Starts an interpreter; resolves when it takes commands. Throws HOST_FAILURE or INTERPRETER_NOT_FOUND. */
  static async start(launch: Launch): Promise<Interpreter> {
    const interpreter = new Interpreter(launch);
    try {
      await interpreter.#open();
      return interpreter;
    } catch (error) {
      await interpreter.close(0);
      throw error;
    }
  }

  get row(): LanguageRow {
    return this.launch.row;
  }

  async #open(): Promise<void> {
    const { keeper, row } = this.launch;
    mkdirSync(this.folder, { mode: 0o700 });
    const fifos = ["ctl", "st", "g", ...row.fifos, ...initialOutputNames()];
    this.#starting = deferred();
    this.guardian = await keeper.open({ id: this.#id, dir: this.folder, fifos, ...this.#program() }, () =>
      this.#guardianGone(),
    );
    this.#channel = new Channel(this.folder, row.fifos, (line) => this.#receive(line));
    this.#outputs = new Outputs(this.folder, row.outputPerRun, (names) =>
      this.#channel?.tellGuardian({ t: "fifos", names }),
    );
    await this.#started();
  }

  #program(env = this.launch.env, cwd = this.launch.cwd) {
    const { row, executable } = this.launch;
    const argv = row.launch === "fork" ? null : row.argv(executable, this.folder);
    const visible = Object.fromEntries(Object.entries(env).filter(([name]) => !row.withholds.includes(name)));
    return { argv, stdio: row.stdio, env: visible, cwd };
  }

  async #started(): Promise<void> {
    this.#channel?.hold(true);
    this.#channel?.write(this.dialect.boot());
    const late = setTimeout(
      () => this.#starting?.reject(this.#unusable("did not become ready")),
      limits.startMsMax,
    );
    try {
      await this.#starting?.promise;
    } finally {
      clearTimeout(late);
      this.#starting = undefined;
      this.#channel?.hold(false);
    }
    this.startedAt = performance.now();
    if (this.state === "starting") this.state = "idle";
  }

  /** Undefined when the next run can begin at once; else resolves when it can. */
  get shortage(): Promise<void> | undefined {
    return this.#outputs?.shortage;
  }

  /** Runs code; the interpreter must be idle. Each way in which a run can end is a RunEnd: this never rejects. */
  run(request: RunRequest, out: Sink, err: Sink, onReleased: () => void): Promise<RunEnd> {
    if (this.state !== "idle" || !this.#outputs || !this.#channel)
      throw new Error(`a run on an interpreter that is ${this.state}`);
    this.state = "running";
    this.#channel.hold(true);
    const paths = this.#outputs.begin(out, err);
    const watch = setTimeout(() => this.#watch(limits.watchMs), limits.watchMs);
    this.#run = {
      request,
      ended: deferred(),
      onReleased,
      watch,
      early: undefined,
      rescued: false,
      silent: false,
    };
    const run = this.#run;
    this.#channel.write(this.dialect.run({ v: 1, t: "run", ...request, ...paths }));
    return run.ended.promise;
  }

  /** Asks for what changed since the last settled state; undefined when the interpreter is gone. */
  settle(): Promise<SettledMessage | undefined> {
    if (this.state === "gone" || this.state === "closed") return Promise.resolve(undefined);
    const settling = this.#awaitSettled();
    this.#channel?.write(this.dialect.settle());
    return settling;
  }

  #awaitSettled(): Promise<SettledMessage | undefined> {
    const settling = deferred<SettledMessage | undefined>();
    this.#settling.push(settling);
    this.#channel?.hold(true);
    return settling.promise;
  }

  /** Gives a fresh interpreter the kept state; starts the process first if it is gone. */
  async restore(
    keep: readonly KeptEntry[],
    env: Readonly<Record<string, string>>,
    cwd: string,
  ): Promise<RestoredMessage> {
    if (this.state === "gone") {
      this.state = "starting";
      this.fault = undefined;
      this.#channel?.clear();
      this.#starting = deferred();
      this.#channel?.tellGuardian({ t: "start", ...this.#program(env, cwd) });
      await this.#started();
    }
    this.#restoring = deferred();
    this.#channel?.hold(true);
    this.#channel?.write(this.dialect.restore(keep));
    const restored = await this.#restoring.promise;
    this.#restoring = undefined;
    this.#rest();
    return restored;
  }

  /** The process's working directory, also when it was deleted; undefined where the kernel does not tell. */
  cwd(): string | undefined {
    const found = cwdOf(this.pid);
    return found && osDecode(found.path);
  }

  /** Asks the driver to abandon the present run and keep the interpreter; a no-op when nothing runs. */
  abandonRun(): void {
    if (!this.#run) return;
    if (this.row.interruptSignal === undefined) this.#channel?.interrupt(this.#run.request.run);
    else signal(this.pid, this.row.interruptSignal);
  }

  /** Kills the process; the run in it ends, and `restore` brings a fresh one. */
  kill(fault: string): void {
    this.fault ??= fault;
    if (this.pid > 0) signal(this.pid, "SIGKILL");
  }

  /** Ends the interpreter and its whole tree: asked first, then SIGTERM, then SIGKILL (`graceMs` each). Safe to call twice. */
  async close(graceMs: number): Promise<void> {
    if (this.state !== "closed") {
      const asked = this.state === "idle";
      if (asked) this.#channel?.write(this.dialect.close());
      this.#channel?.hold(true);
      this.#channel?.tellGuardian({ t: "end", askMs: asked ? graceMs : 0, graceMs });
      this.#vanish({ code: 137, signal: 9 });
      this.state = "closed";
      if (this.guardian === 0) this.#release();
    }
    await this.launch.keeper.during(this.#ended.promise);
  }

  #guardianGone(): void {
    this.#vanish({ code: 137, signal: 9 });
    this.state = "closed";
    this.#release();
  }

  #release(): void {
    this.#channel?.close();
    this.#outputs?.close();
    rmSync(this.folder, { recursive: true, force: true });
    this.#ended.resolve();
  }

  #receive(line: Buffer | undefined): void {
    const messages = line && (line[0] === 0x7b && line.includes('"t":') ? guardianLine(line) : undefined);
    const decoded = messages ?? (line && this.dialect.decode(line));
    if (decoded) for (const message of decoded) this.#accept(message);
    else
      this.kill(
        `its channel was broken by ${line ? JSON.stringify(line.toString("latin1", 0, 60)) : "a message over the limit"}`,
      );
  }

  #accept(message: HostBoundMessage): void {
    switch (message.t) {
      case "launched":
        this.pid = message.pid;
        return;
      case "unlaunched":
        this.#starting?.reject(this.#unusable(`could not be started (${message.reason})`));
        return;
      case "ready":
        this.ready = message;
        this.#starting?.resolve();
        return;
      case "restored":
        this.#starting?.resolve();
        this.#restoring?.resolve(message);
        return;
      case "settled":
        this.#settled(message);
        return;
      case "done":
        this.#done(message);
        return;
      case "exit":
        this.#vanish(message);
        return;
    }
  }

  #settled(message: SettledMessage): void {
    this.onSettled?.(message);
    const waiting = this.#settling.shift();
    if (waiting) waiting.resolve(message);
    else if (this.#run) this.#run.early = message;
    this.#rest();
  }

  #done(done: DoneMessage): void {
    const run = this.#run;
    if (!run || done.run !== run.request.run) return;
    this.state = "idle";
    const { early } = run;
    const settled =
      early || done.fresh || !run.request.settle ? Promise.resolve(early) : this.#awaitSettled();
    this.#end(run, { done, settled });
    this.#rest();
  }

  /** The process is gone: the run, and all who wait for a message, are told. */
  #vanish(exit: ExitStatus): void {
    if (this.state === "closed") return;
    this.state = "gone";
    this.lastExit = exit;
    const run = this.#run;
    if (run)
      this.#end(run, {
        exit: run.silent ? { code: 0, signal: null } : exit,
        settled: Promise.resolve(run.early),
        ...(this.fault !== undefined && { fault: this.fault }),
      });
    for (const waiting of this.#settling.splice(0)) waiting.resolve(undefined);
    this.#starting?.reject(this.#unusable(`ended with status ${exit.code} while it started`));
    this.#restoring?.resolve({
      t: "restored",
      kept: [],
      lost: { "*": "the interpreter ended while it was restored" },
    });
    this.#channel?.hold(false);
  }

  #end(run: ActiveRun, end: Omit<RunEnd, "held">): void {
    clearTimeout(run.watch);
    this.#run = undefined;
    const held = this.#outputs?.fence(run.onReleased) ?? false;
    run.ended.resolve({ ...end, held });
  }

  /** Looks at a run that has not answered: shows buffered output, and finds a driver that waits for a next command. */
  #watch(gapMs: number, suspicion = 0): void {
    const run = this.#run;
    if (!run || !this.#channel) return;
    if (this.row.flushSignal !== undefined) signal(this.pid, this.row.flushSignal);
    const suspect = readsFrom(this.pid, this.#channel.controlPath) ? suspicion + 1 : 0;
    if (suspect >= 3) this.#unanswered(run);
    const next = suspect > 0 ? limits.watchMs : Math.min(gapMs * 2, limits.watchMsMax);
    run.watch = setTimeout(() => this.#watch(next, suspect % 3), next);
  }

  #unanswered(run: ActiveRun): void {
    const rescue = run.rescued ? undefined : this.dialect.rescue?.();
    run.rescued = true;
    if (rescue === undefined) {
      run.silent = true;
      this.kill("it took commands and carried none out");
    } else this.#channel?.write(rescue);
  }

  /** A process that waits for nothing but idle interpreters may end. */
  #rest(): void {
    if (this.state === "idle" && this.#settling.length === 0 && !this.#restoring) this.#channel?.hold(false);
  }

  #unusable(what: string): HoldfastError {
    return new HoldfastError("INTERPRETER_NOT_FOUND", {
      message: `The ${this.row.name} interpreter ${what}`,
      got: this.launch.executable,
      next: `Start it by hand to see why, or set \`interpreters.${this.row.name}\` to another one.`,
    });
  }
}

const OF_GUARDIAN = new Set(["launched", "unlaunched", "exit"]);

function guardianLine(line: Buffer): HostBoundMessage[] | undefined {
  if (line.length > 4096) return undefined;
  try {
    const message = JSON.parse(line.toString("utf8")) as HostBoundMessage;
    return OF_GUARDIAN.has(message.t) ? [message] : undefined;
  } catch {
    return undefined;
  }
}
