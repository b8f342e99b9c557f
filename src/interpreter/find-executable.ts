/** Where an interpreter is: configured, or the first of its usual commands on the session's PATH. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { HoldfastError } from "../errors.js";
import type { LanguageRow } from "./dialect.js";

/**
 * The path of a language's interpreter. Nothing is cached: what gets installed is found by the next call.
 * @param configured a path or a command, from `interpreters`.
 * Throws INTERPRETER_NOT_FOUND, which says what was looked for and where.
 */
export function findExecutable(
  row: LanguageRow,
  configured: string | undefined,
  path: string | undefined,
): string {
  const wanted = configured === undefined ? row.commands : [configured];
  const folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter).filter(Boolean);
  for (const command of wanted) {
    const candidates = command.includes("/") ? [command] : folders.map((folder) => join(folder, command));
    const found = candidates.find((candidate) => isAbsolute(candidate) && isProgram(candidate));
    if (found !== undefined) return found;
  }
  throw new HoldfastError("INTERPRETER_NOT_FOUND", {
    message: `No ${row.name} interpreter was found: looked for ${wanted.join(", ")} in ${folders.join(delimiter) || "an empty PATH"}`,
    ...(configured !== undefined && { got: configured }),
    next: `Install it, or set the option \`interpreters.${row.name}\` to its absolute path.`,
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
