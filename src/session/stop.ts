/**
 * Stopping a run and keeping the interpreter: the driver is asked to abandon it, and the run's processes get SIGINT; one
 * step (1 s) later SIGTERM, then SIGKILL; at last the interpreter itself is killed, and its state restored. Jobs of
 * earlier runs are spared.
 */
import type { Interpreter } from "../interpreter/interpreter.js";
import { descendantsOf, factsOf, signal } from "../interpreter/processes.js";
import { limits } from "../limits.js";

export interface StopTarget {
  readonly interpreter: Interpreter;
  /** Start of the run, in clock ticks since boot. */
  readonly startTicks: number;
  /** Whether a process is known as a job of an earlier run. */
  isJob(pid: number, startTicks: number): boolean;
}

const STEPS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGKILL"];

/** Begins to stop the run; returns a function to call when it has ended. */
export function stopRun(target: StopTarget): () => void {
  let timer: NodeJS.Timeout | undefined;
  const step = (index: number) => {
    const { interpreter } = target;
    const number = STEPS[index];
    if (number === undefined) {
      interpreter.kill(`its run did not stop on ${STEPS.join(", ")}`);
      return;
    }
    interpreter.abandonRun();
    for (const pid of processesOfRun(target)) {
      signal(pid, number);
      if (number === "SIGTERM") signal(pid, "SIGCONT");
    }
    timer = setTimeout(() => step(index + 1), limits.interruptStepMs);
  };
  step(0);
  return () => clearTimeout(timer);
}

/** The living processes below the interpreter that its present run has started. */
function processesOfRun({ interpreter, startTicks, isJob }: StopTarget): number[] {
  return descendantsOf(interpreter.guardian).filter((pid) => {
    if (pid === interpreter.pid) return false;
    const facts = factsOf(pid);
    return facts !== undefined && facts.startTicks >= startTicks && !isJob(pid, facts.startTicks);
  });
}
