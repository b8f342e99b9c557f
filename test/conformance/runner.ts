/** Runs one case over one road, checks each step, compares with plain bash, and sees that nothing is left of it. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { RunResult } from "../../src/index.js";
import { Bench, until } from "./bench.js";
import type { Case, Expectation, Language, Step } from "./case.js";
import { comparePlain, type Plain, plainScripts, runPlain } from "./plain.js";
import type { Road, RoadRuntime } from "./road.js";

/** Names the processes of one case: it is in the environment of all that its session starts. */
const MARK = "HOLDFAST_CASE";

let count = 0;

/** Runs a case in one language. Throws what tells the step, the code, and the difference. */
export async function runCase(
  one: Case,
  language: Language,
  road: Road,
  runtime: RoadRuntime,
): Promise<void> {
  const steps = one.in[language] ?? [];
  const base = realpathSync(mkdtempSync(join(tmpdir(), "conformance-")));
  const folder = join(base, "w");
  const fresh = () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const [name, text] of Object.entries(one.files ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  const mark = `${process.pid}.${++count}`;
  const env = { ...(process.env as Record<string, string>), ...one.env, [MARK]: mark };
  fresh();
  try {
    const scripts = language === "bash" ? plainScripts(one, steps) : [];
    const plain: Plain[] = [];
    for (const script of scripts) {
      plain.push(await runPlain(script, folder, env));
      if (one.plain !== "whole") fresh();
    }
    fresh();
    const session = await runtime.session(folder, { name: `${one.id} ${mark}`, env });
    const bench = new Bench(road, runtime, session, language, folder, env);
    const results: RunResult[] = [];
    try {
      for (const [index, step] of steps.entries()) {
        const where = `${one.id}, step ${index + 1} of ${steps.length}`;
        const result = await perform(step, bench, where);
        if (result) results.push(result);
      }
    } finally {
      await bench.close();
    }
    if (scripts.length > 0) comparePlain(one, plain, results);
    await until("no process of the case is alive", () => marked(mark).length === 0).catch(
      (error: unknown) => {
        throw new Error(`Left behind: ${marked(mark).join("\n")}`, { cause: error });
      },
    );
  } finally {
    for (const pid of marked(mark)) process.kill(Number.parseInt(pid), "SIGKILL");
    rmSync(base, { recursive: true, force: true });
  }
}

async function perform(step: Step, bench: Bench, where: string): Promise<RunResult | undefined> {
  if (step.kind === "action") {
    try {
      await step.action(bench);
    } catch (error) {
      if (error instanceof Error) error.message = `${where}: ${step.title}\n${error.message}`;
      throw error;
    }
    return undefined;
  }
  const { code, expect: wanted } = step;
  const language = step.language ?? bench.language;
  const message = `${where} (${language}):\n${clip(code)}\n`;
  const call = bench.session[step.kind](code, { ...step.options, language });
  if ("throws" in wanted) {
    const thrown: unknown = await call.then(
      (result) => ({ result }),
      (error: unknown) => error,
    );
    expect(thrown, message).toMatchObject({ name: "HoldfastError", code: wanted.throws });
    return undefined;
  }
  const result = await call.catch((error: unknown) => {
    throw new Error(`${message}threw ${String(error)}`, { cause: error });
  });
  expectResult(result, wanted, message);
  return result;
}

/** Compares a result with all that an expectation says and leaves unsaid. */
export function expectResult(result: RunResult, wanted: Expectation, message = ""): void {
  const { exitCode = exitCodeOf(wanted.status) } = wanted;
  const text = (value: string | RegExp = ""): unknown =>
    value instanceof RegExp ? (expect.stringMatching(value) as unknown) : value;
  const { status, stdout, stderr, error, restored } = result;
  const stopped = status === "timed_out" || status === "interrupted";
  const actual = {
    status,
    exitCode: result.exitCode,
    stdout,
    stderr,
    error: wanted.error === "any" || (stopped && wanted.error === undefined) ? undefined : error?.name,
    restored: wanted.restored === "any" ? undefined : restored?.reason,
    ...("result" in wanted && { result: result.result }),
  };
  expect(actual, `${message}gave ${clip(JSON.stringify(actual))}\n`).toEqual({
    status: wanted.status ?? (exitCode === 0 ? "completed" : "failed"),
    exitCode,
    stdout: text(wanted.stdout),
    stderr: text(wanted.stderr),
    error: wanted.error === "any" ? undefined : wanted.error,
    restored: wanted.restored instanceof RegExp ? text(wanted.restored) : undefined,
    ...("result" in wanted && { result: wanted.result === null ? undefined : text(wanted.result) }),
  });
}

function clip(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}… (${text.length} characters)` : text;
}

function exitCodeOf(status: Expectation["status"]): number | null {
  if (status === "timed_out") return null;
  if (status === "interrupted") return 130;
  return status === "failed" ? 1 : 0;
}

/** The living processes whose environment holds a mark, as `pid command`. */
function marked(mark: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${MARK}=${mark}\0`)) return [];
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ")}`];
      } catch {
        return []; // gone meanwhile
      }
    });
}
