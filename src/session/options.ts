/** The options of runs. Their checks are in checks.ts. */
import type { TerminalSize } from "../interpreter/terminal.js";

export interface ExecOptions {
  readonly language?: string;
  /** Limit of the run in ms, counted from its start, not from the call. Default 30 000. */
  readonly timeoutMs?: number;
  /** For this run only. */
  readonly env?: Readonly<Record<string, string>>;
  /** For this run only; a missing folder is a failed result. */
  readonly cwd?: string;
  /**
   * What the run reads: nothing (end of file at once), a text, or what `input` sends: then a run that reads is reported
   * as `needs_input`. Default "none".
   */
  readonly stdin?: "none" | "interactive" | { readonly text: string };
  /**
   * A terminal of this size (default 80 × 24) for the run: both streams are `stdout`, and it reads what `input` sends. A
   * full-screen program makes the call come back as `running`, with `screen`.
   */
  readonly tty?: boolean | TerminalSize;
  /** Return `running` with the output so far after so long; `wait` goes on. Default: never. */
  readonly yieldMs?: number;
  /** true: wait behind a run that has yielded or needs input, where a call is refused with RUN_ACTIVE otherwise. */
  readonly queue?: boolean;
  /** Jobs that this run leaves behind outlive the session: they end by `kill`, by `reset`, or with the runtime. */
  readonly keep?: boolean;
  readonly signal?: AbortSignal;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: OutputListener;
  /** false: leave the difference out, for speed. Default true. */
  readonly changes?: boolean;
}

/** What else than the run's end ends the waiting. */
export interface Until {
  /** This text has been written, on either stream. */
  readonly text?: string;
  /** A line that matches this regular expression has been written, be it unfinished. */
  readonly pattern?: string;
  /** Somebody listens on this TCP port. */
  readonly port?: number;
}

/** What of `until` has come. */
export type Reached =
  { readonly stream: "stdout" | "stderr"; readonly text: string } | { readonly port: number };

/** How to go on with a run that has yielded, or needs input. */
export interface WaitOptions {
  /**
   * Come back as soon as this is there (`reached`), or when the run and all that it left behind have ended. Without
   * `yieldMs` that may be never.
   */
  readonly until?: Until;
  /** As in `ExecOptions`. */
  readonly yieldMs?: number;
  /** Ends the waiting, not the run: the result is then `running`. */
  readonly signal?: AbortSignal;
  readonly onOutput?: OutputListener;
}

/** What a run that reads its input gets. */
export interface InputPart {
  readonly text?: string;
  /** End of file, after the text. */
  readonly eof?: boolean;
  /** Of a run on a terminal: keys by name, in order, after the text: C-a … C-z, M-x, enter, tab, escape, up, down, f1, … (src/session/keys.ts). */
  readonly keys?: readonly string[];
  /** Of a run on a terminal: its new size, as SIGWINCH tells its programs. */
  readonly size?: TerminalSize;
  /** Which run; default: the one that is active. */
  readonly runId?: string;
}

/** Which of a run's bytes. With `grep` the lines that match, each with its number. */
export interface OutputQuery {
  /** Default "stdout". "screen": of a run on a terminal, what is to be seen there. */
  readonly stream?: "stdout" | "stderr" | "screen";
  /** First byte; negative: from the end. Default 0. */
  readonly offset?: number;
  /** Bytes. Default: all. */
  readonly length?: number;
  /** The last lines, so many. */
  readonly tail?: number;
  /** A regular expression for lines. */
  readonly grep?: string;
  /** Lines around each match. Default 0. */
  readonly context?: number;
  /** A part of the JSON document that the output is, such as `$.items[0].id`; each value is a line. */
  readonly path?: string;
}

export interface OutputEvent {
  readonly runId: string;
  readonly stream: "stdout" | "stderr";
  /** Decoded as UTF-8; a character is never split over two events: its first bytes wait for the rest. */
  readonly text: string;
  /** The very bytes. */
  readonly bytes: Buffer;
}

/** A promise that it returns holds the run's further output back until it settles: a slow reader slows the run, as a pipe does. */
export type OutputListener = (event: OutputEvent) => unknown;
