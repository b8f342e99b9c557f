/**
 * Stopping a run and keeping the interpreter: the driver is asked to abandon it, and the run's processes get SIGINT; one
 * step (1 s) later SIGTERM, then SIGKILL; at last the interpreter itself is killed, and its state restored. Jobs of
 * earlier runs are spared. A command whose output the interpreter itself reads gets SIGTERM at once: bash takes the SIGINT
 * of a command substitution for its own, and dies of it. One that the interpreter has only just forked may become such a command.
 */
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
  /** To be called when it has ended. */
  end(this: void): void;
}

/** Begins to stop the run. */
export function stopRun(target: StopTarget): Stopping {
  const { interpreter } = target;
  const told = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  const step = (index: number) => {
    const number = STEPS[index];
    if (number === undefined) {
      interpreter.kill(`its run did not stop on ${STEPS.join(", ")}`);
      return;
    }
    interpreter.abandonRun();
    for (const pid of processesOfRun(target)) tell(target, pid, number, told);
    timer = setTimeout(() => step(index + 1), limits.interruptStepMs);
  };
  step(0);
  // A driver that has not read its run yet drops the request, so that it cannot hit a later one: it is said again, and what the run has
  // forked since is told too.
  let again: NodeJS.Timeout | undefined;
  const sayAgain = (gapMs: number) => {
    if (interpreter.row.abandonsOnce || gapMs === limits.interruptAgainMs) interpreter.abandonRun();
    for (const pid of processesOfRun(target)) if (!told.has(pid)) tell(target, pid, "SIGINT", told);
    if (gapMs < limits.interruptStepMs / 4) again = setTimeout(() => sayAgain(gapMs * 2), gapMs * 2);
  };
  if (performance.now() - target.startedAt <= limits.interruptAgainMs)
    again = setTimeout(() => sayAgain(limits.interruptAgainMs), limits.interruptAgainMs);
  const end = () => {
    clearTimeout(timer);
    clearTimeout(again);
  };
  return { reached: () => told.size > 0, end };
}

function tell({ interpreter }: StopTarget, pid: number, number: NodeJS.Signals, told: Set<number>): void {
  told.add(pid);
  signal(pid, number === "SIGINT" && takesInterrupt(interpreter.pid, pid) ? "SIGTERM" : number);
  if (number === "SIGTERM") signal(pid, "SIGCONT");
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

/** Whether the interpreter would take the SIGINT of this process for its own. */
function takesInterrupt(interpreter: number, pid: number): boolean {
  return readsOutputOf(interpreter, pid) || isFreshFork(interpreter, pid, limits.freshForkMs);
}
