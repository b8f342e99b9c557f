/**
 * Processes are killed at every point of a run's life. At each of them the caller gets an answer at once, the next run
 * works, what earlier runs have set is there, and nothing is left behind.
 *
 * `HOLDFAST_FAULTS=5` multiplies the number of random points.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "tsdown";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HoldfastError, type RunResult } from "../src/index.js";
import { Keeper } from "../src/interpreter/keeper.js";
import {
  block,
  type Language,
  languages,
  outcome,
  parentOf,
  pause,
  randomNumbers,
  signal,
  vocabulary,
  within,
  World,
} from "./faults/world.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

const MORE = Number(process.env["HOLDFAST_FAULTS"] ?? 1);
/** Random points per language. A dead node costs a start of 100 ms. */
const POINTS: Readonly<Record<Language, number>> = { bash: 300 * MORE, python: 300 * MORE, node: 60 * MORE };
const SEED = 20_260_101;

let before: Traces;
beforeEach(() => {
  before = takeTraces();
});
afterEach(() => expectNoLeaks(before));

/** Sets a variable by a run that ends well, does harm, and looks whether the variable and the function are there. */
async function survives(
  world: World,
  language: Language,
  value: number,
  harm: () => Promise<RunResult | HoldfastError | undefined>,
): Promise<RunResult | HoldfastError | undefined> {
  const { set, show } = vocabulary[language];
  await world.must(set(value), language);
  const result = await harm();
  const after = await within(world.session.exec(show, { language }));
  const story = `during: ${JSON.stringify(result)}\nafter: ${JSON.stringify(after)}`;
  // A process that dies unseen takes the next run with it: then that run says so, and the one after it works.
  if (after.status === "crashed") {
    expect(after.restored, story).toBeDefined();
    expect(await world.must(show, language), story).toBe(`${value} kept\n`);
  } else
    expect({ status: after.status, stdout: after.stdout }, story).toEqual({
      status: "completed",
      stdout: `${value} kept\n`,
    });
  return result;
}

/** Starts a run, waits until it has said `part`, harms it, and gives its answer. */
async function duringRun(
  { session }: World,
  language: Language,
  harm: () => void | Promise<void>,
  options: { code?: string; timeoutMs?: number } = {},
): Promise<RunResult | HoldfastError> {
  const { code = vocabulary[language].sleep, timeoutMs = 60_000 } = options;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const running = outcome(session.exec(code, { language, timeoutMs, onOutput: () => resolve(undefined) }));
  await within(Promise.race([promise, running]));
  await harm();
  return running;
}

describe.each(languages)("%s: the interpreter is killed", (language) => {
  const { prepare, quick, many, sleep: sleeping } = vocabulary[language];
  const { exec, kill } = {
    exec: async ({ session }: World, code: string, changes = true) =>
      outcome(session.exec(code, { language, changes, timeoutMs: 60_000 })),
    kill: async (world: World) => signal(await world.pid(language), "SIGKILL"),
  };

  test("at the points that can be named", { timeout: 120_000 }, async () => {
    await using world = await World.open();
    await world.must(prepare, language);
    const points: Record<string, () => Promise<RunResult | HoldfastError | undefined>> = {
      "idle, before the run is asked for": async () => {
        await kill(world);
        return exec(world, quick);
      },
      "in the turn in which the run is asked for": async () => {
        const pid = await world.pid(language);
        const answer = exec(world, quick);
        signal(pid, "SIGKILL");
        return answer;
      },
      "before the line can have been read": async () => {
        const pid = await world.pid(language);
        signal(pid, "SIGSTOP");
        const answer = exec(world, quick);
        await pause(2_000);
        signal(pid, "SIGKILL");
        return answer;
      },
      "when the run has begun": () => duringRun(world, language, () => kill(world)),
      "when the run has begun, by SIGSEGV": () =>
        duringRun(world, language, async () => signal(await world.pid(language), "SIGSEGV")),
      "by the very run, as its last act": async () =>
        exec(
          world,
          {
            bash: "kill -9 $$",
            python: "import os; os.kill(os.getpid(), 9)",
            node: "process.kill(process.pid, 9)",
          }[language],
        ),
      "when the end is known and the state is not": async () => {
        const pid = await world.pid(language);
        const answer = await exec(world, many, false);
        signal(pid, "SIGKILL");
        return answer;
      },
      "while it tells its state": async () => {
        const pid = await world.pid(language);
        const answer = await exec(world, many, false);
        await pause(500);
        signal(pid, "SIGKILL");
        return answer;
      },
      "while a run waits for the state": () =>
        duringRun(world, language, async () => signal(await world.pid(language), "SIGKILL"), { code: many }),
      "while a job lives": async () => {
        await world.session.exec("sleep 1000 &");
        return duringRun(world, language, () => kill(world));
      },
    };
    let value = 0;
    for (const [name, harm] of Object.entries(points))
      await survives(world, language, ++value, harm).catch((error: unknown) => {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      });
  });

  test("again while it is restored", { timeout: 120_000 }, async () => {
    await using world = await World.open();
    await world.must(prepare, language);
    for (let value = 1; value <= 10; value++) {
      await world.must(vocabulary[language].set(value), language);
      const first = await world.pid(language);
      signal(first, "SIGKILL");
      const answer = exec(world, quick);
      // The next process of the language is killed as soon as it is there.
      let second = first;
      for (let turn = 0; turn < 20_000 && second === first; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
        second = await world.pid(language).catch(() => first);
      }
      await pause(value * 200);
      if (second !== first) signal(second, "SIGKILL");
      const result = await answer;
      let after = await exec(world, vocabulary[language].show);
      for (
        let round = 0;
        round < 3 && (after instanceof HoldfastError || after.status !== "completed");
        round++
      )
        after = await exec(world, vocabulary[language].show);
      expect(after, JSON.stringify({ result, after })).toMatchObject({
        status: "completed",
        stdout: `${value} kept\n`,
      });
    }
  });

  test(`at ${POINTS[language]} random points around a short run`, { timeout: 180_000 }, async () => {
    await using world = await World.open();
    await world.must(prepare, language);
    const random = randomNumbers(SEED);
    const { log } = vocabulary[language];
    const startedAt = performance.now();
    for (let round = 0; round < 20; round++) await world.must(log(-1), language);
    const typicalUs = ((performance.now() - startedAt) / 20) * 1000;
    const ends = { untouched: 0, again: 0, crashed: 0 };
    const areAround = () => ends.untouched > 0 && ends.again + ends.crashed > 0;
    // A fresh interpreter's first run is slower than the typical one, the more so on a loaded machine: then later points follow.
    let reach = 2;
    for (let point = 0; point < POINTS[language] || (!areAround() && point < 2 * POINTS[language]); point++) {
      if (point >= POINTS[language]) reach = Math.min(200, reach * 1.3);
      const delayUs = random() * typicalUs * reach;
      const blocking = random() < 0.5;
      const where = `point ${point}, ${delayUs.toFixed(0)} us, ${blocking ? "blocking" : "not blocking"}`;
      const result = await survives(world, language, point, async () => {
        const pid = await world.pid(language);
        const answer = exec(world, log(point));
        if (blocking) block(delayUs);
        else await pause(delayUs);
        signal(pid, "SIGKILL");
        return answer;
      }).catch((error: unknown) => {
        throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
      });
      const story = `${where}: ${JSON.stringify(result)}`;
      if (!result || result instanceof HoldfastError) throw new Error(story);
      // Code never runs twice, and a run that is said to be completed has run.
      const lines = readFileSync(join(world.folder, "log"), "utf8").split("\n");
      const times = lines.filter((line) => line === `${point}`).length;
      if (result.status === "completed") expect(times, story).toBe(1);
      else {
        expect(result.status, story).toBe("crashed");
        expect(times, story).toBeLessThanOrEqual(1);
      }
      ends[result.status === "crashed" ? "crashed" : result.restored ? "again" : "untouched"]++;
    }
    // Points before and after the end must have been hit, or they are not where the run is.
    expect(ends.untouched, JSON.stringify(ends)).toBeGreaterThan(0);
    expect(ends.again + ends.crashed, JSON.stringify(ends)).toBeGreaterThan(0);
  });

  test.each([
    { who: "its guardian is", victimsOf: (pid: number) => [parentOf(pid)] },
    { who: "the keeper is", victimsOf: (pid: number) => [parentOf(parentOf(pid))] },
    { who: "guardian and keeper are", victimsOf: (pid: number) => [parentOf(pid), parentOf(parentOf(pid))] },
    { who: "keeper and interpreter are", victimsOf: (pid: number) => [parentOf(parentOf(pid)), pid] },
  ])("$who killed instead, while it is idle and during a run", { timeout: 60_000 }, async ({ victimsOf }) => {
    let value = 0;
    for (const idle of [true, false]) {
      await using world = await World.open();
      await world.must(prepare, language);
      await survives(world, language, ++value, async () => {
        const victims = victimsOf(await world.pid(language));
        if (!victims.every((pid) => pid > 1 && pid !== process.pid))
          throw new Error(`victims: ${victims.join()}`);
        const harm = () => {
          for (const pid of victims) signal(pid, "SIGKILL");
        };
        if (!idle) return duringRun(world, language, harm, { timeoutMs: 3_000 });
        harm();
        return exec(world, quick);
      }).catch((error: unknown) => {
        throw new Error(`${idle ? "idle" : "during a run"}: ${(error as Error).message}`, { cause: error });
      });
    }
  });

  test("it is stopped by SIGSTOP: the limit of the run holds", { timeout: 60_000 }, async () => {
    await using world = await World.open();
    await world.must(prepare, language);
    const result = await survives(world, language, 1, () =>
      duringRun(world, language, async () => signal(await world.pid(language), "SIGSTOP"), {
        timeoutMs: 500,
        code: sleeping,
      }),
    );
    expect(result, JSON.stringify(result)).toMatchObject({
      status: "timed_out",
      exitCode: null,
      stdout: expect.stringMatching(/^part\n?$/) as string,
    });
  });
});

test("what still makes files while it dies is in nobody's way", async () => {
  const keeper = await Keeper.start("/usr/bin/python3", process.env);
  const folder = join(keeper.base, "1");
  mkdirSync(folder);
  // It goes on after its folder is gone.
  const making =
    'exec 2>/dev/null; for ((i = 0; i < 20000; i++)); do : >"$0/$i"; ((i == 2000)) && echo; done';
  const writer = spawn("bash", ["-c", making, folder], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(writer, "close");
  await once(writer.stdout, "data");
  keeper.drop(folder);
  await keeper.close();
  expect(existsSync(keeper.base)).toBe(false);
  await ended;
});

describe("the host is killed", () => {
  test("all that it started is gone within 2 s, and its folder too", { timeout: 60_000 }, async () => {
    // Below the package's root, so that the drivers are found as from dist/.
    await build({
      entry: { host: join(import.meta.dirname, "faults", "host.ts") },
      outDir: join(import.meta.dirname, "..", "build", "faults"),
      config: false,
      format: "esm",
      platform: "node",
      target: "es2023",
      dts: false,
      fixedExtension: false,
      logLevel: "warn",
    });
    const workspace = mkdtempSync(join(tmpdir(), "faults-"));
    const mark = `${process.pid}.host`;
    const folders = () => readdirSync("/dev/shm").filter((name) => name.startsWith("holdfast-"));
    const foldersBefore = folders();
    const host = spawn(process.execPath, [join(import.meta.dirname, "../build/faults/host.js"), workspace], {
      env: { ...process.env, HOLDFAST_HOST: mark },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      expect(String(await within(once(host.stdout, "data"), 30_000))).toBe("ready\n");
      const sleepers = () => marked(mark).filter((text) => /sleep 100\d/.test(text));
      while (sleepers().length < 8) await sleep(5);
      expect(folders().length).toBeGreaterThan(foldersBefore.length);
      host.kill("SIGKILL");
      await once(host, "exit");
      const killedAt = performance.now();
      const left = () => [...marked(mark), ...folders().filter((name) => !foldersBefore.includes(name))];
      while (left().length > 0 && performance.now() < killedAt + 2_000) await sleep(5);
      expect(left()).toEqual([]);
    } finally {
      for (const text of marked(mark)) signal(Number.parseInt(text), "SIGKILL");
      rmSync(workspace, { recursive: true, force: true });
    }
  });
});

/** The living processes that have the mark in their environment, as `pid command`. */
function marked(mark: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(`HOLDFAST_HOST=${mark}\0`)) return [];
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ")}`];
      } catch {
        return []; // gone meanwhile
      }
    });
}
