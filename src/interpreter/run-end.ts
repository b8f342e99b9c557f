/** How an interpreter is started, and how its runs begin and end. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HoldfastError } from "../errors.js";
import type { DoneMessage, RunMessage, SettledMessage } from "../protocol/messages.js";
import type { LanguageRow } from "./dialect.js";
import type { Keeper } from "./keeper.js";
import type { Sink } from "./output-pipe.js";
import type { RunWatch } from "./run-watch.js";
import type { Terminal } from "./terminal.js";

export interface Launch {
  readonly row: LanguageRow;
  readonly executable: string;
  readonly keeper: Keeper;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface ExitStatus {
  readonly code: number;
  readonly signal: number | null;
}

export interface RunEnd {
  /** Set when the driver told the end; otherwise the process is gone, by `exit`. */
  readonly done?: DoneMessage;
  readonly exit?: ExitStatus;
  /** The process had ended before it read the command: no part of the code has run. */
  readonly unbegun?: true;
  /** Why the host itself killed the interpreter, if it did. */
  readonly fault?: string;
  /** Jobs still hold a pipe of the run; what they write goes on to its sinks. */
  readonly held: boolean;
  /** The state after the run, where it was asked for and the interpreter lived to tell. */
  readonly settled: Promise<SettledMessage | undefined>;
}

/** The end of a run that found its interpreter gone. */
export const NOT_BEGUN: RunEnd = {
  exit: { code: 137, signal: 9 },
  held: false,
  settled: Promise.resolve(undefined),
  unbegun: true,
};

/** A run without its place in the channel. */
export type RunRequest = Omit<RunMessage, "v" | "t" | "key" | "out" | "err">;

/** What passes between a run and the host while it goes on. */
export interface RunIo {
  readonly out: Sink;
  readonly err: Sink;
  /** Called when the last job that held its output has let go. */
  onReleased(this: void): void;
  /** Its standard input and outputs in one. */
  readonly terminal?: Terminal;
}

/** A run that has not ended. */
export interface ActiveRun {
  readonly request: RunRequest;
  /** What was written for it. */
  readonly command: string;
  readonly ended: PromiseWithResolvers<RunEnd>;
  readonly onReleased: () => void;
  readonly watch: RunWatch;
  readonly terminal: Terminal | undefined;
  /** State told before the end, by a shell that is leaving. */
  early?: SettledMessage | undefined;
  /** The driver had carried out all it ever would, as a shell after \`set -n\`, which plain bash ends with status 0. */
  silent?: boolean;
}

/** What is told of the state with the end of a run, where no message of its own follows. */
export function earlySettled(run: ActiveRun, { unlooked: cut }: DoneMessage): SettledMessage | undefined {
  return run.early ?? (cut === undefined ? undefined : { t: "settled", cut });
}

/** An interpreter that cannot be used, and what to do about it. */
export function unusable({ row, executable }: Launch, what: string): HoldfastError {
  return new HoldfastError("INTERPRETER_NOT_FOUND", {
    message: `The ${row.name} interpreter ${what}`,
    got: executable,
    next: `Start it by hand to see why, or set \`interpreters.${row.name}\` to another one.`,
  });
}

/** Why an interpreter is killed that has sent what no driver sends; undefined stands for a line over the limit. */
export function brokenBy(line: Buffer | undefined): string {
  return `its channel was broken by ${JSON.stringify(line?.toString("latin1", 0, 60) ?? "too long a line")}`;
}

/**
 * Whether a driver that is gone had not begun the run: it has not read the end of the command's first line, or has not noted it.
 * @param unread what was left in `ctl`.
 */
export function isUnbegun(run: ActiveRun, row: LanguageRow, folder: string, unread?: Buffer): boolean {
  if (!unread) return false;
  const { command, request } = run;
  if (unread.includes(command.slice(command.indexOf("\n")))) return true;
  return row.notesBegin && noted(folder) !== request.run;
}

function noted(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, "n"), "latin1").split("\n")[0];
  } catch {
    return undefined;
  }
}
