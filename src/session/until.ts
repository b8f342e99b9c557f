/** Waiting for something other than a run's end: a line in its output, or a port that opens. */
import { isPortOpen } from "../interpreter/ports.js";
import { limits } from "../limits.js";
import type { Reached, Until } from "./options.js";
import type { Run } from "./run.js";

/**
 * Calls back once: with what has come, or with undefined when nothing can come any more. Returns what ends the waiting.
 * The text is looked for in all that the run has written, each stream by itself, and the port in the kernel's table.
 * @param isOver whether the run and all that it left behind have ended.
 */
export function watchUntil(
  run: Run,
  { text, port }: Until,
  isOver: () => boolean,
  onReached: (reached: Reached | undefined) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopListening: (() => void) | undefined;
  const end = () => {
    clearTimeout(timer);
    stopListening?.();
  };
  const reach = (reached?: Reached) => {
    end();
    onReached(reached);
  };
  if (text !== undefined) {
    const seen = { stdout: "", stderr: "" };
    const look = (stream: "stdout" | "stderr", more: string) => {
      const all = seen[stream] + more;
      const at = all.indexOf(text);
      seen[stream] = all.slice(-text.length);
      if (at >= 0) reach({ stream, text });
    };
    for (const stream of ["stdout", "stderr"] as const)
      look(stream, run[stream].read(0, run[stream].total).toString("utf8"));
    stopListening = run.listen(({ stream, text: more }) => look(stream, more));
  }
  const check = (pauseMs: number) => {
    const over = isOver();
    if (port !== undefined && isPortOpen(port)) reach({ port });
    else if (over) reach();
    else timer = setTimeout(() => check(Math.min(pauseMs * 2, limits.untilCheckMsMax)), pauseMs);
  };
  check(limits.untilCheckMs);
  return end;
}
