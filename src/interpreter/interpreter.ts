/**
 * One living child: it takes one run after another, and is started again in the same folder after a crash.
 *
 *   starting → idle ⇄ running → (dying) → gone → (restart) starting → idle … → closed
 *
 * A run ends by the first of two events: the driver said `done`, or the process is gone. A driver that takes commands and
 * never answers, or breaks the channel, is killed, which makes the second. The outputs are fenced in the same callback.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { limits } from "../limits.js";
import type * as wire from "../protocol/messages.js";
import { guardianMessage } from "../protocol/guardian.js";
import { Answers } from "./answers.js";
import { Channel } from "./channel.js";
import type { Dialect, LanguageRow } from "./dialect.js";
import { initialOutputNames, Outputs } from "./outputs.js";
import type { ActiveRun, ExitStatus, Launch, RunEnd, RunIo, RunRequest } from "./run-end.js";
import { brokenBy, earlySettled, isUnbegun, NOT_BEGUN, unusable } from "./run-end.js";
import { contextOf, makeFolder, programOf, startOf, withCwd } from "./start.js";
import { RunWatch } from "./run-watch.js";
import { killProcessSession, readsFrom, signal } from "./processes.js";
import { Terminal } from "./terminal.js";

const SILENT = "it took commands and carried none out";
let nextId = 0;

export class Interpreter {
  state: "starting" | "idle" | "running" | "dying" | "gone" | "closed" = "starting";
  pid = 0;
  guardian = 0;
  ready: wire.ReadyMessage | undefined;
  startedAt = 0; // performance.now()
  /** How the last process ended, and why the host killed it if it did. */
  lastExit: ExitStatus | undefined;
  fault: string | undefined;
  /** Resolves when the present process is gone. */
  vanished = Promise.withResolvers<undefined>();
  /** Called for each state message before the promise that waits for it. */
  onSettled: ((message: wire.SettledMessage) => void) | undefined;
  readonly folder: string;
  readonly row: LanguageRow;
  readonly dialect: Dialect;
  readonly #id = nextId++;
  readonly #key = randomBytes(9).toString("base64url");
  readonly #released = Promise.withResolvers<undefined>();
  #channel: Channel | undefined;
  #outputs: Outputs | undefined;
  #terminal: Promise<Terminal> | undefined;
  #run: ActiveRun | undefined;
  readonly #answers = new Answers(
    () =>
      this.#watch((first) => (first ? this.#channel?.write(this.dialect.settle(true)) : this.kill(SILENT))),
    (fault) => this.kill(fault),
  );

  /** Has FIFOs of these names made in the folder. */
  readonly orderFifos = (names: string[]) => this.#channel?.tellGuardian({ t: "fifos", names });

  private constructor(readonly launch: Launch) {
    this.folder = join(launch.keeper.base, String(this.#id));
    this.row = launch.row;
    const parts = () => ({ channel: this.#channel, outputs: this.#outputs });
    this.dialect = launch.row.dialect(contextOf(this, parts));
  }

  /** Starts an interpreter; resolves when it takes commands. Throws HOST_FAILURE or INTERPRETER_NOT_FOUND. */
  static async start(launch: Launch): Promise<Interpreter> {
    const interpreter = new Interpreter(launch);
    await interpreter.#open().catch(async (error: unknown) => {
      await interpreter.close(0);
      throw error;
    });
    return interpreter;
  }

  async #open(): Promise<void> {
    const { keeper, row } = this.launch;
    makeFolder(this.folder, row);
    const fifos = ["ctl", "st", "g", ...row.fifos, ...initialOutputNames()];
    const request = { id: this.#id, dir: this.folder, fifos, ...programOf(this.launch, this.folder) };
    this.guardian = await keeper.open(request, () => this.#release());
    this.#channel = new Channel(this.folder, row.fifos, (line) => this.#receive(line));
    this.#outputs = new Outputs(this, this.orderFifos);
    await this.#started(this.launch);
  }

  async #started(launch: Launch): Promise<void> {
    const ready = this.#answers.start(limits.startMsMax, () => unusable(this.launch, "did not become ready"));
    this.#tell(this.dialect.boot(startOf(launch)));
    await ready;
    this.startedAt = performance.now();
    if (this.state === "starting") this.state = "idle";
    this.#rest();
  }

  /** The terminal for runs that want one. */
  terminal(): Promise<Terminal> {
    this.#terminal ??= Terminal.make(this.folder, () => this.#channel?.tellGuardian({ t: "terminal" }));
    return this.#terminal;
  }

  /** Undefined when the next run can begin at once; else resolves when it can. */
  get shortage(): Promise<void> | undefined {
    return this.#outputs?.shortage;
  }

  /** Runs code; an interpreter that is not idle has not begun it. Each way in which a run can end is a RunEnd: this never rejects. */
  run(request: RunRequest, { out, err, onReleased, terminal }: RunIo): Promise<RunEnd> {
    if (this.state !== "idle" || !this.#outputs || !this.#channel) return Promise.resolve(NOT_BEGUN);
    this.state = "running";
    const pipes = this.#outputs.begin(out, err, request.run);
    terminal?.begin(pipes.out);
    const message = { v: 1, t: "run", key: this.#key, ...request, ...pipes, ...terminal?.paths } as const;
    const command = this.dialect.run(message);
    const watch = this.#watch((first) => this.#rescue(first));
    const run: ActiveRun = { request, command, ended: Promise.withResolvers(), onReleased, terminal, watch };
    this.#run = run;
    this.#tell(command);
    return run.ended.promise;
  }

  /** Asks for what changed since the last settled state; undefined when the interpreter is gone. */
  settle(): Promise<wire.SettledMessage | undefined> {
    if (this.state === "gone" || this.state === "closed") return Promise.resolve(undefined);
    this.#tell(this.dialect.settle());
    return this.#answers.settled();
  }

  /** Gives a fresh interpreter the kept state; starts the process first if it is gone. */
  async restore(
    keep: readonly wire.KeptEntry[],
    env: Readonly<Record<string, string>>,
    cwd: string,
  ): Promise<wire.RestoredMessage> {
    if (this.state === "gone") await this.#restart({ ...this.launch, env, cwd });
    const restored = this.#answers.restored(this.state === "idle");
    this.#tell(this.dialect.restore(keep));
    return restored.finally(() => this.#rest());
  }

  async #restart(launch: Launch): Promise<void> {
    this.state = "starting";
    this.vanished = Promise.withResolvers();
    this.fault = undefined;
    this.#channel?.clear();
    this.#channel?.tellGuardian({ t: "start", ...programOf(launch, this.folder) });
    await this.#started(launch);
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
    if (this.state === "idle" || this.state === "running") this.state = "dying";
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
    await this.launch.keeper.during(this.#released.promise);
  }

  #release(): void {
    this.#vanish({ code: 137, signal: 9 });
    this.state = "closed";
    this.#channel?.close();
    void this.#terminal?.then((terminal) => terminal.close()).catch(() => {});
    this.#outputs?.close();
    killProcessSession(this.pid); // nothing, but where the guardian itself was killed
    this.launch.keeper.drop(this.folder);
    this.#released.resolve(undefined);
  }

  #receive(line: Buffer | undefined): void {
    const told = line && guardianMessage(line);
    const messages = told ? [told] : line && this.dialect.decode(line);
    if (messages)
      for (const message of messages)
        (this.#on[message.t] as (message: wire.HostBoundMessage) => unknown)(message);
    else this.kill(brokenBy(line));
  }

  readonly #on: wire.Handlers = {
    launched: ({ pid }) => (this.pid = pid),
    unlaunched: ({ reason }) =>
      this.#answers.notStarted(unusable(this.launch, `could not be started (${reason})`)),
    ready: (message) => {
      this.ready = message;
      this.#answers.started();
    },
    restored: (message) => this.#answers.restore(message),
    settled: (message) => this.#settled(message),
    done: (message) => this.#done(message),
    late: (message) => this.#outputs?.takeLate(message),
    exit: (message) => {
      if (signal(this.pid, 0)) this.kill("its channel said that it had ended");
      else this.#vanish(message, this.#channel?.clear());
    },
    ended: () => {
      if (this.state !== "closed" || signal(this.pid, 0)) return; // the keeper will tell
      this.pid = 0;
      this.#release();
    },
  };

  #settled(message: wire.SettledMessage): void {
    this.onSettled?.(message);
    if ((message.leaving || !this.#answers.settle(message)) && this.#run) this.#run.early = message;
    this.#rest();
  }

  #done(done: wire.DoneMessage): void {
    const run = this.#run;
    if (this.state === "dying") return; // what comes behind a broken line is not believed
    if (run?.request.run !== done.run || (done.key ?? this.#key) !== this.#key) {
      this.kill("its channel was broken by the answer to no run");
      return;
    }
    this.state = "idle";
    const early = earlySettled(run, done);
    const told = early !== undefined || done.fresh === true || !run.request.settle;
    const settled = told ? Promise.resolve(early) : this.#answers.settled();
    const end = { done: done.fresh ? withCwd(done, this.pid) : done, settled };
    this.#end(run, end, () => this.#channel?.write(this.dialect.unplug?.(!told) ?? ""));
    this.#rest();
  }

  /** The process is gone: the run, and all who wait for a message, are told. */
  #vanish(exit: ExitStatus, unread?: Buffer): void {
    if (this.state === "closed") return;
    this.state = "gone";
    this.vanished.resolve(undefined);
    this.lastExit = exit;
    const run = this.#run;
    if (run)
      this.#end(run, {
        exit: run.silent ? { code: 0, signal: null } : exit,
        settled: Promise.resolve(run.early),
        ...(isUnbegun(run, this.row, this.folder, unread) && { unbegun: true }),
        ...(this.fault !== undefined && { fault: this.fault }),
      });
    this.#answers.fail(unusable(this.launch, `ended with status ${exit.code} while it started`));
    this.#channel?.hold(false);
  }

  /** @param unplug what the driver is told when the run's terminal has been taken away. */
  #end(run: ActiveRun, end: Omit<RunEnd, "held">, unplug?: () => void): void {
    run.watch.end();
    this.#run = undefined;
    const ended = (held: boolean) => run.ended.resolve({ ...end, held });
    const finish = () => this.#outputs?.fence(ended, run.onReleased, end.done?.late);
    if (run.terminal) void run.terminal.rest().then(unplug).then(finish);
    else finish();
  }

  #watch(rescue: (first: boolean) => void): RunWatch {
    const isWaiting = () => readsFrom(this.pid, join(this.folder, "ctl")) && !this.dialect.isCopied;
    return new RunWatch({ flush: () => this.#flush(), isWaiting, rescue });
  }

  #flush(): void {
    this.#channel?.followDump();
    if (this.#run) this.#channel?.askOutput();
  }

  /** The driver waits for a next command and has not answered: one attempt to help it, then its end. */
  #rescue(first: boolean): void {
    const help = first ? this.dialect.rescue?.() : undefined;
    if (help !== undefined) return this.#channel?.write(help);
    if (this.#run && this.dialect.carriesNothingOut?.()) this.#run.silent = true;
    this.kill(SILENT);
  }

  /** Writes what will be answered. */
  #tell(text: string): void {
    this.#channel?.hold(true);
    this.#channel?.write(text);
  }

  /** A process that waits for nothing but idle interpreters may end. */
  #rest(): void {
    if (this.state === "idle" && !this.#answers.awaited) this.#channel?.hold(false);
  }
}
