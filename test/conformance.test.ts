/** The black-box cases over every road. `-t X02`, `-t python` or `-t library` chooses some of them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cases } from "./conformance/cases/index.js";
import type { Language } from "./conformance/case.js";
import { required } from "./conformance/required.js";
import { daemonRoad } from "./conformance/daemon-road.js";
import { mcpRoad } from "./conformance/mcp-road.js";
import { libraryRoad, type RoadRuntime } from "./conformance/road.js";
import { runCase } from "./conformance/runner.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

const TIMEOUT_MS = 30_000;

test("every case that is required is here, and each has steps", () => {
  const present = new Set(cases.map(({ id }) => id));
  expect(required.filter((id) => !present.has(id))).toEqual([]);
  expect([...present].filter((id) => !required.includes(id))).toEqual([]);
  const empty = cases.filter((one) => Object.values(one.in).every((steps) => steps.length === 0));
  expect(empty).toEqual([]);
});

test("no two cases have the same name", () => {
  const names = cases.map(({ id, title }) => `${id} ${title}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

const roads = [libraryRoad, daemonRoad, mcpRoad];

test("what a road leaves out is there to be left out", () => {
  const titles = new Set(cases.map(({ title }) => title));
  const named = roads.flatMap(({ leftOut = {} }) => Object.keys(leftOut));
  expect(named.filter((title) => !titles.has(title))).toEqual([]);
});

describe.each(roads)("over the $name", (road) => {
  let before: Traces;
  let runtime: RoadRuntime;

  beforeAll(async () => {
    before = takeTraces();
    runtime = await road.open();
  });
  afterAll(async () => {
    await runtime.close();
    await expectNoLeaks(before);
  });

  for (const one of cases)
    for (const language of Object.keys(one.in) as Language[])
      test(
        `${one.id} [${language}] ${one.title}`,
        async (context) => {
          const reason = road.leftOut?.[one.title];
          if (reason !== undefined) {
            process.stdout.write(`${one.id} [${language}] is left out over ${road.name}: ${reason}\n`);
            context.skip(reason);
          }
          await runCase(one, language, road, runtime);
        },
        one.timeoutMs ?? TIMEOUT_MS,
      );
});
