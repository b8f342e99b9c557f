/**
 * A run's details as OpenClaw grades them: `status`, `error`, `exitCode` and `timedOut` on top are reserved, and a value
 * of `failed` there calls the tool broken, where only the command has failed. What the tool says stands in `runtime`.
 */
export function openClawDetails(details: unknown): object {
  const { status, exitCode, durationMs, cwd } = (details ?? {}) as Record<string, unknown>;
  const timedOut = status === "timed_out";
  const goesOn = status === "running" || status === "needs_input";
  return {
    status: goesOn ? "running" : timedOut ? "timed_out" : "completed",
    ...(timedOut && { timedOut, timeoutMs: durationMs }),
    ...(typeof exitCode === "number" && { exitCode }),
    ...(typeof cwd === "string" && { cwd }),
    runtime: details,
  };
}
