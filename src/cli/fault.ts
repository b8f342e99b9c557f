/** How the command tells of a fault that is not the code's. */
import { HoldfastError } from "../errors.js";
import { inWordsOf } from "../words.js";
import { paintFor } from "./paint.js";

/** One line on stderr: what happened and what to do, or the error as JSON. A bug of ours shows its stack. */
export function printFault(fault: unknown, json: boolean): void {
  const error = inWordsOf("command", fault);
  if (error instanceof HoldfastError) {
    printNote(json ? JSON.stringify(error) : error.message, !json);
    return;
  }
  printNote(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** A line of Holdfast's own on stderr, told apart from the code's output by its name. */
export function printNote(text: string, named = true): void {
  process.stderr.write(`${named ? `${paintFor(process.stderr).red("holdfast:")} ` : ""}${text}\n`);
}
