/** A host of its own that opens more and more sessions, as the part `scale` starts it; prints what it measured as JSON. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime, type RuntimeSession } from "../src/index.js";
import { descendantsOf } from "../src/interpreter/processes.js";
import { succeed } from "./contenders/held.js";
import { subjects } from "./languages.js";
import { type Summary, summarize, summarizeMs, timed } from "./measure.js";

/** With so many sessions open. */
export interface Sample {
  readonly sessions: number;
  /**
   * Of this process and all below it: the proportional set size (PSS), which splits shared pages among their users.
   */
  readonly totalMb: number;
  /** Each of the sessions that were opened for this sample, without spares, up to its first answer, in ms. */
  readonly opened?: Summary;
  /** A run in one of them, in us. */
  readonly run?: Summary;
  /** Runs in all of them at once: how many a second. */
  readonly atOnce?: Summary;
}

const RUNS = 200;
const ROUNDS = 5;

/** @param deep measures runs too, not memory alone. */
export async function printSamples(
  language: string,
  counts: readonly number[],
  deep: boolean,
): Promise<void> {
  const code = subjects.find((subject) => subject.language === language)?.codes[0] ?? "";
  const workspace = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    await using runtime = await createRuntime({ warm: false, maxSessions: Math.max(...counts) });
    const samples: Sample[] = [{ sessions: 0, totalMb: totalMb() }];
    const sessions: RuntimeSession[] = [];
    for (const count of counts) {
      const opened: number[] = [];
      while (sessions.length < count)
        opened.push(
          await timed(async () => {
            const session = await runtime.session(workspace, { name: String(sessions.length) });
            await succeed(session, code, { language });
            sessions.push(session);
          }),
        );
      const sample = { sessions: count, totalMb: totalMb(), opened: summarizeMs(opened) };
      samples.push(deep ? { ...sample, ...(await runs(sessions, code, language)) } : sample);
    }
    console.log(JSON.stringify(samples));
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

/** One at a time, round and round; then all at once. */
async function runs(sessions: readonly RuntimeSession[], code: string, language: string) {
  const took: number[] = [];
  for (let nth = 0; nth < RUNS; nth++) {
    const session = sessions[nth % sessions.length] as RuntimeSession;
    took.push(await timed(() => succeed(session, code, { language })));
  }
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const us = await timed(() =>
      Promise.all(sessions.map((session) => succeed(session, code, { language }))),
    );
    rates.push((sessions.length / us) * 1e6);
  }
  return { run: summarize(took), atOnce: summarize(rates) };
}

function totalMb(): number {
  const kilobytes = [process.pid, ...descendantsOf(process.pid)].map((pid) => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]);
  });
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1_024;
}
