/** A run on a terminal, with this terminal's screen and keyboard on it until it ends or is left. */
import { setTimeout as pause } from "node:timers/promises";
import type { RemoteSession } from "../client/remote-session.js";
import type { ExecOptions, WaitOptions } from "../session/options.js";
import type { RunResult } from "../session/result.js";
import { Keyboard } from "./keyboard.js";

/** A program that reads may write by itself (top): what it wrote is asked for so often. */
const LOOK_MS = 200;
/** Whatever the program has left on: alternate screen, application keys, mouse, bracketed paste, a hidden cursor, colours. */
const AS_BEFORE = "\x1b[?1049l\x1b[?1l\x1b>\x1b[?1000;1002;1003;1006l\x1b[?2004l\x1b[?25h\x1b[0m";

/** Starts a run, or goes on with one. */
export type Step = (session: RemoteSession, options: ExecOptions & WaitOptions) => Promise<RunResult>;

/** The last result: of the end, or `running` where C-] was typed. */
export async function attach(
  session: RemoteSession,
  start: Step,
  { onOutput, signal }: WaitOptions,
): Promise<RunResult> {
  using keyboard = new Keyboard();
  const shown = { ...(onOutput && { onOutput }) };
  let result = await start(session, { ...shown, ...(signal && { signal }), yieldMs: 0 });
  const { runId } = result;
  while ((result.status === "running" || result.status === "needs_input") && !signal?.aborted) {
    const part = keyboard.take();
    if (part) result = await session.input({ ...part, runId }, { ...shown, yieldMs: 0 });
    else if (keyboard.left) break;
    else {
      const next = keyboard.next();
      if (result.status === "needs_input") await pause(LOOK_MS, undefined, { signal: next }).catch(() => {});
      result = await session.wait(runId, { ...shown, signal: next });
    }
  }
  if (result.fullScreen || result.status === "running") process.stdout.write(AS_BEFORE);
  return result;
}
