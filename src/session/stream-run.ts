/** A run as an async iterable: its output as it comes, then its result. */
import { limits } from "../limits.js";
import { check } from "./checks.js";
import { EventStream } from "./event-stream.js";
import type { ExecOptions, OutputEvent } from "./options.js";
import type { RunResult } from "./result.js";

/** What `stream` yields: output as it comes, then the result. */
export type StreamEvent =
  ({ readonly type: "output" } & OutputEvent) | { readonly type: "result"; readonly result: RunResult };

/** @param exec starts the run with these options; it ends when the consumer leaves the loop. Throws as it does, at the first event. */
export async function* streamRun(
  exec: (options: ExecOptions) => Promise<RunResult>,
  options: ExecOptions | undefined,
): AsyncGenerator<StreamEvent, void, void> {
  const given = check.execOptions(options);
  const events = new EventStream<OutputEvent>(mergeOutput);
  const abort = new AbortController();
  const signal = given.signal ? AbortSignal.any([given.signal, abort.signal]) : abort.signal;
  const onOutput = (event: OutputEvent) => {
    events.push(event);
    return given.onOutput?.(event);
  };
  const running = exec({ ...given, signal, onOutput });
  const end = () => events.end();
  running.then(end, end);
  try {
    for await (const event of events) yield { type: "output", ...event };
    yield { type: "result", result: await running };
  } finally {
    abort.abort();
  }
}

/** Joins output of the same stream that nobody has read yet, so that a slow consumer gets fewer and larger events. */
function mergeOutput(last: OutputEvent, next: OutputEvent): OutputEvent | undefined {
  if (last.stream !== next.stream || last.bytes.length > limits.eventBytesMax) return undefined;
  return { ...last, text: last.text + next.text, bytes: Buffer.concat([last.bytes, next.bytes]) };
}
