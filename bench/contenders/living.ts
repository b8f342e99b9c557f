/** A way to run code that is examined by itself: its start, what it gives back, an interrupt, a flood, its losses. */
import { timed } from "../measure.js";
import type { Role } from "../table.js";

export interface Answer {
  readonly us: number;
  /** How often `x` stands in its output. */
  readonly marks: number;
  /** The output, or the beginning of a long one. */
  readonly text: string;
}

export interface Living {
  run(code: string): Promise<Answer>;
  /** Starts code that has no end, interrupts it when it is well under way; the time from there to the answer, in us. */
  interrupted(code: string): Promise<number>;
  close(): Promise<void>;
}

export interface Way {
  readonly name: string;
  readonly role: Role;
  /** Started and ready: what it needed for it, up to the first answer, in us. */
  start(): Promise<{ living: Living; us: number }>;
}

/** An endless loop is well under way. */
export const LOOP_MS = 30;
const TEXT_MAX = 1_000;

/** @param text with `\r\n` where a terminal has written it. */
export function answerOf(us: number, text: string): Answer {
  const marks = text.length - text.replaceAll("x", "").length;
  return { us, marks, text: text.slice(0, TEXT_MAX).replaceAll("\r\n", "\n") };
}

/** Times code that gives its text. */
export async function answered(run: () => Promise<string>): Promise<Answer> {
  let text = "";
  const us = await timed(async () => {
    text = await run();
  });
  return answerOf(us, text);
}
