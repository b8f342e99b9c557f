/** What the tests of faults share: code in each language, pids, and a bound on how long an answer may take. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createRuntime,
  HoldfastError,
  type RunResult,
  type RuntimeOptions,
  type RuntimeSession,
} from "../../src/index.js";

export const languages = ["bash", "python", "node"] as const;
export type Language = (typeof languages)[number];

interface Vocabulary {
  /** Sets a variable and a function for ever. */
  readonly prepare: string;
  readonly set: (value: number) => string;
  /** Prints the variable, and what the function gives. */
  readonly show: string;
  /** Says `part`, then sleeps. */
  readonly sleep: string;
  /** Writes a line into the file `log`: short, and it tells whether it has run, and how often. */
  readonly log: (line: number) => string;
  /** Ends at once. */
  readonly quick: string;
  /** Makes so many names that telling the state takes a while. */
  readonly many: string;
}

export const vocabulary: Readonly<Record<Language, Vocabulary>> = {
  bash: {
    prepare: "f() { echo kept; }",
    set: (value) => `v=${value}`,
    show: "echo $v $(f)",
    sleep: "echo part; sleep 1000",
    log: (line) => `echo ${line} >>log`,
    quick: "q=1",
    many: "for ((i = 0; i < 2000; i++)); do declare many$i=$i; done; echo part",
  },
  python: {
    prepare: "def f(): return 'kept'",
    set: (value) => `v = ${value}`,
    show: "print(v, f())",
    sleep: "import time; print('part', flush=True); time.sleep(1000)",
    log: (line) => `with open('log', 'a') as log: print(${line}, file=log)`,
    quick: "q = 1",
    many: "for i in range(2000): globals()[f'many{i}'] = i\nprint('part', flush=True)",
  },
  node: {
    prepare: "function f() { return 'kept' }",
    set: (value) => `var v = ${value}`,
    show: "console.log(v, f())",
    sleep: "console.log('part'); await new Promise((resolve) => setTimeout(resolve, 1e6))",
    log: (line) => `require('fs').appendFileSync('log', '${line}\\n')`,
    quick: "var q = 1",
    many: "for (let i = 0; i < 500; i++) globalThis['many' + i] = i; console.log('part')",
  },
};

/** A session in a folder of its own, in a runtime of its own; all of it ends with the block. */
export class World implements AsyncDisposable {
  private constructor(
    readonly runtime: Awaited<ReturnType<typeof createRuntime>>,
    readonly session: RuntimeSession,
    readonly folder: string,
  ) {}

  static async open(options: RuntimeOptions = {}): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), "faults-"));
    const runtime = await createRuntime({ warm: false, ...options });
    return new World(runtime, await runtime.session(folder), folder);
  }

  /** The pid of the interpreter of a language. */
  async pid(language: Language): Promise<number> {
    const { interpreters } = await this.session.state();
    const found = interpreters.find((one) => one.language === language);
    if (!found) throw new Error(`no ${language} interpreter`);
    return found.pid;
  }

  /** Runs code that must do well. */
  async must(code: string, language: Language): Promise<string> {
    const result = await within(this.session.exec(code, { language }));
    if (result.status !== "completed") throw new Error(`${code}: ${JSON.stringify(result)}`);
    return result.stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtime.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How long an answer may take at most: far longer than any that is right, far shorter than the limit of a run. */
const ANSWER_MS_MAX = 10_000;

/** A call's answer; a throw when it is lost. */
export async function within<Value>(answer: Promise<Value>, limitMs = ANSWER_MS_MAX): Promise<Value> {
  let late: NodeJS.Timeout | undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    late = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([answer, lost]);
  } finally {
    clearTimeout(late);
  }
}

/** What a call under fire may give: a result, or a typed error. Anything else is thrown. */
export async function outcome(call: Promise<RunResult>): Promise<RunResult | HoldfastError> {
  try {
    return await within(call);
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** The parent of a process; 0 when it is gone. */
export function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}

/** Resolves after so many microseconds without ever blocking the event loop for longer than one turn. */
export async function pause(microseconds: number): Promise<void> {
  const until = performance.now() + microseconds / 1000;
  while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
}

/** Blocks the event loop for so many microseconds: what arrives meanwhile is seen after it. */
export function block(microseconds: number): void {
  const until = performance.now() + microseconds / 1000;
  while (performance.now() < until);
}

/** Numbers between 0 and 1 that are the same in each run of the tests (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
