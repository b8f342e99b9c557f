/** After a run: what its output alone does not tell, on stderr, and the exit code. */
import type { RunResult } from "../session/result.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";
import { command } from "./hint.js";

/** @param quiet true: only the exit code. */
export function conclude(result: RunResult, quiet: boolean): number {
  if (quiet) return result.exitCode ?? exitCodes.done;
  if (result.result !== undefined) process.stdout.write(`${result.result}\n`);
  const { status, runId, restored, needsInput } = result;
  for (const { runId: earlier, stdout, stderr } of result.background ?? [])
    printNote(`run ${earlier} wrote meanwhile:\n${(stdout + stderr).trimEnd()}`);
  if (result.reached) printNote(`${Object.values(result.reached).join(": ")} is there`);
  const seconds = (result.durationMs / 1000).toFixed(1);
  if (status === "timed_out") printNote(`stopped at its limit after ${seconds} s; raise it with --timeout`);
  const lost = Object.entries(restored?.lost ?? {}).map(([name, reason]) => `${name} (${reason})`);
  if (restored && (lost.length > 0 || status === "crashed"))
    printNote(`${restored.reason}${lost.length > 0 ? `; not kept: ${lost.join(", ")}` : ""}`);
  if (status === "running")
    printNote(
      `run ${runId} goes on after ${seconds} s; ${command(`wait ${runId}`)} or ${command("interrupt")}`,
    );
  if (result.fullScreen)
    printNote(
      `it fills the screen: ${command(`output ${runId} --stream screen`)}, ${command("input --key C-c")}`,
    );
  else if (needsInput) {
    const { program, pid, prompt, echo, guess } = needsInput;
    const asks = prompt.trim() === "" ? "" : ` and asks ${JSON.stringify(prompt)}`;
    printNote(
      `run ${runId} ${guess ? "may need" : "needs"} input: ${program} (pid ${pid}) ${guess ? "may read" : "reads"}${asks}${echo ? "" : ", without echo"}; ${command("input TEXT")}${guess ? ` or ${command(`wait ${runId}`)}` : ""}`,
    );
  }
  if (status === "running" || status === "needs_input") return exitCodes.goesOn;
  return result.exitCode ?? exitCodes.timedOut;
}
