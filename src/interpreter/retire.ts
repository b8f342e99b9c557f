/** The end of an interpreter some of whose jobs go on: its guardian stays, as their parent, until it is closed. */
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Interpreter } from "./interpreter.js";
import { descendantsOf, factsOf, signal } from "./processes.js";

const LOOK_MS = 5;

/** Ends the driver, by its own exit handlers if it can, then all else but the spared and what is below them; `graceMs` for each step. */
export async function retire(
  interpreter: Interpreter,
  spared: readonly number[],
  graceMs: number,
): Promise<void> {
  const isGone = () => interpreter.state === "gone" || interpreter.state === "closed";
  if (interpreter.state === "idle") {
    askToEnd(interpreter);
    await until(isGone, graceMs);
  }
  const rest = () => {
    const kept = new Set(spared.flatMap((pid) => [pid, ...descendantsOf(pid)]));
    const living = descendantsOf(interpreter.guardian).filter((pid) => factsOf(pid)?.state !== "Z");
    return living.filter((pid) => !kept.has(pid));
  };
  for (const number of ["SIGTERM", "SIGKILL"] as const) {
    for (const pid of rest()) signal(pid, number);
    await until(() => rest().length === 0 && isGone(), graceMs);
  }
}

function askToEnd({ folder, dialect }: Interpreter): void {
  const control = openSync(join(folder, "ctl"), constants.O_WRONLY | constants.O_NONBLOCK);
  writeSync(control, dialect.close());
  closeSync(control);
}

/** Waits for what raises no event here: the end of foreign processes. */
async function until(condition: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition() && performance.now() < deadline) await sleep(LOOK_MS);
}
