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
  let equal = 0;

  beforeAll(async () => {
    ({ executor, close } = await openLiveExecutor());
  });
  afterAll(async () => {
    await close();
    const reasons = Object.entries(known).map(([name, reason]) => `  ${name}: ${reason}`);
    process.stdout.write(
      `${equal} of ${cases.length} scripts give the same bytes and status; the others:\n${reasons.join("\n")}\n`,
    );
  });

  test("there are at least 200 scripts, and the list of known differences names only scripts that exist", () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    const names = new Set(cases.map((one) => one.name));
    expect(Object.keys(known).filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(cases)("$name", async (one) => {
    const { differences } = await compareCase(one, executor, { known });
    if (differences.length === 0) equal++;
    if (known[one.name] === undefined) {
      expect(differences.map(formatDifference).join("\n")).toBe("");
    } else {
      expect(differences.length, "equal now: take it out of known-differences.json").toBeGreaterThan(0);
    }
  });
});
