/** Many sessions: nothing grows with the number of those that have been, and none sees another. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRuntime, type RuntimeSessionManager } from "../src/index.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

const SESSIONS = 1_000;
/** One of so many sessions is python's. */
const PYTHON_EVERY = 20;
const AT_ONCE = 10;
const MEBIBYTE = 1024 * 1024;
/** What may stay of 1,000 sessions in the host's heap, and in the keeper's memory. A leak of 32 KiB each is over it. */
const GROWTH_BYTES_MAX = 24 * MEBIBYTE;

let before: Traces;
let folder: string;
beforeEach(() => {
  before = takeTraces();
  folder = mkdtempSync(join(tmpdir(), "scale-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await expectNoLeaks(before);
});

/** Makes a session, uses it, and ends it. */
async function cycle(runtime: RuntimeSessionManager, index: number): Promise<void> {
  const session = await runtime.session(folder, { name: `${index}` });
  const language = index % PYTHON_EVERY === 0 ? "python" : "bash";
  const code = language === "python" ? `print(${index})` : `echo ${index}`;
  expect(await session.exec(code, { language })).toMatchObject({ status: "completed", stdout: `${index}\n` });
  await session.terminate();
}

async function cycles(runtime: RuntimeSessionManager, from: number, to: number): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < to) await cycle(runtime, next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

interface Footprint {
  readonly descriptors: number;
  readonly heapBytes: number;
  readonly keeperBytes: number;
  readonly keeperDescriptors: number;
  /** Processes below the keeper, spares included. */
  readonly processes: number;
}

function footprint(): Footprint {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const [keeper = 0] = childrenOf(process.pid);
  return {
    descriptors: readdirSync("/proc/self/fd").length,
    heapBytes: process.memoryUsage().heapUsed + process.memoryUsage().external,
    keeperBytes: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${keeper}/status`, "latin1"))?.[1]) * 1024,
    keeperDescriptors: readdirSync(`/proc/${keeper}/fd`).length,
    processes: descendants(keeper),
  };
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function descendants(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + 1 + descendants(child), 0);
}

test(
  `${SESSIONS} sessions made and closed leave descriptors, processes and memory flat`,
  { timeout: 120_000 },
  async () => {
    await using runtime = await createRuntime({ warm: false });
    // What is made once, and what the engine compiles, is there after the first hundred.
    await cycles(runtime, 0, 100);
    const first = footprint();
    await cycles(runtime, 100, 100 + SESSIONS);
    expect(runtime.list()).toEqual([]);
    await expect.poll(() => footprint().processes, { timeout: 5_000, interval: 20 }).toBe(0);
    const last = footprint();
    const story = JSON.stringify({ first, last });
    expect(last.descriptors, story).toBeLessThanOrEqual(first.descriptors);
    expect(last.keeperDescriptors, story).toBeLessThanOrEqual(first.keeperDescriptors);
    expect(last.heapBytes - first.heapBytes, story).toBeLessThan(GROWTH_BYTES_MAX);
    expect(last.keeperBytes - first.keeperBytes, story).toBeLessThan(GROWTH_BYTES_MAX);
  },
);

test("warm spares do not pile up over 200 sessions", { timeout: 60_000 }, async () => {
  await using runtime = await createRuntime();
  await cycles(runtime, 0, 200);
  // A guardian and an interpreter each: at most 8 spares of two languages.
  expect(footprint().processes).toBeLessThanOrEqual(2 * 8 * 2);
});

test(
  "200 runs at once over 20 sessions are all right, and in order within each",
  { timeout: 60_000 },
  async () => {
    await using runtime = await createRuntime();
    const sessions = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const workspace = join(folder, `w${index}`);
        mkdirSync(workspace);
        return runtime.session(workspace);
      }),
    );
    const runs = sessions.flatMap((session, which) =>
      Array.from({ length: 10 }, async (_, turn) => {
        const language = which % 5 === 4 ? "python" : "bash";
        const code = {
          bash: `n=$((n + 1)); echo ${which} $n $(basename $PWD); echo ${which} >&2; (exit $n)`,
          python: `n = globals().get('n', 0) + 1\nimport os, sys\nprint(${which}, n, os.path.basename(os.getcwd())); print(${which}, file=sys.stderr); sys.exit(n)`,
        }[language];
        const { stdout, stderr, exitCode } = await session.exec(code, { language });
        expect({ stdout, stderr, exitCode }).toEqual({
          stdout: `${which} ${turn + 1} w${which}\n`,
          stderr: `${which}\n`,
          exitCode: turn + 1,
        });
      }),
    );
    await Promise.all(runs);
  },
);

test("ten calls at once for one key make one session, and one interpreter", async () => {
  await using runtime = await createRuntime({ warm: false });
  const sessions = await Promise.all(
    Array.from({ length: 10 }, async () => runtime.session(folder, { name: "one" })),
  );
  expect(new Set(sessions).size).toBe(1);
  const results = await Promise.all(sessions.map(async (session) => session.exec("echo $$")));
  expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
  expect(runtime.list()).toHaveLength(1);
});

test(
  "a key made and ended many times at once ends with no session, and never mixes two",
  { timeout: 60_000 },
  async () => {
    await using runtime = await createRuntime();
    const use = async (index: number) => {
      const session = await runtime.session(folder, { name: "shared" });
      try {
        const { status, stdout } = await session.exec(`echo ${index}`);
        expect(["completed", "interrupted"]).toContain(status);
        if (status === "completed") expect(stdout).toBe(`${index}\n`);
      } catch (error) {
        // Another user of the key has just ended the session: that is said, and nothing else may be.
        expect(error).toMatchObject({ name: "HoldfastError", code: "SESSION_CLOSED" });
      }
      await session.terminate();
    };
    const answers = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => use(index)));
    const failures = answers.flatMap((answer) =>
      answer.status === "rejected" ? [String(answer.reason)] : [],
    );
    expect(failures.join("\n")).toBe("");
    expect(runtime.list()).toEqual([]);
  },
);

test("runs of many sessions that are ended in the midst are all answered", { timeout: 60_000 }, async () => {
  await using runtime = await createRuntime();
  const answers = Array.from({ length: 30 }, async (_, index) => {
    const session = await runtime.session(folder, { name: `${index}` });
    const ends: string[] = [];
    const runs = [0, 1, 2].map(async () => {
      const end = await session.exec("echo go; sleep 1000").then(
        ({ status }) => status,
        (error: unknown) => (error as { code: string }).code,
      );
      ends.push(end);
    });
    await session.terminate();
    await Promise.all(runs);
    return ends;
  });
  const allowed = ["interrupted", "crashed", "SESSION_CLOSED"];
  for (const ends of await Promise.all(answers)) {
    expect(ends).toHaveLength(3);
    expect(ends.filter((end) => !allowed.includes(end))).toEqual([]);
  }
});
