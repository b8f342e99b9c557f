/** How the host speaks with one driver: what is written into `ctl`, and what a line of `st` means. */
import type { HostBoundMessage, KeptEntry, RunMessage, ScopeDelta } from "../protocol/messages.js";

/** What a dialect may ask of the interpreter that uses it. */
export interface DialectContext {
  /** The interpreter's private folder. */
  readonly folder: string;
  readonly executable: string;
  /** Replaces the content of a file in that folder. */
  writeFile(name: string, text: string): void;
  /** The oldest dump that the driver has written into `dm`, once. */
  takeDump(): string;
  /** Writes into `ctl` while a run goes on. */
  write(text: string): void;
  /** All that is alive below the interpreter's guardian. */
  processes(): readonly number[];
  /** The end of what the present run has written to its stderr, as latin1. */
  errorTail(): string;
  /** Ends an interpreter that cannot go on; the next run finds a fresh one with its state. */
  abandon(fault: string): void;
}

export interface Dialect {
  /** Written into `ctl` when a process starts. @param cwd where it has to go, if it was started in its own folder. */
  boot(cwd?: string): string;
  /** Prepares a run (files included) and gives the bytes for `ctl`. */
  run(message: RunMessage): string;
  /** Whether a run of this code is prepared from the state that the driver last told: then it has to be the present one. */
  needsState?(code: string): boolean;
  /** @param itself no copy of the driver may do it. */
  settle(itself?: boolean): string;
  /** Looks cost more than a run may. */
  readonly looksLater?: boolean;
  /** A copy of the driver looks in its place, and has not told. */
  readonly isCopied?: boolean;
  /** Whether a process is such a copy, and nothing of the user's. */
  isCopy?(pid: number): boolean;
  /** After a run on a terminal, which is gone since: what the driver has put aside for that. @param settle also settles. */
  unplug?(settle: boolean): string;
  /** Brings kept state into a fresh interpreter; answered by a `restored` message. */
  restore(keep: readonly KeptEntry[]): string;
  close(): string;
  /** On a terminal: whether the interpreter itself has taken a C-c; undefined where that is the user's own code's. */
  tookInterrupt?(): boolean | undefined;
  /** A last attempt at an interpreter that takes commands and does not answer; undefined when there is none. */
  rescue?(): string;
  /** After a rescue that was not answered: whether it is certain that the interpreter carries nothing out, as bash after `set -n`. */
  carriesNothingOut?(): boolean;
  /** Which names of a scope this language cannot take, and why. */
  refuses(delta: ScopeDelta): Record<string, string>;
  /** The messages that a line stands for; undefined when it is none. */
  decode(line: Buffer): readonly HostBoundMessage[] | undefined;
}

/** A language as data. A new language is one driver and one row of `languages`. */
export interface LanguageRow {
  readonly name: string;
  /** Commands to look for when nothing is configured. */
  readonly commands: readonly string[];
  /** `fork`: a fork of the keeper's own interpreter. `exec`: a program. */
  readonly launch: "fork" | "exec";
  /** @param inside it starts in its own folder. */
  argv(executable: string, folder: string, inside: boolean): string[];
  /** A name for `ctl` in the folder, where the interpreter then starts if it can; `boot` takes it to its working directory. */
  readonly scriptName?: string;
  /** Paths below the folder, or absolute, for the descriptors 0, 1, 2 of an `exec`. */
  readonly stdio: readonly string[];
  /** FIFOs of the folder beside `st`, `ctl`, `g` and the outputs. */
  readonly fifos: readonly string[];
  /** Environment that the interpreter itself must not see at its start. */
  readonly withholds: readonly string[];
  /** Environment that only a start can give; a spare with another value of it does not fit. */
  readonly startOnlyEnv: RegExp;
  /** Whether each run opens its outputs by path, so that end of file tells that no job holds them. */
  readonly outputPerRun: boolean;
  /** Whether the driver notes in `n` which run it has begun: a read that a kill interrupts may have taken the command. */
  readonly notesBegin: boolean;
  /** How a run is abandoned: a signal to the interpreter, or a line in `int`. */
  readonly interruptSignal?: number;
  /** A second such signal for the same run does nothing. */
  readonly abandonsOnce?: true;
  /** What a crash loses even after a restore, in words for the result. */
  readonly losesOnCrash: string;
  dialect(context: DialectContext): Dialect;
}
