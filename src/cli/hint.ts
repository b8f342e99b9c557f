/** What a command says about others: they are for the same session as this one. */
import type { SessionChoice } from "./options.js";

let where = "";

export function rememberSession({ session, workspace }: SessionChoice): void {
  where = flag("-s", session) + flag("-w", workspace);
}

/** Flags that name the session, where it is not the usual one. */
export function sessionFlags(): string {
  return where;
}

/** A command to call next. */
export function command(words: string): string {
  return `\`holdfast ${words}${where}\``;
}

function flag(name: string, value: string | undefined): string {
  if (value === undefined) return "";
  return ` ${name} ${/^[\w./@:+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`}`;
}
