/** `holdfast watch`: a session's runs in a second terminal, as they happen. */
import type { SessionEvent } from "../session/events.js";
import { Ending } from "./ending.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";
import type { SessionChoice } from "./options.js";
import { paintFor } from "./paint.js";
import { findSession } from "./session.js";

export async function watch(options: SessionChoice): Promise<number> {
  const { runtime, session } = await findSession(options);
  using ending = new Ending();
  if (!options.json) printNote(`watching ${session.workspace} (${session.name}); Ctrl-C ends it`);
  const show = options.json ? (event: SessionEvent) => `${JSON.stringify(event)}\n` : shown;
  await new Promise<void>((resolve) => {
    const stop = session.watch((event) => {
      process.stdout.write(show(event));
      if (event.type === "closed") resolve();
    });
    ending.signal.addEventListener("abort", () => {
      stop();
      resolve();
    });
  });
  await runtime.close();
  return ending.exitCode ?? exitCodes.done;
}

function shown(event: SessionEvent): string {
  const { bold, dim, cyan, green, red, yellow } = paintFor(process.stdout);
  switch (event.type) {
    case "run":
      return `${bold(event.runId)} ${cyan(event.language)} ${event.code.trim()}\n`;
    case "output":
      return event.stream === "stderr" ? yellow(event.text) : event.text;
    case "input":
      return dim(`< ${event.text === "" ? "(not shown)" : event.text.trimEnd()}\n`);
    case "result": {
      const { runId, status, exitCode, durationMs } = event.result;
      const mark = status === "completed" ? green("✓") : exitCode === null ? yellow("…") : red("✗");
      return `${mark} ${dim(`${runId} ${status}${exitCode ? ` ${exitCode}` : ""} ${durationMs.toFixed(0)} ms`)}\n`;
    }
    case "lost":
      return red(`… ${event.events} events were lost: this terminal is too slow\n`);
    case "closed":
      return dim("the session has ended\n");
  }
}
