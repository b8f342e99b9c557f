/** Waiting for something other than a run's end: a line in its output, or a port that opens. */
import { isPortOpen } from "../interpreter/ports.js";
import { limits } from "../limits.js";
import { expression } from "../store/expression.js";
import { tested } from "../store/select.js";
import type { Reached, Until } from "./options.js";
import type { Run } from "./run.js";

const STREAMS = ["stdout", "stderr"] as const;
type Stream = (typeof STREAMS)[number];

/**
 * Calls back once: with what has come, or with undefined when nothing can come any more. Returns what ends the waiting.
 * The text is looked for in all that the run has written, each stream by itself, and the port in the kernel's table.
 * @param isOver whether the run and all that it left behind have ended.
 * @param onError a regular expression takes too long.
 */
export function watchUntil(
  run: Run,
  until: Until,
  isOver: () => boolean,
  onReached: (reached: Reached | undefined) => void,
  onError: (error: Error) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const waiting = { ended: false };
  const end = () => {
    waiting.ended = true;
    clearTimeout(timer);
    stopListening();
  };
  const reach = (reached?: Reached) => {
    end();
    onReached(reached);
  };
  const finders = { stdout: finderOf(until), stderr: finderOf(until) };
  const look = (stream: Stream, more: string) => {
    try {
      const text = finders[stream](more);
      if (text !== undefined) reach({ stream, text });
    } catch (error) {
      end();
      onError(error as Error);
    }
  };
  const stopListening = run.listen(({ stream, text: more }) => look(stream, more));
  for (const stream of STREAMS)
    if (!waiting.ended) look(stream, run[stream].read(0, run[stream].total).toString("utf8"));
  const check = (pauseMs: number) => {
    const over = isOver();
    if (until.port !== undefined && isPortOpen(until.port)) reach({ port: until.port });
    else if (over) reach();
    else timer = setTimeout(() => check(Math.min(pauseMs * 2, limits.untilCheckMsMax)), pauseMs);
  };
  if (!waiting.ended) check(limits.untilCheckMs);
  return end;
}

/** Takes one stream's output piece by piece; gives what of it was waited for. */
function finderOf({ text, pattern }: Until): (more: string) => string | undefined {
  const wanted = pattern === undefined ? undefined : expression(pattern);
  let seen = "";
  let line = "";
  return (more) => {
    if (text !== undefined) {
      const all = seen + more;
      seen = all.slice(-text.length);
      if (all.includes(text)) return text;
    }
    if (wanted === undefined || more === "") return undefined;
    const lines = (line + more).split("\n");
    line = (lines.at(-1) ?? "").slice(-limits.grepLineCharactersMax);
    return lines[tested(wanted, lines).indexOf(true)]?.replace(/\r$/, "");
  };
}
