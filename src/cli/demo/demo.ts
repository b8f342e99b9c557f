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
  } finally {
    if (!keep) rmSync(workspace, { recursive: true, force: true });
  }
  const left = processes.look();
  ...
}
