/**
 * Compares what a live session gives for a script with what `bash script </dev/null` gives: the same bytes on stdout, the
 * same on stderr, the same exit status. Only the contract's exceptions are normalised before the comparison: the script's own
 * name (`$0`, BASH_SOURCE, line prefixes; line *numbers* stay) and pids in bash's own messages.
 *
 * As a program: `npx tsx test/transparency/compare.ts [--stand-in] [--json] [--verbose] [script...]`.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants as FILE, openSync } from "node:fs";
import { Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What one run of a script gave. */
export interface Outcome {
  stdout: Uint8Array;
  stderr: Uint8Array;
  /** The status; 128 + signal for a shell that a signal killed; null when it did not end. */
  exitCode: number | null;
  /** What `$0` is in the live shell, where the executor knows it. */
  zero?: string;
}

/** Runs code live in a fresh session whose workspace is `cwd`. `setup` is an earlier call in the same session. */
export type Executor = (code: string, cwd: string, setup?: string) => Promise<Outcome>;

/** One case: the text of a script and, for the plain side, the file that holds it. */
export interface Case {
  name: string;
  file: string;
  /** Text to run live; default: what is in the file. */
  code?: string;
  /** Arguments of the plain run. */
  args?: string[];
  /** Environment of the plain run, over that of the comparison. */
  env?: NodeJS.ProcessEnv;
  /** A live call before the script, for instance one that sets the arguments. */
  setup?: string;
  /** Prepares the working directory, before either run. */
  prepare?: (cwd: string) => Promise<void>;
}

type Stream = "stdout" | "stderr" | "status";

interface Difference {
  script: string;
  stream: Stream;
  /** 1-based number of the first line that differs (0 for the status). */
  line: number;
  plain: string;
  live: string;
  /** Why it is known, from known-differences.json. */
  reason?: string | undefined;
}

interface CaseResult {
  name: string;
  equal: boolean;
  differences: Difference[];
  /** Two plain runs differ as well, so that the case says nothing. */
  unsteady?: boolean;
  plainMs: number;
  liveMs: number;
}

interface Report {
  total: number;
  equal: number;
  /** equal / total */
  share: number;
  results: CaseResult[];
  /** Differences that known-differences.json does not list. */
  unknown: Difference[];
  known: Difference[];
  /** Scripts which the list names though they are equal (or do not exist). */
  vanished: string[];
}

export type KnownDifferences = Record<string, string>;

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const SCRIPTS_DIR = path.join(HERE, "scripts");
const KNOWN_FILE = path.join(HERE, "known-differences.json");
const SCRIPT_NAME = "<script>";
/** Before a message of a live run: `$0`, and for a syntax error that bash was evaluating a text. */
const LIVE_PREFIXES = [/^bash: /, /^bash: eval: /];
const LIMIT_MS = 30_000;
const OUTPUT_MAX = 64 * 1024 * 1024;

export async function corpus(directory = SCRIPTS_DIR): Promise<Case[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sh")).toSorted();
  return names.map((name) => ({ name: name.slice(0, -".sh".length), file: path.join(directory, name) }));
}

/** Those that this machine's bash has: a reason alone, or with the version of bash since which there is none. */
export async function knownDifferences(file = KNOWN_FILE): Promise<KnownDifferences> {
  const listed = JSON.parse(await readFile(file, "utf8")) as Record<string, string | Mended>;
  const present = numberOf(execFileSync("bash", ["-c", 'echo "$BASH_VERSION"'], { encoding: "utf8" }));
  return Object.fromEntries(
    Object.entries(listed).flatMap(([name, entry]) => {
      if (typeof entry === "string") return [[name, entry]];
      return present < numberOf(entry.goneInBash) ? [[name, entry.reason]] : [];
    }),
  );
}

interface Mended {
  readonly reason: string;
  readonly goneInBash: string;
}

/** Versions in their order: 5.2.15(1)-release is 50215. */
function numberOf(version: string): number {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 10_000 + Number(minor) * 100 + Number(patch);
}

interface RunOptions {
  env?: NodeJS.ProcessEnv | undefined;
  limitMs?: number | undefined;
}

/** Runs a program with pipes (Node's own would be sockets), no terminal and no input, in a session of its own. */
async function runProgram(
  command: string,
  args: string[],
  options: RunOptions & { cwd: string },
): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), "holdfast-plain-"));
  const [out, err] = [openPipe(path.join(folder, "o")), openPipe(path.join(folder, "e"))];
  const state = { late: false };
  try {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ["ignore", out.writer, err.writer],
    });
    closeSync(out.writer);
    closeSync(err.writer);
    const timer = setTimeout(() => {
      state.late = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, options.limitMs ?? LIMIT_MS);
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    const [stdout, stderr] = state.late
      ? [Buffer.alloc(0), Buffer.alloc(0)]
      : await Promise.all([out.text, err.text]);
    const status = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    return { stdout, stderr, exitCode: state.late ? null : status };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A FIFO: its write end for a child, and all that is read from it. */
function openPipe(file: string): { writer: number; text: Promise<Buffer> } {
  execFileSync("mkfifo", [file]);
  const reader = new Socket({
    fd: openSync(file, FILE.O_RDONLY | FILE.O_NONBLOCK),
    readable: true,
    writable: false,
  });
  const writer = openSync(file, FILE.O_WRONLY);
  return { writer, text: buffer(reader) };
}

/** Closes what this process has inherited open: a live session does not have it either. */
const CLOSE_INHERITED =
  'for fd in /proc/$$/fd/*; do fd=${fd##*/}; (( fd > 2 && fd != 255 )) && eval "exec $fd>&-"; done; exec bash "$@"';

/** The plain side: `bash FILE ARGS </dev/null`. */
async function runPlain(file: string, cwd: string, args: string[], options: RunOptions): Promise<Outcome> {
  return runProgram("bash", ["-c", CLOSE_INHERITED, "bash", file, ...args], { cwd, ...options });
}

/** A stand-in for the library: a shell that sources the text. Shows that the harness works and what naive sourcing gets wrong. */
export function standInExecutor(options: RunOptions = {}): Executor {
  return async (code, cwd, setup) => {
    const folder = await mkdtemp(path.join(tmpdir(), "holdfast-stand-in-"));
    try {
      await writeFile(path.join(folder, "r"), code);
      const text = `${setup === undefined ? "" : `${setup}\n`}. '${path.join(folder, "r")}'`;
      return { ...(await runProgram("bash", ["-c", text], { cwd, ...options })), zero: "bash" };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** Opens a runtime of the library, hands over an executor that uses a new session for each script, and closes it. */
async function withLiveExecutor<T>(
  use: (executor: Executor) => Promise<T>,
  options: { limitMs?: number | undefined } = {},
): Promise<T> {
  const { executor, close } = await openLiveExecutor(options);
  try {
    return await use(executor);
  } finally {
    await close();
  }
}

/** The library's side: one runtime, a session per script. */
export async function openLiveExecutor(
  options: { limitMs?: number | undefined } = {},
): Promise<{ executor: Executor; close: () => Promise<void> }> {
  const { createRuntime } = await import("../../src/index.js");
  const runtime = await createRuntime();
  const timeoutMs = options.limitMs ?? LIMIT_MS;
  const zero: { zero?: string } = {};
  const executor: Executor = async (code, cwd, setup) => {
    // The very environment of the plain run: without the quiet pagers and editors that a session gets otherwise.
    const env = process.env as Record<string, string>;
    const session = await runtime.session(cwd, { name: "transparency", env });
    try {
      if (setup !== undefined) await session.exec(setup, { language: "bash", timeoutMs, changes: false });
      const result = await session.exec(code, { language: "bash", timeoutMs, changes: false });
      // The strings of a result are decoded; the bytes are in the run's record.
      const [stdout, stderr] = [
        await session.output(result.runId, { stream: "stdout", offset: 0, length: OUTPUT_MAX }),
        await session.output(result.runId, { stream: "stderr", offset: 0, length: OUTPUT_MAX }),
      ];
      return { stdout, stderr, exitCode: result.exitCode, ...zero };
    } finally {
      await session.terminate();
    }
  };
  const probe = await mkdtemp(path.join(tmpdir(), "holdfast-tp-zero-"));
  zero.zero = Buffer.from((await executor('printf %s "$0"', probe)).stdout).toString();
  await rm(probe, { recursive: true, force: true });
  return {
    executor,
    close: async () => {
      await runtime.close();
    },
  };
}

/** Names that stand before `: line N:` at the start of a line, in bash's form. */
function prefixNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(/^(\S+?): (?:[a-z -]+: )?line \d+: /gm)) {
    if (match[1] !== undefined) names.add(match[1]);
  }
  return names;
}

function normalisePids(text: string): string {
  return (
    text
      // "script: line 3:  1234 Killed      sleep 5"
      .replaceAll(/(: line \d+: ) *\d+ (?=[A-Z][a-z])/g, "$1<pid> ")
      .replaceAll(/\bpid \d+ is not a child/g, "pid <pid> is not a child")
  );
}

/** Byte strings of both sides, normalised. Latin-1 keeps each byte one character. */
function normalisePair(
  plain: Outcome,
  live: Outcome,
  file: string,
): Record<"stdout" | "stderr", [string, string]> {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
  const plainText = { stdout: text(plain.stdout), stderr: text(plain.stderr) };
  const liveText = { stdout: text(live.stdout), stderr: text(live.stderr) };
  const ours = prefixNames(`${plainText.stdout}\n${plainText.stderr}`);
  // The live run's file has a name that is unknown here: whatever stands before ": line N:" in the live output only.
  const theirs = [...prefixNames(`${liveText.stdout}\n${liveText.stderr}`)].filter(
    (name) => !ours.has(name) && name !== "bash",
  );
  const result = {} as Record<"stdout" | "stderr", [string, string]>;
  for (const stream of ["stdout", "stderr"] as const) {
    let there = liveText[stream];
    for (const name of [...theirs, file].toSorted((a, b) => b.length - a.length))
      there = there.replaceAll(name, SCRIPT_NAME);
    result[stream] = [normalisePids(plainText[stream].replaceAll(file, SCRIPT_NAME)), normalisePids(there)];
  }
  return result;
}

/** Whether two lines are the same but for `$0`. */
function sameLine(plain: string, live: string, zero: string | undefined): boolean {
  if (plain === live || LIVE_PREFIXES.some((prefix) => live.replace(prefix, `${SCRIPT_NAME}: `) === plain))
    return true;
  if (zero === undefined || !plain.includes(SCRIPT_NAME)) return false;
  return live.replaceAll(zero, SCRIPT_NAME) === plain || live.replace(zero, SCRIPT_NAME) === plain;
}

function firstDifference(
  plain: string,
  live: string,
  zero: string | undefined,
): { line: number; plain: string; live: string } | undefined {
  if (plain === live) return undefined;
  const here = plain.split("\n");
  const there = live.split("\n");
  for (let index = 0; index < Math.max(here.length, there.length); index++) {
    const [a, b] = [here[index], there[index]];
    if (a === undefined || b === undefined || !sameLine(a, b, zero)) {
      return { line: index + 1, plain: show(a), live: show(b) };
    }
  }
  return undefined;
}

function show(line: string | undefined): string {
  if (line === undefined) return "(end)";
  const text = JSON.stringify(Buffer.from(line, "latin1").toString("utf8"));
  return text.length > 300 ? `${text.slice(0, 300)}… (${line.length} bytes)` : text;
}

function compareOutcomes(script: string, file: string, plain: Outcome, live: Outcome): Difference[] {
  const differences: Difference[] = [];
  const pair = normalisePair(plain, live, file);
  for (const stream of ["stdout", "stderr"] as const) {
    const found = firstDifference(...pair[stream], live.zero);
    if (found) differences.push({ script, stream, ...found });
  }
  if (plain.exitCode !== live.exitCode) {
    differences.push({
      script,
      stream: "status",
      line: 0,
      plain: String(plain.exitCode),
      live: String(live.exitCode),
    });
  }
  return differences;
}

interface CompareOptions extends RunOptions {
  known?: KnownDifferences;
  concurrency?: number;
  /** On a difference, run plain bash once more and leave the case out when it does not agree with itself. */
  leaveOutUnsteady?: boolean;
}

/** Runs one case on both sides, in a directory of the same path that is empty before each. */
export async function compareCase(
  one: Case,
  executor: Executor,
  options: CompareOptions = {},
): Promise<CaseResult> {
  const base = await realpath(await mkdtemp(path.join(tmpdir(), "holdfast-tp-")));
  const cwd = path.join(base, "w");
  const fresh = async () => {
    await rm(cwd, { recursive: true, force: true });
    await mkdir(cwd);
    await one.prepare?.(cwd);
  };
  try {
    const plainOptions = { env: { ...(options.env ?? process.env), ...one.env }, limitMs: options.limitMs };
    await fresh();
    const t0 = performance.now();
    const plainly = () => runPlain(one.file, cwd, one.args ?? [], plainOptions);
    const plain = await plainly();
    const t1 = performance.now();
    await fresh();
    const code = one.code ?? (await readFile(one.file, "utf8"));
    const t2 = performance.now();
    const live = await executor(code, cwd, one.setup);
    const t3 = performance.now();
    const differences = compareOutcomes(one.name, one.file, plain, live);
    if (differences.length > 0 && options.leaveOutUnsteady) {
      await fresh();
      if (compareOutcomes(one.name, one.file, plain, await plainly()).length > 0) {
        return {
          name: one.name,
          equal: false,
          differences: [],
          unsteady: true,
          plainMs: t1 - t0,
          liveMs: t3 - t2,
        };
      }
    }
    const reason = options.known?.[one.name];
    if (reason !== undefined) for (const difference of differences) difference.reason = reason;
    return {
      name: one.name,
      equal: differences.length === 0,
      differences,
      plainMs: t1 - t0,
      liveMs: t3 - t2,
    };
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

export async function compareAll(
  cases: Case[],
  executor: Executor,
  options: CompareOptions = {},
): Promise<Report> {
  const results: CaseResult[] = [];
  const queue = cases.entries();
  const worker = async () => {
    for (const [index, one] of queue) {
      results[index] = await compareCase(one, executor, options);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 1 }, worker));
  return summarise(results, options.known);
}

function summarise(results: CaseResult[], known: KnownDifferences = {}): Report {
  const counted = results.filter((result) => result.unsteady !== true);
  const all = counted.flatMap((result) => result.differences);
  const differing = new Set(all.map((difference) => difference.script));
  const equal = counted.filter((result) => result.equal).length;
  return {
    total: counted.length,
    equal,
    share: counted.length === 0 ? 1 : equal / counted.length,
    results,
    unknown: all.filter((difference) => difference.reason === undefined),
    known: all.filter((difference) => difference.reason !== undefined),
    vanished: Object.keys(known).filter((name) => !differing.has(name)),
  };
}

export function formatDifference(difference: Difference): string {
  const place = difference.line > 0 ? `${difference.stream} line ${difference.line}` : difference.stream;
  const reason = difference.reason === undefined ? "" : `\n    known: ${difference.reason}`;
  return `${difference.script}: ${place}\n    plain ${difference.plain}\n    live  ${difference.live}${reason}`;
}

export function formatReport(report: Report, options: { verbose?: boolean } = {}): string {
  const lines = [`${report.equal} of ${report.total} scripts equal (${(100 * report.share).toFixed(1)} %)`];
  const names = (list: Difference[]) => new Set(list.map((difference) => difference.script)).size;
  lines.push(`${names(report.unknown)} differ, ${names(report.known)} differ as known-differences.json says`);
  for (const difference of report.unknown) lines.push(formatDifference(difference));
  if (options.verbose) for (const difference of report.known) lines.push(formatDifference(difference));
  if (report.vanished.length > 0)
    lines.push(`listed as known but equal or absent: ${report.vanished.join(", ")}`);
  return lines.join("\n");
}

async function main(argv: string[]): Promise<number> {
  const flags = new Set(argv.filter((word) => word.startsWith("--")));
  const words = argv.filter((word) => !word.startsWith("--"));
  const cases =
    words.length > 0
      ? words.map((file) => ({ name: path.basename(file, ".sh"), file: path.resolve(file) }))
      : await corpus();
  let known = await knownDifferences();
  if (words.length > 0)
    known = Object.fromEntries(
      Object.entries(known).filter(([name]) => cases.some((one) => one.name === name)),
    );
  const run = async (executor: Executor) => {
    const report = await compareAll(cases, executor, { known, concurrency: 2 });
    process.stdout.write(
      `${flags.has("--json") ? JSON.stringify(report, null, 1) : formatReport(report, { verbose: flags.has("--verbose") })}\n`,
    );
    return report.unknown.length > 0 || report.vanished.length > 0 ? 1 : 0;
  };
  if (flags.has("--stand-in")) return run(standInExecutor());
  return withLiveExecutor(run);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2));
}
