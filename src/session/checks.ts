/** What each public call takes: one table, for the library, the daemon and its clients. Nothing starts before it is checked. */
import { realpathSync, statSync } from "node:fs";
import { HoldfastError } from "../errors.js";
import type { TerminalSize } from "../interpreter/terminal.js";
import { languageName } from "../language-names.js";
import { limits } from "../limits.js";
import { expression } from "../store/expression.js";
import type { SessionOptions } from "./api.js";
import type { EnvPolicy } from "./environment.js";
import type { RuntimeOptions } from "./manager.js";
import type { ExecOptions, InputPart, OutputQuery, Until, WaitOptions } from "./options.js";
import {
  abortSignal,
  choice,
  count,
  duration,
  fields,
  flag,
  listener,
  listOf,
  OPTIONS,
  record,
  refused,
  type Rule,
  text,
  word,
} from "./rules.js";

const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const envName = (key: string) => {
  if (ENV_NAME.test(key)) return;
  throw new HoldfastError("INVALID_ARGUMENT", {
    message: "This is no name for an environment variable",
    got: key,
    next: "Use letters, digits and _, not starting with a digit.",
  });
};
/** The value is not shown: it may be a secret. */
const envValue: Rule<string> = (given, name) => {
  if (typeof given === "string" && !given.includes("\0")) return given;
  throw refused(name, "a string without NUL", typeof given, "Pass a string.");
};
const env = record(envValue, envName);
const envChange = record<string | undefined>(
  (given, name) => (given === undefined ? undefined : envValue(given, name)),
  envName,
);

const size = fields<TerminalSize>(
  { columns: count(1, limits.terminalSideMax), rows: count(1, limits.terminalSideMax) },
  "columns",
  "rows",
);

const tty: Rule<boolean | TerminalSize> = (given, name) =>
  typeof given === "object" && given !== null ? size(given, name) : flag(given, name);

const STDIN = 'Pass "none", "interactive" or { text }.';
const stdin: Rule<NonNullable<ExecOptions["stdin"]>> = (given, name) => {
  if (typeof given === "object" && given !== null)
    return fields<{ text: string }>({ text }, "text")(given, name);
  if (given === "none" || given === "interactive") return given;
  throw refused(name, '"none", "interactive" or an object with text', given, STDIN);
};

const until: Rule<Until> = (given, name) => {
  const found = fields<Until>({
    text: (value, path) => {
      if (text(value, path) === "")
        throw refused(path, "a text that the output will hold", value, "Pass it.");
      return value as string;
    },
    pattern: (value, path) => expression(text(value, path)).source,
    port: count(1, 65_535),
  })(given, name);
  if (Object.keys(found).length > 0) return found;
  throw refused(name, "something to wait for", given, "Pass text, pattern or port.");
};

const waiting = { yieldMs: duration(0), signal: abortSignal, onOutput: listener } as const;

/** Known before a session is made for it. */
const language: Rule<string> = (given, name) => languageName(text(given, name));

const exec = fields<ExecOptions>({
  ...waiting,
  language,
  timeoutMs: duration(1),
  env,
  cwd: word,
  stdin,
  tty,
  queue: flag,
  keep: flag,
  changes: flag,
});
const wait = fields<WaitOptions>({ ...waiting, until });

const OFFSET_MAX = Number.MAX_SAFE_INTEGER;
const query = fields<OutputQuery>({
  stream: choice("stdout", "stderr", "screen"),
  offset: count(-OFFSET_MAX, OFFSET_MAX),
  length: count(0, OFFSET_MAX),
  tail: count(0, OFFSET_MAX),
  grep: text,
  context: count(0, OFFSET_MAX),
  path: text,
});

const part = fields<InputPart>({ text, eof: flag, keys: listOf(text), size, runId: text });

const byLanguage = <Value>(rule: Rule<Value>) => record(rule, (language) => void languageName(language));

const runtime = fields<RuntimeOptions>({
  interpreters: byLanguage(word),
  env: fields<EnvPolicy>({
    inherit: (given, name) =>
      typeof given === "string" ? choice("all", "none")(given, name) : listOf(text)(given, name),
    set: env,
  }),
  warm: (given, name) => (given === false ? given : byLanguage(count(0, limits.optionMax))(given, name)),
  timeoutMs: duration(1),
  idleTimeoutMs: duration(1),
  historyLimit: count(0, limits.optionMax),
  maxSessions: count(1, limits.optionMax),
  maxQueuedRuns: count(0, limits.optionMax),
  outputBytesMax: count(0, limits.optionMax),
  spillBytesMax: count(0, limits.optionMax),
  shareScope: flag,
});

const sessionName: Rule<string> = (given) => {
  if (typeof given === "string" && given !== "" && !given.includes("\0")) return given;
  throw new HoldfastError("INVALID_ARGUMENT", {
    message: "This is no session name",
    got: given,
    next: "Pass a non-empty string.",
  });
};
const session = fields<SessionOptions>({ name: sessionName, env, create: flag });

/** Left out: what stands for it. A null was not left out. */
const optional =
  <Value>(rule: Rule<Value>, name: string) =>
  (given: unknown): Value | undefined =>
    given === undefined ? undefined : rule(given, name);
const options =
  <Value extends object>(rule: Rule<Value>) =>
  (given: unknown): Value =>
    rule(given === undefined ? {} : given, OPTIONS);
const needed =
  <Value>(rule: Rule<Value>, name: string) =>
  (given: unknown): Value =>
    rule(given, name);

/** Each throws INVALID_ARGUMENT (a code that is too long LIMIT_EXCEEDED), and gives what is used from then on. */
export const check = {
  runtimeOptions: options(runtime),
  sessionOptions: options(session),
  execOptions: options(exec),
  waitOptions: options(wait),
  outputQuery: options(query),
  resetOptions: options(fields<{ language?: string }>({ language })),
  historyCount: optional(count(0, OFFSET_MAX), "The number of entries"),
  someRunId: optional(text, "runId"),
  runId: needed(text, "runId"),
  jobId: needed(text, "jobId"),
  sessionId: needed(text, "The session's id"),
  path: needed(word, "path"),
  envChange: needed(envChange, "env"),
  listener: needed(listener, "listener"),
  code: needed(codeOf, "code"),
  input: needed(inputOf, "input"),
  workspacePath: needed(text, "workspace"),
  /** The real path. Throws WORKSPACE_NOT_FOUND. */
  workspace: needed(workspaceOf, "workspace"),
} as const;

function codeOf(given: unknown, name: string): string {
  const code = text(given, name);
  const most = limits.codeBytesMax;
  if (code.length <= most && (code.length * 3 <= most || Buffer.byteLength(code) <= most)) return code;
  throw new HoldfastError("LIMIT_EXCEEDED", {
    message: "The code is too long",
    got: `${Buffer.byteLength(code)} bytes`,
    limit: `${most} bytes`,
    next: "Write it to a file and run the file.",
  });
}

function inputOf(given: unknown, name: string): InputPart {
  const found = typeof given === "string" ? { text: given } : part(given, name);
  const { text: typed, eof, keys, size: screen } = found;
  if (typed !== undefined || eof || (keys?.length ?? 0) > 0 || screen) return found;
  throw refused(
    name,
    "a string, or an object with text, eof, keys or size",
    given,
    "Pass what is to be typed.",
  );
}

function workspaceOf(given: unknown, name: string): string {
  const path = text(given, name);
  if (path === "") throw refused(name, "the path of a folder", given, "Pass one.");
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
