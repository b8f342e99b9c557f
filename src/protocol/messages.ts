/** The messages of docs/protocol.md as types. The document is the authority. */

/** An OS string: a byte that is not UTF-8 stands as a lone surrogate U+DC80..U+DCFF (PEP 383). */
export type OsString = string;

export interface EnvDelta {
  readonly set: Readonly<Record<string, OsString>>;
  readonly unset: readonly string[];
}

/** What the session's scope has become since the interpreter last knew it. */
export interface ScopeDelta {
  readonly cwd?: OsString;
  /** By what `cwd` is entered, where that is not its path. */
  readonly way?: string;
  readonly env?: EnvDelta;
}

export interface RunMessage extends ScopeDelta {
  readonly v: 1;
  readonly t: "run";
  readonly run: string;
  /** What `done` must hold to be believed. */
  readonly key: string;
  readonly mode: "exec" | "eval";
  readonly code: string;
  /** Paths of the FIFOs for stdout and stderr, and of the standard input. */
  readonly out: string;
  readonly err: string;
  readonly in: string;
  /** true: these three are one terminal. */
  readonly tty?: boolean;
  /** For this run only; null takes a variable away. */
  readonly over?: { readonly cwd?: OsString; readonly env?: Readonly<Record<string, OsString | null>> };
  readonly settle: boolean;
  /** Jobs of earlier runs are alive in this interpreter. */
  readonly jobs?: boolean;
}

export interface RunError {
  readonly name: string;
  readonly message: string;
  readonly traceback: string;
}

export interface ReadyMessage {
  readonly t: "ready";
  readonly pid?: number;
  readonly version?: string;
  readonly executable?: string;
}

export interface DoneMessage {
  readonly t: "done";
  readonly run: string;
  readonly key?: string;
  readonly code: number;
  readonly cwd?: OsString;
  readonly result?: string;
  readonly displays?: readonly Readonly<Record<string, unknown>>[];
  readonly error?: RunError;
  readonly interrupted?: boolean;
  /** The run tried to leave the interpreter by this call. */
  readonly left?: string;
  /** The session's folder could not be entered: no part of the code has run. */
  readonly unbegun?: true;
  /** Something that this run or an earlier one left may still print: then `late` follows. */
  readonly late?: boolean;
  /** What the runtime has to say of it, each a line of the run's stderr. */
  readonly said?: readonly string[];
  /** Why no look at the state follows though it was asked for: it comes later. */
  readonly unlooked?: string;
  /** The interpreter went and a fresh one stands in its place: it needs `restore`. */
  readonly fresh?: boolean;
}

export interface NameInfo {
  readonly kind: "variable" | "function" | "import";
  readonly type: string;
  readonly view: string;
  readonly size?: number;
  readonly version?: string;
}

export interface KeptEntry {
  readonly name: string;
  readonly blob: string;
}

export interface SettledMessage {
  readonly t: "settled";
  readonly cwd?: OsString;
  readonly env?: EnvDelta;
  readonly names?: Readonly<Record<string, NameInfo>>;
  readonly added?: readonly string[];
  readonly changed?: readonly string[];
  readonly removed?: readonly string[];
  readonly keep?: readonly KeptEntry[];
  readonly unkept?: Readonly<Record<string, string>>;
  readonly unsettable?: Readonly<Record<string, string>>;
  readonly cut?: string;
  /** There was no time to look at all, or to keep all that is different: the next message has more. */
  readonly owing?: boolean;
  /** Told by an interpreter that goes, unasked. */
  readonly leaving?: true;
}

export interface RestoredMessage {
  readonly t: "restored";
  readonly kept: readonly string[];
  readonly lost: Readonly<Record<string, string>>;
}

/** Output of an earlier run, of a driver that has one pipe for all. */
export interface LateMessage {
  readonly t: "late";
  readonly run: string;
  readonly stream: "stdout" | "stderr";
  /** Base64. */
  readonly data: string;
}

export type DriverMessage = ReadyMessage | DoneMessage | SettledMessage | RestoredMessage | LateMessage;

export type GuardianMessage =
  | { readonly t: "launched"; readonly pid: number; readonly guardian: number }
  | { readonly t: "unlaunched"; readonly reason: string }
  | { readonly t: "exit"; readonly code: number; readonly signal: number | null }
  | { readonly t: "ended" };

export type HostBoundMessage = DriverMessage | GuardianMessage;

/** One handler for each kind of message. */
export type Handlers = {
  [Kind in HostBoundMessage["t"]]: (message: Extract<HostBoundMessage, { t: Kind }>) => unknown;
};
