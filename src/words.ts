/** The library's errors name its methods and options. A command has verbs and flags, a tool actions: their users read those. */
import { HoldfastError } from "./errors.js";

type Face = "command" | "tool";

const WORDS: readonly (readonly [library: RegExp, Readonly<Record<Face, string>>])[] = [
  [/\bwait\("(\w+)"\)/g, { command: "`holdfast wait $1%`", tool: "action=wait run_id=$1%" }],
  [
    /, or pass queue: true to run after it/g,
    { command: ", or run after it with --queue", tool: ", or use another session" },
  ],
  [/\b(input|interrupt|history|jobs)\(\)/g, { command: "`holdfast $1%`", tool: "action=$1" }],
  [
    /Pass "none", "interactive" or \{ text \}/g,
    { command: "Pass none, interactive, or - for this command's", tool: "Pass none or interactive, or text" },
  ],
  [/\bstdin: "interactive"/g, { command: "--stdin interactive", tool: "stdin=interactive" }],
  [/\btty: true/g, { command: "--tty", tool: "tty=true" }],
];

/**
 * The error as users of this face read it. What is no HoldfastError comes back as it is.
 * @param where names the session, behind each call that is for one.
 */
export function inWordsOf(face: Face, error: unknown, where = ""): unknown {
  if (!(error instanceof HoldfastError) || error.next === undefined) return error;
  const next = WORDS.reduce(
    (text, [library, words]) =>
      text.replace(library, words[face].replace("%", where.replaceAll("$", "$$$$"))),
    error.next,
  );
  return next === error.next ? error : error.withNext(next);
}
