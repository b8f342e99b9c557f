/** How the command tells of a fault that is not the code's. */
import { HoldfastError } from "../errors.js";
import { inWordsOf } from "../words.js";
import { sessionFlags } from "./hint.js";
import { paintFor } from "./paint.js";

/** One line on stderr: what happened and what to do, or the error as JSON. A bug of ours shows its stack. */
export function printFault(fault: unknown, json: boolean): void {
  const error = inWordsOf("command", unquoted(fault), sessionFlags());
  if (error instanceof HoldfastError) {
    printNote(json ? JSON.stringify(error) : error.message, !json);
    return;
  }
  printNote(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** `holdfast exec ls -la`: the shell has split a code, and -la reads as a language. */
function unquoted(fault: unknown): unknown {
  const isCut = fault instanceof HoldfastError && fault.code === "UNKNOWN_LANGUAGE";
  const flag = process.argv.find((arg) => /^-l[^=]/.test(arg));
  if (!isCut || flag === undefined) return fault;
  return fault.withNext(
    `Quote a code that has spaces, as in holdfast exec 'ls ${flag}'. ${fault.next ?? ""}`.trim(),
  );
}

/** A line of Holdfast's own on stderr, told apart from the code's output by its name. */
export function printNote(text: string, named = true): void {
  process.stderr.write(`${named ? `${paintFor(process.stderr).red("holdfast:")} ` : ""}${text}\n`);
}
