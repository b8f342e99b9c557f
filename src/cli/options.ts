/** Options that several verbs share, and the checks of their values. */
import { type Command, InvalidArgumentError } from "commander";

export interface SessionChoice {
  readonly workspace?: string;
  readonly session?: string;
  readonly json?: boolean;
}

/** Turns a verb's action into what commander calls: its number becomes the command's exit code. */
export type Act = <Args extends unknown[]>(
  action: (...args: Args) => Promise<number>,
) => (...args: Args) => Promise<void>;

export function withSession(command: Command): Command {
  return command
    .showHelpAfterError(`Try holdfast ${command.name()} --help.`)
    .option("-s, --session <name>", "name of the session (default: default)")
    .option(
      "-w, --workspace <dir>",
      "the session's folder, where it starts (default: $HOLDFAST_WORKSPACE, else the git root above, else here)",
    );
}

export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0)) throw new InvalidArgumentError("Give seconds as a number above 0.");
  return value;
}

export function secondsOrNone(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0))
    throw new InvalidArgumentError("Give seconds as a number, 0 or more.");
  return value;
}

/** A whole number within these bounds. */
export const within =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = whole(text);
    if (value >= minimum && value <= maximum) return value;
    const bounds = maximum === Infinity ? `at least ${minimum}` : `${minimum} to ${maximum}`;
    throw new InvalidArgumentError(`Give a whole number, ${bounds}.`);
  };

export function whole(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value))
    throw new InvalidArgumentError("Give a whole number.");
  return value;
}

export function assignment(text: string, before: Record<string, string> = {}): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Write it as NAME=value.");
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
