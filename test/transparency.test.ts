import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  compareCase,
  corpus,
  formatDifference,
  knownDifferences,
  openLiveExecutor,
  type Executor,
} from "./transparency/compare.js";

const cases = await corpus();
const known = await knownDifferences();

describe("a live session gives what `bash script </dev/null` gives", () => {
  let executor: Executor;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ executor, close } = await openLiveExecutor());
  });
  afterAll(async () => {
    await close();
  });

  test("there are at least 200 scripts, and the list of known differences names only scripts that exist", () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    const names = new Set(cases.map((one) => one.name));
    expect(Object.keys(known).filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(cases)("$name", async (one) => {
    const { differences } = await compareCase(one, executor, { known });
    if (known[one.name] === undefined) {
      expect(differences.map(formatDifference).join("\n")).toBe("");
    } else {
      expect(differences.length, "equal now: take it out of known-differences.json").toBeGreaterThan(0);
    }
  });
});
