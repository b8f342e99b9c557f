/** The options of runs and sessions, and their checks: nothing starts before its input is known to be good. */
import { statSync } from "node:fs";
import { realpathSync } from "node:fs";
import { HoldfastError } from "../errors.js";
import type { TerminalSize } from "../interpreter/terminal.js";
import { limits } from "../limits.js";
import { expression } from "../store/select.js";

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

const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function invalid(message: string, got: unknown, next: string, limit?: string): HoldfastError {
  return new HoldfastError("INVALID_ARGUMENT", { message, got, next, ...(limit !== undefined && { limit }) });
}

/** Throws INVALID_ARGUMENT or LIMIT_EXCEEDED. */
export function checkCode(code: unknown): asserts code is string {
  if (typeof code !== "string") throw invalid("The code is not text", code, "Pass a string.");
  if (
    code.length > limits.codeBytesMax ||
    (code.length * 3 > limits.codeBytesMax && Buffer.byteLength(code) > limits.codeBytesMax)
  )
    throw new HoldfastError("LIMIT_EXCEEDED", {
      message: "The code is too long",
      got: `${Buffer.byteLength(code)} bytes`,
      limit: `${limits.codeBytesMax} bytes`,
      next: "Write it to a file and run the file.",
    });
}

/** Throws INVALID_ARGUMENT for anything but a number of milliseconds that a timer can hold. */
export function checkDuration(name: string, value: unknown, minimum = 1): asserts value is number {
  if (typeof value !== "number" || !(value >= minimum && value <= limits.timeoutMsMax))
    throw invalid(
      `${name} is no usable time`,
      value,
      "Give milliseconds as a number.",
      `${minimum} to ${limits.timeoutMsMax} ms`,
    );
}

/** Throws INVALID_ARGUMENT for anything but a whole number in these bounds. */
export function checkCount(
  name: string,
  value: unknown,
  minimum: number,
  maximum: number,
): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < minimum || (value as number) > maximum)
    throw invalid(`${name} is out of bounds`, value, "Give a whole number.", `${minimum} to ${maximum}`);
}

/** Throws INVALID_ARGUMENT for names or values that no process environment can hold. */
export function checkEnv(env: unknown): asserts env is Record<string, string> {
  if (typeof env !== "object" || env === null || Array.isArray(env))
    throw invalid("env is no object", env, "Pass names and values.");
  for (const [name, value] of Object.entries(env)) {
    if (!ENV_NAME.test(name))
      throw invalid(
        "This is no name for an environment variable",
        name,
        "Use letters, digits and _, not starting with a digit.",
      );
    if (typeof value !== "string" || value.includes("\0"))
      throw invalid(`The value of ${name} is no text without NUL`, value, "Pass a string.");
  }
}

/** Throws INVALID_ARGUMENT for the first option that cannot be. */
export function checkExecOptions(options: ExecOptions): void {
  if (options.timeoutMs !== undefined) checkDuration("timeoutMs", options.timeoutMs);
  if (options.env !== undefined) checkEnv(options.env);
  const { cwd, stdin } = options;
  if (cwd !== undefined && (typeof cwd !== "string" || cwd === "" || cwd.includes("\0")))
    throw invalid("cwd is no path", cwd, "Pass a path, absolute or from the session's working directory.");
  if (
    stdin !== undefined &&
    stdin !== "none" &&
    stdin !== "interactive" &&
    typeof (stdin as { text?: unknown } | null)?.text !== "string"
  )
    throw invalid("stdin is unknown", stdin, 'Pass "none", "interactive" or { text }.');
  if (options.keep !== undefined && typeof options.keep !== "boolean")
    throw invalid("keep is no boolean", options.keep, "Pass true or false.");
  checkTty(options.tty);
  checkWaitOptions(options);
}

function checkTty(tty: unknown): void {
  if (tty === undefined || typeof tty === "boolean") return;
  checkSize("tty", tty, "Pass true, or { columns, rows }.");
}

function checkSize(option: string, size: unknown, next: string): void {
  if (typeof size !== "object" || size === null) throw invalid(`${option} is no size`, size, next);
  const { columns, rows } = size as Partial<TerminalSize>;
  for (const [name, value] of Object.entries({ columns, rows }))
    checkCount(`${option}.${name}`, value, 1, limits.terminalSideMax);
}

/** Throws INVALID_ARGUMENT for the first option that cannot be. */
export function checkWaitOptions({ yieldMs, signal, until }: WaitOptions): void {
  if (yieldMs !== undefined) checkDuration("yieldMs", yieldMs, 0);
  checkSignal(signal);
  if (until === undefined) return;
  const { text, pattern, port } = until as Partial<Until>;
  if (text !== undefined && (typeof text !== "string" || text === ""))
    throw invalid("until.text is no text", text, "Pass the text that the output will hold.");
  if (pattern !== undefined) expression(pattern);
  if (port !== undefined) checkCount("until.port", port, 1, 65_535);
  if (text === undefined && pattern === undefined && port === undefined)
    throw invalid("until names nothing to wait for", until, "Pass text, pattern or port.");
}

/** Throws INVALID_ARGUMENT for what is no input. */
export function checkInput(input: unknown): InputPart {
  const part = typeof input === "string" ? { text: input } : (input as InputPart | null);
  const { text, eof, keys, size } = part ?? {};
  const fits =
    (text === undefined || typeof text === "string") &&
    (eof === undefined || typeof eof === "boolean") &&
    (keys === undefined || (Array.isArray(keys) && keys.every((key) => typeof key === "string")));
  if (size !== undefined) checkSize("size", size, "Pass { columns, rows }.");
  if (part && fits && (text !== undefined || eof || keys?.length || size)) return part;
  throw invalid("This is no input", input, "Pass a string, or an object with text, eof, keys or size.");
}

/** Throws INVALID_ARGUMENT for the first part of a query that cannot be. */
export function checkOutputQuery(query: OutputQuery): void {
  const { stream, offset, length, tail, grep, context, path } = query;
  if (stream !== undefined && !["stdout", "stderr", "screen"].includes(stream))
    throw invalid("There is no such stream", stream, 'Pass "stdout", "stderr" or "screen".');
  if (offset !== undefined) checkCount("offset", offset, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  for (const [name, value] of Object.entries({ length, tail, context }))
    if (value !== undefined) checkCount(name, value, 0, Number.MAX_SAFE_INTEGER);
  for (const [name, value] of Object.entries({ grep, path }))
    if (value !== undefined && typeof value !== "string")
      throw invalid(`${name} is no text`, value, "Pass a string.");
}

function checkSignal(signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid("signal is no AbortSignal", signal, "Pass an AbortSignal.");
}

/** The real path of a workspace. Throws WORKSPACE_NOT_FOUND. */
export function checkWorkspace(path: unknown): string {
  if (typeof path !== "string" || path === "")
    throw invalid("The workspace is no path", path, "Pass the path of a folder.");
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
  } catch (cause) {
    throw new HoldfastError("WORKSPACE_NOT_FOUND", {
      message: "There is no such workspace",
      got: path,
      next: "Create the folder first.",
      cause,
    });
  }
  throw new HoldfastError("WORKSPACE_NOT_FOUND", {
    message: "The workspace is no folder",
    got: path,
    next: "Pass the path of a folder.",
  });
}
