/** Every case of the conformance suite that is Node's, in interpreters of other versions than the host's. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { cases } from "../conformance/cases/index.js";
import { libraryRoad, type Road, type RoadRuntime } from "../conformance/road.js";
import { runCase } from "../conformance/runner.js";
import { expectNoLeaks, takeTraces, type Traces } from "../leaks.js";

const [, ...others] = inject("packed").nodes;

const roads = others.map((folder) => {
  const node = join(folder, "node");
  const road: Road = {
    name: execFileSync(node, ["--version"], { encoding: "utf8" }).trim(),
    open: (options) => libraryRoad.open({ ...options, interpreters: { node, ...options?.interpreters } }),
  };
  return road;
});

describe.each(roads)("in $name", (road) => {
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

  test("it is that version", async () => {
    const session = await runtime.session(import.meta.dirname);
    const { result } = await session.eval("process.version", { language: "node" });
    await session.terminate();
    expect(result).toBe(`'${road.name}'`);
  });

  for (const one of cases.filter((each) => each.in.node))
    test(`${one.id} ${one.title}`, async () => {
      await runCase(one, "node", road, runtime);
    });
});
