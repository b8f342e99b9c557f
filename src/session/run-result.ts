/** From a run to what its callers get. Output is added by those who tell it: each piece is told once. */
import type { RunEnd } from "../interpreter/run-end.js";
import { type Restored, type RunResult, verdict } from "./result.js";
import type { Outcome, Run } from "./run.js";

const INTERRUPTED = 130;

/** The result of a run that goes on, with what has not been told of its output. */
export function interimResult(run: Run, cwd: string): RunResult {
  const { needsInput } = run;
  return {
    runId: run.id,
    language: run.input.language,
    ...(needsInput ? { status: "needs_input", needsInput } : { status: "running" }),
    exitCode: null,
    ...run.news.take(),
    durationMs: run.durationMs,
    cwd,
    ...keptOf(run),
  };
}

/** The result's fields but those that the session adds, and the output, which is told to those who wait. */
export function finalResult(
  run: Run,
  cwd: string,
  { end, notShared }: Outcome,
  restored?: Restored,
): RunResult {
  const { done } = end;
  const status = verdict(run.stopCause, {
    code: done?.code ?? end.exit?.code ?? 1,
    signal: end.exit?.signal ?? null,
    reached: run.stopReached,
    interrupted: done?.interrupted ?? (run.typedInterrupt && endedByInterrupt(end)),
  });
  return {
    runId: run.id,
    language: run.input.language,
    ...status,
    stdout: "",
    stderr: "",
    durationMs: run.durationMs,
    cwd,
    ...(done?.result !== undefined && { result: done.result }),
    ...(done?.displays && { displays: done.displays }),
    ...(done?.error && { error: done.error }),
    ...keptOf(run),
    ...(restored && { restored }),
    ...(Object.keys(notShared).length > 0 && { notShared }),
  } as RunResult;
}

/** The result of a run that was cancelled before it began. */
export function cancelledResult(runId: string, language: string, cwd: string): RunResult {
  const nothing = { stdout: "", stderr: "", durationMs: 0 };
  return { runId, language, status: "interrupted", exitCode: INTERRUPTED, ...nothing, cwd };
}

/** Its C-c has done it: a status of 130, or the interpreter itself died of SIGINT. */
function endedByInterrupt({ done, exit }: RunEnd): boolean {
  return (done?.code ?? exit?.code) === INTERRUPTED;
}

/** What the text of the output does not tell. */
function keptOf({ stdout, stderr }: Run): Pick<RunResult, "truncated" | "binary"> {
  const truncated = {
    ...(stdout.truncated && { stdout: stdout.truncated }),
    ...(stderr.truncated && { stderr: stderr.truncated }),
  };
  const binary = {
    ...(stdout.binary && { stdout: stdout.binary }),
    ...(stderr.binary && { stderr: stderr.binary }),
  };
  return {
    ...(Object.keys(truncated).length > 0 && { truncated }),
    ...(Object.keys(binary).length > 0 && { binary }),
  };
}
