/**
 * Who waits for what is typed on a run's terminal. Only processes in its foreground may read it. Those that may not be inspected
 * are judged by the terminal (sealed.ts).
 */
import { statSync } from "node:fs";
import { findReader, type InputLinks, type Reader } from "./blocked.js";
import type { Interpreter } from "./interpreter.js";
import { descendantsOf, factsOf, type ProcessFacts } from "./processes.js";
import { findPasswordReader, guessReader } from "./sealed.js";
import type { Terminal } from "./terminal.js";

export async function findTypist(interpreter: Interpreter, terminal: Terminal): Promise<Reader | undefined> {
  const device = deviceOf(terminal.path);
  const inFront = descendantsOf(interpreter.guardian).flatMap((pid) => {
    const facts = factsOf(pid);
    return facts && facts.terminal > 0 && facts.group === facts.foreground ? [facts] : [];
  });
  const here = inFront.filter((facts) => facts.terminal === device);
  const isInput = (link: string) => link === terminal.path || link === "/dev/tty";
  const isDrivers = (link: string) => link.startsWith(interpreter.folder);
  const reader = findReader(pidsOf(here), { isInput, isDrivers });
  return (
    reader ??
    findBehind(inFront, here, { isInput, isDrivers }) ??
    findPasswordReader(here, await terminal.mode()) ??
    guessReader(inFront)
  );
}

/** One that reads a terminal of its own, to which a process here passes on what is typed (sudo with use_pty, script). */
function findBehind(inFront: readonly ProcessFacts[], here: readonly ProcessFacts[], links: InputLinks) {
  const isDrivers = (link: string) => links.isDrivers(link) || link.endsWith("/ptmx");
  if (!findReader(pidsOf(here), { ...links, isDrivers })) return undefined;
  const there = inFront.filter(({ terminal }) => terminal !== here[0]?.terminal);
  return findReader(pidsOf(there), { ...links, isInput: (link) => /^\/dev\/(?:pts\/\d+|tty)$/.test(link) });
}

function pidsOf(processes: readonly ProcessFacts[]): number[] {
  return processes.map(({ pid }) => pid);
}

/** A terminal's number as /proc/PID/stat has it (tty_nr); 0 where it is gone. */
function deviceOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.rdev ?? 0;
}
