/** The options of runs and sessions, and their checks: nothing starts before its input is known to be good. */
import { statSync } from "node:fs";
import { realpathSync } from "node:fs";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";

export interface ExecOptions {
  readonly language?: string;
  /** Limit of the run in ms, counted from its start, not from the call. Default 30 000. */
  readonly timeoutMs?: number;
  /** For this run only. */
  readonly env?: Readonly<Record<string, string>>;
  /** For this run only; a missing folder is a failed result. */
  readonly cwd?: string;
  /** What the run reads: nothing (end of file at once), or a text. Default "none". */
  readonly stdin?: "none" | { readonly text: string };
  readonly signal?: AbortSignal;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (event: OutputEvent) => void;
  /** false: leave the difference out, for speed. Default true. */
  readonly changes?: boolean;
}

export interface OutputEvent {
  readonly stream: "stdout" | "stderr";
  /** Decoded as UTF-8; a character is never split over two events: its first bytes wait for the rest. */
  readonly text: string;
  /** The very bytes. */
  readonly bytes: Buffer;
}

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
  const { cwd, stdin, signal } = options;
  if (cwd !== undefined && (typeof cwd !== "string" || cwd === "" || cwd.includes("\0")))
    throw invalid("cwd is no path", cwd, "Pass a path, absolute or from the session's working directory.");
  if (
    stdin !== undefined &&
    stdin !== "none" &&
    typeof (stdin as { text?: unknown } | null)?.text !== "string"
  )
    throw invalid("stdin is unknown", stdin, 'Pass "none" or { text }.');
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
