/**
 * Errors of usage and of arithmetic (`shift 1 2`, `a['x']=1`) take bash to its top level: a script goes on with its next line, but an
 * evaluated text has lost its rest. Where the error's own line tells for certain which command that was, the rest is known.
 */
import { isWhole } from "./bash-text.js";

/** Code whose line numbers are not those of the text, or may be. */
const ELSEWHERE =
  /\b(?:eval|source|trap|function|alias|bind|complete|mapfile|readarray|PROMPT_COMMAND)\b|(?:^|[\s;&|])\.\s|\w\s*\(\)|LINENO/;

export interface Rest {
  /** The text behind the line with the error; none where it is not known. */
  readonly text?: string;
  /** How many lines stand ahead of it. */
  readonly line: number;
  /** What is told where it is not carried out. */
  readonly said?: string;
}

/**
 * @param tail the end of what the run has written to stderr.
 * @param functions names of functions that the text may call.
 * @param once what surrounded the text is gone: the rest cannot be carried out.
 */
export function restOf(code: string, tail: string, functions: Iterable<string>, once: boolean): Rest {
  const said = /^bash: line (\d+): [^\n]*\n?$/m.exec(tail.slice(tail.trimEnd().lastIndexOf("\n") + 1));
  const at = Number(said?.[1] ?? 0);
  const lines = code.split("\n");
  const dropped = lines.slice(at).some((line) => /^\s*[^\s#]/.test(line));
  if (at > 0 && !dropped) return { line: at };
  const where = at > 0 ? `line ${at}` : "a line that is not known";
  const end = {
    line: at,
    said: `bash: the error in ${where} has ended this text; what follows it was not carried out`,
  };
  if (once || at === 0 || ELSEWHERE.test(code)) return end;
  for (const name of functions) if (code.includes(name)) return end;
  for (let line = at; line <= lines.length; line++) {
    const head = lines.slice(0, line).join("\n");
    if (isWhole(head)) return { text: lines.slice(line).join("\n"), line };
  }
  return end;
}
