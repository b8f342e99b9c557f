/** Runs one case over one road, checks each step, compares with plain bash, and sees that nothing is left of it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
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
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { ExecOptions, RunResult, RuntimeOptions } from "../../src/index.js";
import type { Case, Expectation, Language, Step } from "./case.js";
import type { Road, RoadRuntime, RoadSession } from "./road.js";

/** Names the processes of one case: it is in the environment of all that its session starts. */
const MARK = "HOLDFAST_CASE";
const POLL_MS = 5;
/** How long something may take that must happen. The test's own limit is longer, and its message says less. */
const PATIENCE_MS = 15_000;

/** A run that goes on while the test does something else. */
export interface Started {
  readonly result: Promise<RunResult>;
  /** Resolves when this text was seen in the output; rejects when the run ends without it. */
  saw(text: string): Promise<void>;
}

/** What an action works with. */
export class Bench {
  readonly #runtimes: RoadRuntime[] = [];
  readonly #sessions: RoadSession[] = [];

  constructor(
    readonly road: Road,
    readonly runtime: RoadRuntime,
    readonly session: RoadSession,
    readonly language: Language,
    /** The workspace. */
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.#sessions.push(session);
  }

  readonly exec = async (code: string, options: ExecOptions = {}): Promise<RunResult> =>
    this.session.exec(code, { language: this.language, ...options });

  /** Starts a run and does not wait for its end. */
  readonly start = (
    code: string,
    options: ExecOptions = {},
    session: RoadSession = this.session,
  ): Started => {
    let seen = "";
    const wanted: { text: string; found: () => void }[] = [];
    const onOutput: ExecOptions["onOutput"] = (event) => {
      seen += event.text;
      options.onOutput?.(event);
      for (const { text, found } of wanted) if (seen.includes(text)) found();
    };
    const result = session.exec(code, { language: this.language, ...options, onOutput });
    result.catch(() => undefined);
    const saw = async (text: string) => {
      if (seen.includes(text)) return;
      const ended = result.then((end) => {
        if (!seen.includes(text))
          throw new Error(`the run ended without ${JSON.stringify(text)}: ${JSON.stringify(end)}`);
      });
      await Promise.race([ended, new Promise<void>((found) => wanted.push({ text, found }))]);
    };
    return { result, saw };
  };

  /** Another session of the same runtime, in a folder of its own below the workspace. */
  readonly another = async (name: string): Promise<RoadSession> => {
    const folder = join(this.folder, `of ${name}`);
    mkdirSync(folder, { recursive: true });
    const session = await this.runtime.session(folder, { name, env: this.env });
    this.#sessions.push(session);
    return session;
  };

  /** A runtime of the case's own. */
  readonly open = async (options: RuntimeOptions): Promise<RoadRuntime> => {
    const runtime = await this.road.open({ warm: false, ...options });
    this.#runtimes.push(runtime);
    return runtime;
  };

  readonly path = (name: string): string => join(this.folder, name);

  /** The pid of the session's interpreter. */
  readonly pid = async (session: RoadSession = this.session): Promise<number> => {
    const { interpreters } = await session.state();
    const pid = interpreters.find(({ language }) => language === this.language)?.pid;
    if (pid === undefined) throw new Error(`no ${this.language} interpreter is alive`);
    return pid;
  };

  /** Ends all that the case has opened. */
  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.terminate()));
    await Promise.all(this.#runtimes.map((runtime) => runtime.close()));
  }
}

/** Waits until something is so that raises no event of its own: the end of a foreign process, a file. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not so after ${PATIENCE_MS} ms: ${what}`);
    await sleep(POLL_MS);
  }
}

/** Whether a process is alive; a zombie is not. */
export function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

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

interface Plain {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

function plainScripts({ plain }: Case, steps: readonly Step[]): string[] {
  if (plain === undefined) return [];
  const codes = steps.map((step) => {
    if (step.kind === "action") throw new Error("plain bash cannot do an action");
    return step.code;
  });
  if (plain === "whole") return [codes.join("\n")];
  return plain === "each" ? codes : codes.slice(0, 1);
}

/** `bash script </dev/null`, in the workspace. */
async function runPlain(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Plain> {
  const file = join(dirname(cwd), "script");
  writeFileSync(file, script);
  const child = spawn("bash", [file], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const read = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("latin1").on("data", (text: string) => (read[name] += text));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (code === null) throw new Error(`plain bash was killed by ${signal}`);
  return { ...read, exitCode: code };
}

function comparePlain(
  { id, plain: how }: Case,
  plain: readonly Plain[],
  results: readonly RunResult[],
): void {
  if (how === undefined) return;
  const live = results.map(({ stdout, stderr, exitCode }) => ({
    stdout: Buffer.from(stdout, "utf8").toString("latin1"),
    stderr: Buffer.from(stderr, "utf8").toString("latin1"),
    exitCode,
  }));
  const joined = {
    stdout: live.map(({ stdout }) => stdout).join(""),
    stderr: live.map(({ stderr }) => stderr).join(""),
    exitCode: live.at(-1)?.exitCode,
  };
  const compared = how === "whole" ? [joined] : live.slice(0, plain.length);
  compared.forEach((one, index) => {
    const { stdout, stderr, exitCode } = plain[index] as Plain;
    expect(
      { ...one, stderr: withoutPlace(one.stderr) },
      `${id}: ${how === "whole" ? "all steps" : `step ${index + 1}`}, live (received), against plain bash (expected)`,
    ).toEqual({ stdout, stderr: withoutPlace(stderr), exitCode });
  });
}

/** The script's name and line before bash's own messages: both are other ones when a script comes in several calls. */
function withoutPlace(stderr: string): string {
  return stderr.replaceAll(/^\S+: ((?:\w+: )?)line \d+: /gm, "$1");
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
