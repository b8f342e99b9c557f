/** The runs of a session in their order: each gets its turn, is performed, remembered, and told to those who wait or watch. */
import { limits } from "../limits.js";
import { History } from "../store/history.js";
import { SpillSpace } from "../store/spill.js";
import { Background } from "./background.js";
import { Watchers } from "./events.js";
import type { Jobs } from "./jobs.js";
import type { ExecOptions, InputPart, WaitOptions } from "./options.js";
import { performRun } from "./perform.js";
import { Queue } from "./queue.js";
import type { RunResult } from "./result.js";
import { Run, type RunInput } from "./run.js";
import { cancelledResult, interimResult } from "./run-result.js";
import { refusal, Runs } from "./runs.js";
import type { SessionSettings } from "./parts.js";
import type { Slots } from "./slots.js";

/** What turns need of the session that they belong to. */
export interface TurnsHost {
  readonly settings: SessionSettings;
  readonly slots: Slots;
  readonly jobs: Jobs;
  /** What the next result has to tell of an earlier session. */
  takeLoss(this: void): string | undefined;
  isClosed(this: void): boolean;
  /** Throws SESSION_CLOSED. */
  assertOpen(this: void): void;
  /** The reset that is under way. */
  resetting(this: void): Promise<void> | undefined;
  onUsed(this: void): void;
}

export class Turns {
  readonly history: History;
  readonly watchers = new Watchers();
  readonly runs: Runs;
  readonly #queue: Queue<Run>;
  readonly #background = new Background();
  readonly #space: SpillSpace;
  /** What the last result said. */
  #told = "";
  #soon: NodeJS.Timeout | undefined;

  constructor(private readonly host: TurnsHost) {
    const { historyLimit, maxQueuedRuns, spillBytesMax } = host.settings;
    this.#space = new SpillSpace(spillBytesMax);
    this.history = new History(historyLimit);
    this.runs = new Runs(historyLimit, host.jobs);
    this.#queue = new Queue(maxQueuedRuns);
  }

  /** The session ends: no output of it is kept. */
  close(): void {
    this.#space.close();
  }

  /** The run that has its turn. */
  get active(): Run | undefined {
    return this.#queue.holder;
  }

  /** A run is active or waits. */
  get busy(): boolean {
    return this.#queue.busy;
  }

  /** Runs checked input in its turn. Throws RUN_ACTIVE, QUEUE_FULL, and what performing throws. */
  async submit(
    mode: RunInput["mode"],
    code: string,
    language: string,
    options: ExecOptions,
  ): Promise<RunResult> {
    if (!options.queue) this.#assertAttended();
    const { settings, slots } = this.host;
    const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
    const input = { mode, code, language, timeoutMs, options };
    const run = new Run(this.runs.nextId(), input, settings.outputBytesMax, this.#space);
    const { signal, yieldMs, onOutput } = options;
    const onAbort = () => run.stop("interrupted");
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    const turn = this.#queue.enter(run);
    this.runs.add(run, this.#perform(run, turn), () => interimResult(run, slots.scope.cwd));
    try {
      return await this.attend(run.id, {
        ...(yieldMs !== undefined && { yieldMs }),
        ...(onOutput && { onOutput }),
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Waits for a run as long as the options say. Throws UNKNOWN_RUN. */
  async attend(runId: string, options: WaitOptions): Promise<RunResult> {
    const attended = await seen(await this.runs.attend(runId, options), this.runs.get(runId));
    const result = this.#withLoss(this.#background.addTo(attended));
    if (!this.#isRepeated(result)) this.watchers.tell({ type: "result", result });
    return result;
  }

  #withLoss(result: RunResult): RunResult {
    const loss = this.host.takeLoss();
    if (loss === undefined) return result;
    const { restored } = result;
    const reason = restored ? `${loss}; ${restored.reason}` : loss;
    return {
      ...result,
      restored: { ...restored, reason, lost: { session: "all its state", ...restored?.lost } },
    };
  }

  /** Somebody has asked again, and nothing is new. */
  #isRepeated({ runId, status, stdout, stderr, exitCode }: RunResult): boolean {
    const told = `${runId} ${status}`;
    const repeated = exitCode === null && told === this.#told && stdout === "" && stderr === "";
    this.#told = told;
    return repeated;
  }

  /** Gives a run what it reads. Throws INVALID_ARGUMENT, UNKNOWN_RUN. */
  async feed(part: InputPart): Promise<Run> {
    const run = this.runs.reader(part.runId ?? this.active?.id);
    const asked = run.needsInput?.echo ?? true;
    const shown = (await run.feed(part)) && asked;
    this.watchers.tell({ type: "input", runId: run.id, text: shown ? (part.text ?? "") : "" });
    return run;
  }

  /**
   * Stops the named run, or the present one: that which has its turn, or will have it next. Where that is ending already, who
   * calls means what was called since.
   */
  interrupt(runId?: string): boolean {
    const run = runId === undefined ? this.#present() : this.runs.open(runId);
    run?.stop("interrupted");
    return run !== undefined;
  }

  #present(): Run | undefined {
    const [first, ...later] = this.#queue.callers;
    if (first?.endingAt === undefined) return first;
    const { endingAt } = first;
    return later.find(({ startedAt }) => startedAt >= endingAt) ?? first;
  }

  /** Does something between runs. Throws RUN_ACTIVE, QUEUE_FULL, SESSION_CLOSED. */
  async between(action: () => Promise<void>): Promise<void> {
    this.host.assertOpen();
    this.#assertAttended();
    await this.#queue.enter();
    try {
      this.host.assertOpen();
      await action();
    } finally {
      this.#queue.leave();
    }
  }

  /** A run that nobody waits for would make the caller wait for an unknown time. */
  #assertAttended(): void {
    const { parked } = this.runs;
    if (parked) throw refusal(parked);
  }

  async #perform(run: Run, turn: true | Promise<boolean>): Promise<RunResult> {
    const { host } = this;
    const { language } = run.input;
    if (turn !== true && !(await turn)) return cancelledResult(run.id, language, host.slots.scope.cwd);
    try {
      await host.resetting();
      host.assertOpen();
      this.watchers.follow(run);
      const result = await performRun(run, host.slots.of(language), host.slots, host.jobs, host.isClosed);
      this.#remember(run, result);
      return result;
    } finally {
      this.#queue.leave();
      host.onUsed();
      this.#settleSoon();
    }
  }

  #remember(run: Run, result: RunResult): void {
    this.#background.follow(run);
    this.history.add({
      run_id: run.id,
      timestamp: run.timestamp,
      duration_ms: result.durationMs,
      language: result.language,
      code: run.input.code,
      status: result.status,
      exit_code: result.exitCode,
    });
  }

  /** Learns the state in the first idle moment, so that a later crash cannot lose it; what costs more waits for a pause. */
  #settleSoon(): void {
    const { all } = this.host.slots;
    clearTimeout(this.#soon);
    if (all.some((slot) => slot.dirty && slot.isLookedAtLater))
      this.#soon = setTimeout(() => void this.lookWhileIdle(), limits.copyQuietMs).unref();
    else setImmediate(() => void this.lookWhileIdle());
  }

  /** Learns the state while no run has its turn. A look has its limit: what one leaves out the next one has. */
  async lookWhileIdle(): Promise<void> {
    const { slots } = this.host;
    for (let left: number = limits.idleLooksMax; left > 0; left--) {
      if (this.#queue.busy || this.host.isClosed()) return;
      await slots.settle();
      if (!slots.all.some((slot) => slot.owes)) return;
    }
  }
}

/** The result with what a full-screen program shows. */
async function seen(result: RunResult, { screen }: Run): Promise<RunResult> {
  if (!screen || (result.status !== "running" && result.status !== "needs_input")) return result;
  await screen.drawn();
  if (!screen.fullScreen) return result;
  screen.told();
  return { ...result, fullScreen: true, screen: screen.text() };
}
