/**
 * Stopping a run and keeping the interpreter: the driver is asked to abandon it, and the run's processes get SIGINT; one
 * step (1 s) later SIGTERM, then SIGKILL; at last the interpreter itself is killed, and its state restored. Jobs of
 * earlier runs are spared. A command whose output the interpreter itself reads gets SIGTERM at once: bash takes the SIGINT
 * of a command substitution for its own, and dies of it. One that has only just been forked may become such a command, or lose the
 * signal on its way: it is told again at the run's end.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Interpreter } from "../interpreter/interpreter.js";
import {
  descendantsOf,
  factsOf,
  isFreshFork,
  readsOutputOf,
  signal,
  ticksAt,
} from "../interpreter/processes.js";
import { limits } from "../limits.js";

export interface StopTarget {
  readonly interpreter: Interpreter;
  /** Start of the run, as performance.now(). */
  readonly startedAt: number;
  /** Whether a process is known as a job of an earlier run. */
  isJob(this: void, pid: number, startTicks: number): boolean;
}

const STEPS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGKILL"];

/** A run that is being stopped. */
export interface Stopping {
  /** Whether a process of the run has been signalled: then it has not ended by itself, whatever its status. */
  reached(this: void): boolean;
  /** To be called when it has ended; resolves when what was forked while it was stopped has been told, too. */
  end(this: void): Promise<void>;
}

/** Begins to stop the run. */
export function stopRun(target: StopTarget): Stopping {
  const { interpreter } = target;
  const told = new Told(interpreter);
  let timer: NodeJS.Timeout | undefined;
  const step = (index: number) => {
    const number = STEPS[index];
    if (number === undefined) {
      interpreter.kill(`its run did not stop on ${STEPS.join(", ")}`);
      return;
    }
    interpreter.abandonRun();
    for (const pid of processesOfRun(target)) told.tell(pid, number);
    timer = setTimeout(() => step(index + 1), limits.interruptStepMs);
  };
  step(0);
  // A driver that has not read its run yet drops the request, so that it cannot hit a later one: it is said again, and what the run has
  // forked since is told too.
  let again: NodeJS.Timeout | undefined;
  const sayAgain = (gapMs: number) => {
    if (interpreter.row.abandonsOnce || gapMs === limits.interruptAgainMs) interpreter.abandonRun();
    for (const pid of processesOfRun(target)) if (!told.has(pid)) told.tell(pid, "SIGINT");
    if (gapMs < limits.interruptStepMs / 4) again = setTimeout(() => sayAgain(gapMs * 2), gapMs * 2);
  };
  if (performance.now() - target.startedAt <= limits.interruptAgainMs)
    again = setTimeout(() => sayAgain(limits.interruptAgainMs), limits.interruptAgainMs);
  const end = async () => {
    clearTimeout(timer);
    clearTimeout(again);
    // A look can miss what is forked by a process that is gone before its children are read: twice none is none. While something of the run
    // is there, it may still fork.
    const deadline = performance.now() + limits.freshForkMs;
    for (let empty = 0; empty < 2 && performance.now() < deadline;) {
      const present = processesOfRun(target);
      const left = present.filter((pid) => told.isLeft(pid));
      empty = left.length === 0 ? empty + 1 : 0;
      for (const pid of left) told.tell(pid, "SIGINT");
      if (present.length > 0 && empty < 2) await pause(1);
    }
  };
  return { reached: () => told.count > 0, end };
}

/** The processes of a run that have been told to end. */
class Told {
  readonly #all = new Set<number>();
  /** Told while they were copies of the interpreter: these may have lost the signal, and have forked since. */
  readonly #uncertain = new Set<number>();

  constructor(private readonly interpreter: Interpreter) {}

  get count(): number {
    return this.#all.size;
  }

  has(pid: number): boolean {
    return this.#all.has(pid);
  }

  /** Whether it is still to be told, or once more. */
  isLeft(pid: number): boolean {
    return !this.#all.has(pid) || this.#uncertain.has(pid);
  }

  tell(pid: number, number: NodeJS.Signals): void {
    this.#all.add(pid);
    const isFresh = isFreshFork(this.interpreter.pid, pid, limits.freshForkMs);
    if (isFresh) this.#uncertain.add(pid);
    else this.#uncertain.delete(pid);
    // The interpreter would take the SIGINT of such a process for its own.
    const isMisread = number === "SIGINT" && (isFresh || readsOutputOf(this.interpreter.pid, pid));
    signal(pid, isMisread ? "SIGTERM" : number);
    if (number === "SIGTERM") signal(pid, "SIGCONT");
  }
}

/** The living processes below the interpreter that its present run has started. */
function processesOfRun({ interpreter, startedAt, isJob }: StopTarget): number[] {
  const startTicks = ticksAt(startedAt);
  return descendantsOf(interpreter.guardian).filter((pid) => {
    if (pid === interpreter.pid) return false;
    const facts = factsOf(pid);
    return facts !== undefined && facts.startTicks >= startTicks && !isJob(pid, facts.startTicks);
  });
}
