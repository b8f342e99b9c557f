/** `holdfast demo`: runs the steps in one session, checks each, and looks for what is left when all is closed. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime } from "../../runtime.js";
import type { RunResult } from "../../session/result.js";
import type { RuntimeSession } from "../../session/session.js";
import { Ending } from "../ending.js";
import { exitCodes } from "../exit-codes.js";
import { Processes } from "./leftovers.js";
import { Page, type Verdict } from "./page.js";
import type { Seen, Step } from "./step.js";
import { steps } from "./steps.js";
import { findDataFolder, weatherFacts } from "./weather.js";

/** Returns the exit code. Throws HoldfastError where it cannot begin. */
export async function demo({ keep = false }: { keep?: boolean }): Promise<number> {
  const startedAt = performance.now();
  const dataFolder = findDataFolder();
  const facts = weatherFacts(dataFolder);
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-demo-")));
  const mark = randomBytes(8).toString("hex");
  const processes = new Processes(`HOLDFAST_DEMO=${mark}`);
  const page = new Page();
  using ending = new Ending();
  page.open(workspace);
  const results: RunResult[] = [];
  let checks = 0;
  let good = true;
  let holds = "";
  try {
    await using runtime = await createRuntime({ env: { set: environment(dataFolder, mark) } });
    const session = await runtime.session(workspace);
    for (const step of steps) {
      page.begin(step);
      const result = await perform(step, session, ending.signal);
      const verdict = judge(step, { result, workspace, facts });
      page.end(result, verdict);
      processes.look();
      results.push(result);
      checks += verdict.length;
      good = verdict.every(([, holds]) => holds);
      if (!good || ending.signal.aborted) break;
    }
    const { variables, functions, imports } = await session.state();
    holds = `${variables.length} variables, ${functions.length} functions and ${imports.length} imports`;
  } finally {
    if (!keep) rmSync(workspace, { recursive: true, force: true });
  }
  const left = processes.look();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const done = good && results.length === steps.length;
  const crashes = results.filter(({ restored }) => restored).length;
  const stopped = results.filter(({ status }) => status === "timed_out").length;
  page.close([
    [`${results.length}`, `runs in ${seconds} s, in one session that then holds ${holds}`],
    [`${crashes}`, "interpreters killed, with their state kept"],
    [`${stopped}`, "endless loop stopped, with its state kept"],
    [`${checks}`, done ? "checks passed" : "checks, the last of which failed", done],
    processes.canTell
      ? [`${left.length}`, `processes alive after the end, of ${processes.count} seen`, left.length === 0]
      : ["?", "processes alive after the end: this system has no /proc to look in"],
    ...left.map((text) => ["alive", text, false] as const),
    ...(keep ? [["report", join(workspace, "REPORT.md")] as const] : []),
  ]);
  return ending.exitCode ?? (done && left.length === 0 ? exitCodes.done : exitCodes.checkFailed);
}

async function perform(step: Step, session: RuntimeSession, signal: AbortSignal): Promise<RunResult> {
  const { code, language, timeoutMs } = step;
  return session.exec(code, { language, signal, ...(timeoutMs !== undefined && { timeoutMs }) });
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

/** Git works the same for everyone: no configuration of the user's, no signature, no hook. */
function environment(dataFolder: string, mark: string): Record<string, string> {
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
    VEGA_DATASETS: dataFolder,
    HOLDFAST_DEMO: mark,
  };
}
