/**
 * A run is stopped within 4 ms of a fork, when the child is still a copy of the shell: with its traps, and not yet the program that it is
 * to become. Every run ends, and every next result is true: the state is there, or `restored` says that it is not. Nothing of the run
 * goes on but what it has put into the background, and rarely a process that was forked between two looks.
 *
 * `HOLDFAST_STOP_RACES=30` multiplies the number of stops.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomNumbers, within, World } from "./faults/world.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

const STOPS = 100 * Number(process.env["HOLDFAST_STOP_RACES"] ?? 1);
const SEED = 20_261_128;
const WITHIN_MS = 4;
const SETTLE_MS = 50;
/** Such a process outlives its run. */
const IN_BACKGROUND = /&(?! *&)/;
const SHAPES = [
  "(sleep 5)",
  "{ sleep 5; } | cat",
  "(while :; do :; done) & wait",
  "x=$(sleep 5)",
  "x=$( (sleep 5) | cat )",
  "sleep 5 | sleep 5",
  "while (true); do :; done",
  "read x < <(sleep 5)",
  "f() { (sleep 5); }; f",
  "trap 'echo e' EXIT; (sleep 5); trap - EXIT",
];

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

describe(`${STOPS} stops within ${WITHIN_MS} ms of a fork`, () => {
  test.each(SHAPES)("%s", { timeout: 20_000 + STOPS * 400 }, async (code) => {
    const { session } = world;
    const random = randomNumbers(SEED);
    const show = `printf '<%s>' "$keep"`;
    await world.must("keep=42", "bash");
    let left = 0;
    for (let stop = 0; stop < STOPS; stop++) {
      const timeoutMs = 1 + Math.floor(random() * WITHIN_MS);
      const stopped = await within(session.exec(code, { timeoutMs, changes: false }));
      expect([stop, stopped.status]).toEqual([stop, "timed_out"]);
      const next = await within(session.exec(show, { changes: false }));
      expect([stop, next.status, next.exitCode, next.stdout]).toEqual([stop, "completed", 0, "<42>"]);
      if ((await session.jobs()).length === 0) continue;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS)); // a process takes a moment to end
      const jobs = await session.jobs();
      if (jobs.length > 0) left++;
      // What was put into the background before the stop goes on, and would take the machine from what follows.
      for (const { jobId } of jobs) await session.kill(jobId).catch(() => undefined);
    }
    if (!IN_BACKGROUND.test(code))
      expect(left, "stops that left a process behind").toBeLessThanOrEqual(STOPS / 50);
  });
});
