import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { compareAll, formatReport, openLiveExecutor, type Executor } from "./transparency/compare.js";
import { bashTestCases, HELP_LIMIT_MS, helpCases, parseCases } from "./transparency/system.js";

/** `HOLDFAST_SYSTEM_SCRIPTS=all` parses every installed script; else an even choice of this many. */
const SCRIPTS = process.env["HOLDFAST_SYSTEM_SCRIPTS"] === "all" ? undefined : 60;
/** `HOLDFAST_BASH_TESTS=1` fetches Debian's source of bash and runs its tests on both sides. */
const BASH_TESTS = process.env["HOLDFAST_BASH_TESTS"] === "1";
/** The least share of bash's own tests that must be equal. They compare far more than the contract promises. */
const BASH_TESTS_SHARE = 0.9;

describe("installed scripts that none of us wrote", () => {
  let executor: Executor;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ executor, close } = await openLiveExecutor());
  });
  afterAll(async () => {
    await close();
  });

  test("programs asked for help say the same", { timeout: 300_000 }, async (context) => {
    const cases = await helpCases();
    if (cases.length === 0) context.skip("no vetted script is installed");
    const report = await compareAll(cases, executor, { limitMs: HELP_LIMIT_MS, leaveOutUnsteady: true });
    process.stdout.write(`installed programs asked for help: ${formatReport(report)}\n`);
    expect(report.unknown, formatReport(report)).toEqual([]);
  });

  test("scripts are parsed alike, whole and cut off", { timeout: 600_000 }, async (context) => {
    const { cases, dispose } = await parseCases(SCRIPTS);
    try {
      if (cases.length === 0) context.skip("no shell script is installed");
      const report = await compareAll(cases, executor, { leaveOutUnsteady: true });
      process.stdout.write(`installed scripts parsed: ${formatReport(report)}\n`);
      expect(report.unknown, formatReport(report)).toEqual([]);
    } finally {
      await dispose();
    }
  });

  test("bash's own tests", { timeout: 900_000 }, async (context) => {
    if (!BASH_TESTS) context.skip("set HOLDFAST_BASH_TESTS=1 to fetch and run them");
    const found = await bashTestCases();
    if ("skipped" in found) return context.skip(found.skipped);
    try {
      const report = await compareAll(found.cases, executor, { leaveOutUnsteady: true });
      process.stdout.write(`bash's own tests: ${formatReport(report)}\n`);
      expect(report.share).toBeGreaterThanOrEqual(BASH_TESTS_SHARE);
    } finally {
      await found.dispose();
    }
  });
});
