/**
 * Programs that may not be inspected (set-uid: sudo, su, passwd, and what these start): what is known of them all the same. A
 * terminal that takes a line without echo tells of a password. Else there is only what anybody may see: that they sleep, and that they
 * use no time. Whether they wait for input then is a guess, and is told as one.
 */
import { limits } from "../limits.js";
import { type Reader, isSealed } from "./blocked.js";
import type { ProcessFacts } from "./processes.js";
import type { TerminalMode } from "./terminal.js";

/** @param foreground of the run's terminal. */
export function findPasswordReader(
  foreground: readonly ProcessFacts[],
  { echo, canonical }: TerminalMode,
): Reader | undefined {
  if (echo || !canonical || foreground.some(({ state }) => state === "R")) return undefined;
  const sealed = foreground.find(({ pid, state }) => state === "S" && isSealed(pid));
  if (!sealed) return undefined;
  const { pid, name } = sealed;
  const evidence = `${name} (pid ${pid}) may not be inspected; it sleeps in the foreground of the run's terminal, which takes a line without echo`;
  return { pid, thread: pid, program: name, descriptor: -1, evidence };
}

/** The innermost of those that may not be inspected, where all of these sleep. @param processes nearest to the interpreter first. */
export function guessReader(processes: readonly ProcessFacts[]): Reader | undefined {
  const sealed = processes.filter(({ pid }) => isSealed(pid));
  const last = sealed.at(-1);
  if (!last || sealed.some(({ state }) => state !== "S")) return undefined;
  const { pid, name } = last;
  const silenceMs = limits.inputSilenceMsMax;
  const evidence = `a guess: ${name} (pid ${pid}) may not be inspected; it may sleep in a read of the run's input, for nothing has happened for a while`;
  const mark = sealed.map((facts) => `${facts.pid} ${facts.cpuMs}`).join();
  return { pid, thread: pid, program: name, descriptor: -1, evidence, guess: { mark, silenceMs } };
}
