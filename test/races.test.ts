/**
 * A kill from outside just before a run: it goes to a fresh interpreter and is not taken for one that crashed.
 * An interrupt that arrives as a run ends, just before it or just after: no answer is ever lost, each is completed or
 * interrupted, the state is kept, and the interrupt never hits the next run.
 *
 * `HOLDFAST_RACES=5` multiplies the number of tries.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  block,
  type Language,
  languages,
  outcome,
  pause,
  randomNumbers,
  vocabulary,
  World,
} from "./faults/world.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

const TRIES = 2_000 * Number(process.env["HOLDFAST_RACES"] ?? 1);
const SEED = 20_260_102;

/** Prints the variable: short, so that most of the time around it is the beginning and the end of a run. */
const SHOW: Readonly<Record<Language, string>> = {
  bash: "echo $v",
  python: "print(v)",
  node: "console.log(v)",
};

const PID: Readonly<Record<Language, string>> = {
  bash: "echo $$",
  python: "import os; print(os.getpid())",
  node: "console.log(process.pid)",
};
const KILLS = 40;

let before: Traces;
let world: World;
beforeAll(async () => {
  before = takeTraces();
  world = await World.open();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await expectNoLeaks(before);
});

describe.each(languages)("%s", (language) => {
  test(`${TRIES} interrupts within 1 ms of a run's end`, { timeout: 120_000 }, async () => {
    const { session } = world;
    const random = randomNumbers(SEED);
    const exec = async (code: string) => outcome(session.exec(code, { language, changes: false }));
    await world.must(vocabulary[language].set(7), language);
    const warm: number[] = [];
    for (let round = 0; round < 50; round++) {
      const startedAt = performance.now();
      await exec(SHOW[language]);
      warm.push(performance.now() - startedAt);
    }
    const typicalUs = (warm.toSorted((one, other) => one - other)[25] ?? 1) * 1000;
    const seen = { completed: 0, interrupted: 0 };
    for (let round = 0; round < TRIES; round++) {
      const delayUs = Math.max(0, typicalUs + (random() - 0.5) * 2_000);
      // Blocked, the host sees an end only after it has sent the interrupt: for the driver that is an interrupt too late.
      const blocking = random() < 0.5;
      const answer = exec(SHOW[language]);
      if (blocking) {
        await pause(0);
        block(delayUs);
      } else await pause(delayUs);
      await session.interrupt();
      const result = await answer;
      const story = `try ${round}, ${delayUs.toFixed(0)} us, ${blocking ? "blocking" : "not blocking"}: ${JSON.stringify(result)}`;
      if (!("status" in result)) throw new Error(story);
      if (result.status === "completed") expect(result.stdout, story).toBe("7\n");
      else expect(result, story).toMatchObject({ status: "interrupted", exitCode: 130 });
      expect(result, story).not.toHaveProperty("restored");
      seen[result.status === "completed" ? "completed" : "interrupted"]++;
      const next = await exec(SHOW[language]);
      expect(next, `${story}\nthen ${JSON.stringify(next)}`).toMatchObject({
        status: "completed",
        stdout: "7\n",
        stderr: "",
      });
    }
    // Both sides of the end must have been hit, or the race has not been run.
    expect(Math.min(seen.completed, seen.interrupted), JSON.stringify(seen)).toBeGreaterThan(TRIES / 200);
  });

  test(`${KILLS} kills from outside, each with a run at once behind it`, { timeout: 60_000 }, async () => {
    const { session } = world;
    await world.must(vocabulary[language].set(7), language);
    for (let round = 0; round < KILLS; round++) {
      const { stdout } = await session.exec(PID[language], { language });
      await session.state();
      process.kill(Number(stdout), "SIGKILL");
      const next = await session.exec(SHOW[language], { language });
      expect(next, `try ${round}`).toMatchObject({ status: "completed", stdout: "7\n" });
      expect(next.restored?.reason).toContain("signal 9");
    }
  });
});
