/** The steps of one run in its turn: scope and interpreter ready, run, commit, recover, tell what changed. */
import { changesOf } from "./changes.js";
import type { Jobs } from "./jobs.js";
import type { Restored, RunResult } from "./result.js";
import { cancelledResult, finalResult } from "./run-result.js";
import type { Outcome, Run } from "./run.js";
import { lossOf, type Slot } from "./slot.js";
import type { Slots } from "./slots.js";

/** @param closing true when the session ends: then a lost interpreter is not brought back. */
export async function performRun(
  run: Run,
  slot: Slot,
  slots: Slots,
  jobs: Jobs,
  closing: () => boolean,
): Promise<RunResult> {
  const { scope } = slot;
  const wantsChanges = run.input.options.changes !== false;
  if (run.isStopped()) return cancelledResult(run.id, slot.row.name, scope.cwd);
  await slots.settleOthers(slot);
  let restoredBefore = await slot.prepare();
  const settling = slot.settleFor(run.input.code, wantsChanges);
  if (settling) await settling;
  if (run.isStopped()) return cancelledResult(run.id, slot.row.name, scope.cwd);
  const known = wantsChanges && {
    nameBefore: slot.names.remember(),
    env: scope.env,
    cwd: scope.cwd,
    jobs: jobs.ids,
  };
  const { interpreter } = slot;
  let outcome = await run.execute(slot, jobs);
  if (outcome?.end.unbegun && !run.isStopped() && !closing()) {
    // It had been killed while it was idle, and nobody knew yet.
    restoredBefore = await slot.prepare();
    outcome = await run.execute(slot, jobs);
  }
  if (!outcome) return cancelledResult(run.id, slot.row.name, scope.cwd);
  const { end, settled } = outcome;
  if (run.isStopped() && end.done && !end.done.fresh) await slot.settle(true); // an interrupt that came late must not hit the next run
  if (end.done && interpreter) slot.place.end(interpreter, end.done);
  const keep = run.input.options.keep === true;
  if (interpreter && (settled || end.held || keep)) jobs.observe(interpreter, run.id, keep);
  const restored =
    interpreter === slot.interpreter && !closing() ? await recover(slot, run, outcome) : undefined;
  const result = finalResult(run, scope.cwd, outcome, restored ?? restoredBefore);
  return known
    ? { ...result, changes: changesOf(settled, known, { cwd: scope.cwd, jobs: jobs.ids }) }
    : result;
}

/** After a run that cost the interpreter: a fresh one with the state, at once, so that the result can say what is lost. */
async function recover(slot: Slot, run: Run, { end }: Outcome): Promise<Restored | undefined> {
  const { done } = end;
  if (done && !done.fresh) return undefined;
  const left = run.isStopped() ? "when it was stopped" : `by ${done?.left ?? "its end"}`;
  const reason = done
    ? `the run left the interpreter ${left}; a fresh one has its state`
    : lossOf(end.exit, end.fault);
  try {
    const restored = await slot.revive(reason, done !== undefined, run.id);
    return done && done.left === undefined ? undefined : restored;
  } catch (error) {
    return { reason: `${reason}, but none could be started: ${(error as Error).message}`, lost: {} };
  }
}
