/** `holdfast demo`: runs the steps in one session, checks each, and looks for what is left when all is closed. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime } from "../../runtime.js";
import type { RunResult } from "../../session/result.js";
import type { RuntimeSession } from "../../session/session.js";
import type { RuntimeState } from "../../session/state.js";
import { Ending } from "../ending.js";
import { exitCodes } from "../exit-codes.js";
import { Processes } from "./leftovers.js";
import { Page, type Row, type Verdict } from "./page.js";
import type { Seen, Step } from "./step.js";
import { steps } from "./steps.js";
import { type WeatherFacts, weatherFacts, weatherTable } from "./weather.js";

/** What came of the steps. */
interface Tally {
  readonly results: readonly RunResult[];
  readonly checks: number;
  /** All steps were taken, and all checks held. */
  readonly good: boolean;
  readonly state: RuntimeState;
}

export interface DemoOptions {
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** Returns the exit code. Throws HoldfastError where it cannot begin. */
export async function demo({ keep = false, json = false }: DemoOptions): Promise<number> {
  const startedAt = performance.now();
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-demo-")));
  const mark = randomBytes(8).toString("hex");
  const processes = new Processes(`HOLDFAST_DEMO=${mark}`);
  const page = new Page(json);
  using ending = new Ending();
  page.open(workspace);
  let tally: Tally;
  try {
    await using runtime = await createRuntime({ env: { set: environment(mark) } });
    const session = await runtime.session(workspace);
    tally = await takeSteps(session, weatherFacts(), page, ending.signal);
    processes.look();
  } finally {
    if (!keep) rmSync(workspace, { recursive: true, force: true });
  }
  const left = processes.look();
  page.close([
    ...rowsOf(tally, performance.now() - startedAt),
    processes.canTell
      ? [
          `${left.length}`,
          `processes alive after the end, of ${processes.count} before it`,
          left.length === 0,
        ]
      : ["?", "processes alive after the end: this system has no /proc to look in"],
    ...left.map((text) => ["alive", text, false] as const),
    ...(keep ? [["report", join(workspace, "REPORT.md")] as const] : []),
  ]);
  if (json) {
    const { results, checks, good } = tally;
    const report = keep ? { report: join(workspace, "REPORT.md") } : {};
    process.stdout.write(`${JSON.stringify({ good, checks, left, runs: results, ...report })}\n`);
  }
  return ending.exitCode ?? (tally.good && left.length === 0 ? exitCodes.done : exitCodes.checkFailed);
}

/** Takes one step after another, up to the first of which a check does not hold. */
async function takeSteps(
  session: RuntimeSession,
  facts: WeatherFacts,
  page: Page,
  signal: AbortSignal,
): Promise<Tally> {
  const results: RunResult[] = [];
  let checks = 0;
  for (const step of steps) {
    page.begin(step);
    const { code, language, timeoutMs } = step;
    const result = await session.exec(code, {
      language,
      signal,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    const state = await session.state();
    const verdict = judge(step, { result, state, workspace: session.workspace, facts });
    page.end(result, verdict);
    results.push(result);
    checks += verdict.length;
    if (!verdict.every(([, holds]) => holds)) return { results, checks, good: false, state };
  }
  return { results, checks, good: true, state: await session.state() };
}

function rowsOf({ results, checks, good, state }: Tally, totalMs: number): Row[] {
  const count = (kind: string) => `${state.names.filter((name) => name.kind === kind).length} ${kind}s`;
  const held = `${count("variable")}, ${count("function")}, ${count("import")}`;
  return [
    [`${results.length}`, `runs in one session, ${(totalMs / 1000).toFixed(1)} s in all; it held ${held}`],
    [`${results.filter(({ restored }) => restored).length}`, "interpreters killed, with their state kept"],
    [
      `${results.filter(({ status }) => status === "timed_out").length}`,
      "endless loop stopped, with its state kept",
    ],
    [`${checks}`, good ? "checks passed" : "checks, the last of which failed", good],
  ];
}

/** A check that throws has failed: what it looked for is not there. */
function judge({ ends = "completed", proves }: Step, seen: Seen): Verdict {
  if (seen.result.status !== ends) return [[`${seen.result.status}, not ${ends}`, false]];
  return Object.entries(proves).map(([label, holds]) => {
    try {
      return [label, holds(seen)] as const;
    } catch {
      return [label, false] as const;
    }
  });
}

/** The same for everyone: git without the user's configuration, signature and hooks; no colours in what is checked. */
function environment(mark: string): Record<string, string> {
  const git = Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((role) => [
      [`GIT_${role}_NAME`, "Demo"],
      [`GIT_${role}_EMAIL`, "demo@localhost"],
    ]),
  ) as Record<string, string>;
  return {
    ...git,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    FORCE_COLOR: "0",
    WEATHER: weatherTable,
    HOLDFAST_DEMO: mark,
  };
}
