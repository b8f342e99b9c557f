/** Whether a program has printed what a page says: to the letter, but for what is another thing each time. */
import { tmpdir } from "node:os";
import { expect } from "vitest";

/** Durations, folders of this very run, process ids, moments. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/, "a moment"],
  [/\b\d\d:\d\d:\d\d\b/, "a moment"],
  [/\d+(?:\.\d+)? (?:ms|s)\b/, "a duration"],
  [/(?:\/[\w.-]+)*\/tmp\/[\w.-]+/, "a folder"],
  [/\b(?:pid|process|Python) \d+/, "a process"],
];
const ANY = new RegExp(VOLATILE.map(([pattern]) => pattern.source).join("|"), "g");

/** The same for all that differs in what is volatile only. */
export function steady(text: string): string {
  return text
    .replaceAll(tmpdir(), "/tmp")
    .replaceAll(ANY, (found) => VOLATILE.find(([pattern]) => pattern.test(found))?.[1] ?? found)
    .split("\n")
    .map((line) => line.trimEnd().replaceAll(/ {2,}/g, "  "))
    .join("\n")
    .trim();
}

/**
 * Throws where they differ. In what is said `…` stands for any text within its line, and a line of `…` for any lines.
 */
export function expectSaid(printed: string, said: string, where: string): void {
  const [got, wanted] = [steady(printed), steady(said)];
  const lines = wanted.split("\n").map((line) => (line === "…" ? "(?:.*\\n)*?" : `${patternOf(line)}\\n`));
  if (new RegExp(`^${lines.join("")}$`).test(`${got}\n`)) return;
  expect(got, `${where}: printed (received), against what the page says (expected)`).toBe(wanted);
}

function patternOf(line: string): string {
  return line.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll("…", ".*");
}
