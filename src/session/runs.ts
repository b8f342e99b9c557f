/**
 * The runs of one session by id: those that go on, and those that have ended and are remembered. Callers wait for them
 * here, as long as they choose: a run does not depend on anybody who waits.
 */
import { setTimeout as pause } from "node:timers/promises";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import type { Jobs } from "./jobs.js";
import type { Reached, WaitOptions } from "./options.js";
import type { NeedsInput, RunResult } from "./result.js";
import type { Run } from "./run.js";
import { watchUntil } from "./until.js";

interface RunRecord {
  readonly run: Run;
  /** The result with what was not told before, to all who wait at that moment; without it where nobody does. */
  readonly ended: Promise<RunResult>;
  /** The result without its output, which `Run` has. */
  result: RunResult | undefined;
  awaiters: number;
  /** What the last to wait was told of its input. */
  asked: NeedsInput | undefined;
  /** What the run looks like to somebody who stops waiting before its end. */
  readonly interim: () => RunResult;
}

export class Runs {
  readonly #records = new Map<string, RunRecord>();
  readonly #open = new Set<RunRecord>();
  #count = 0;

  /** @param rememberedMax ended runs that can still be asked for. */
  constructor(
    private readonly rememberedMax: number,
    private readonly jobs: Jobs,
  ) {}

  nextId(): string {
    return `r${++this.#count}`;
  }

  /** Takes a run that goes on; `ended` settles at its end. */
  add(run: Run, ended: Promise<RunResult>, interim: () => RunResult): void {
    const close = (result?: RunResult) => {
      record.result = result;
      this.#open.delete(record);
      this.#forget();
    };
    const told = ended.then((result) => {
      close(result);
      return record.awaiters > 0 ? withMore(result, run) : result;
    });
    told.catch(() => close());
    const record: RunRecord = { run, ended: told, result: undefined, awaiters: 0, asked: undefined, interim };
    this.#records.set(run.id, record);
    this.#open.add(record);
  }

  /** A run that goes on although nobody waits for it: it has yielded, or needs input. One that is ending does not. */
  get parked(): Run | undefined {
    for (const { run, awaiters } of this.#open) if (awaiters === 0 && run.endingAt === undefined) return run;
    return undefined;
  }

  /** A run that goes on; undefined when it has ended. */
  open(runId: string): Run | undefined {
    for (const { run } of this.#open) if (run.id === runId) return run;
    return undefined;
  }

  /** A run that goes on or is remembered. Throws UNKNOWN_RUN. */
  get(runId: string): Run {
    return this.#record(runId).run;
  }

  /** The run that is to be fed. Throws INVALID_ARGUMENT, UNKNOWN_RUN. */
  reader(runId: string | undefined): Run {
    const run = runId === undefined ? undefined : this.get(runId);
    if (run && this.open(run.id)) return run;
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: "Nothing runs that could take input",
      ...(runId !== undefined && { got: runId }),
      next: 'Start a run with stdin: "interactive" first.',
    });
  }

  /** It has ended, with all that it left behind. */
  isOver(run: Run): boolean {
    return !this.open(run.id) && run.isOver() && !this.jobs.list().some(({ runId }) => runId === run.id);
  }

  /** Waits for a run's end, for its asking for input, for `yieldMs`, or for the signal. Throws UNKNOWN_RUN. */
  async attend(runId: string, options: WaitOptions): Promise<RunResult> {
    const { yieldMs, signal, onOutput, until } = options;
    const record = this.#record(runId);
    const { run } = record;
    if (onOutput) run.news.replay(onOutput);
    if (record.result && !until) return withMore(record.result, run);
    record.awaiters++;
    const stopListening = onOutput && run.listen(onOutput);
    try {
      if (yieldMs === undefined && !signal && !until && !run.interactive) return await record.ended;
      return await this.#awaitFirst(record, options);
    } finally {
      record.awaiters--;
      stopListening?.();
    }
  }

  /** The result, or what there is of it when the caller will wait no longer. */
  async #awaitFirst(record: RunRecord, options: WaitOptions) {
    const { yieldMs, signal, until } = options;
    const { run } = record;
    if (record.asked === run.needsInput) run.doubt();
    const first = Promise.withResolvers<Reached | undefined>();
    const leave = () => first.resolve(undefined);
    const timer = yieldMs === undefined ? undefined : setTimeout(leave, yieldMs);
    signal?.addEventListener("abort", leave, { once: true });
    if (signal?.aborted || run.needsInput) leave();
    run.onPaused.add(leave);
    const stopLooking = until && watchUntil(run, until, () => this.isOver(run), first.resolve, first.reject);
    try {
      let ended = record.result;
      record.ended.then((result) => {
        ended ??= result;
        if (!until) leave();
      }, first.reject);
      const reached = await first.promise;
      if (reached && !ended) await Promise.race([record.ended, pause(limits.untilEndMs)]);
      record.asked = run.needsInput;
      const result = ended ? withMore(ended, run) : record.interim();
      return reached ? { ...result, reached } : result;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
      run.onPaused.delete(leave);
      stopLooking?.();
    }
  }

  #record(runId: string): RunRecord {
    const record = this.#records.get(runId);
    if (record) return record;
    throw new HoldfastError("UNKNOWN_RUN", {
      message: "There is no such run",
      got: runId,
      limit: `the last ${this.rememberedMax} runs`,
      next: "List runs with history().",
    });
  }

  #forget(): void {
    for (const [id, record] of this.#records) {
      if (this.#records.size - this.#open.size <= this.rememberedMax) return;
      if (this.#open.has(record)) continue;
      this.#records.delete(id);
      record.run.forget();
    }
  }
}

/** A result, and what jobs of its run have written since. */
function withMore(result: RunResult, run: Run): RunResult {
  const more = run.news.take();
  return { ...result, stdout: result.stdout + more.stdout, stderr: result.stderr + more.stderr };
}

/** Why an exec is refused behind a run that nobody waits for, and what to do. */
export function refusal(run: Run): HoldfastError {
  const { id, needsInput } = run;
  return new HoldfastError("RUN_ACTIVE", {
    message: needsInput
      ? `Run ${id} ${needsInput.guess ? "may need" : "needs"} input: ${needsInput.program} reads`
      : `Run ${id} has yielded and goes on since ${(run.durationMs / 1000).toFixed(1)} s`,
    got: run.input.code,
    next: `Go on with it by wait("${id}")${needsInput ? " or input()" : ""}, stop it by interrupt(), or pass queue: true to run after it.`,
  });
}
