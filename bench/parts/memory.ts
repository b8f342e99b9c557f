/**
 * Memory of many sessions: the proportional set size (PSS, which splits shared pages among their users) of the host and
 * everything below it, in a host of its own, as this user and as an ordinary one.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime } from "../../src/index.js";
import { descendantsOf } from "../../src/interpreter/processes.js";
import { succeed } from "../contenders/held.js";
import { subjects } from "../languages.js";
import { summarize } from "../measure.js";
import { attempt, type Part } from "../part.js";
import type { Row } from "../table.js";
import { judge } from "../targets.js";

/** PSS in MB with so many sessions. */
interface Sample {
  readonly sessions: number;
  readonly totalMb: number;
}

interface User {
  readonly name: string;
  /** Undefined: as we are. */
  readonly id?: number;
}

const NOBODY = 65_534;
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

export const memory: Part = async ({ quick, show }) => {
  const root = process.getuid?.() === 0;
  const users: User[] = root
    ? [{ name: "root" }, { name: "an ordinary user", id: NOBODY }]
    : [{ name: "an ordinary user" }];
  for (const { language } of subjects)
    for (const user of users) {
      const title = `memory: ${language} as ${user.name}`;
      await attempt(title, show, async () => {
        const samples = await sampleAs(user, language, countsOf(language, quick));
        const notes = root ? [] : ["root left out: this is no root"];
        show({ title, rows: rowsOf(language, samples), notes });
      });
    }
};

function countsOf(language: string, quick: boolean): number[] {
  const most = language === "node" ? 20 : 1_000; // a Node.js is tens of MB by itself, whoever starts it
  return quick ? [1, 10] : [1, 100, 1_000].filter((count) => count <= most).concat(most < 100 ? most : []);
}

function rowsOf(language: string, [empty, ...samples]: readonly Sample[]): Row[] {
  const base = empty?.totalMb ?? 0;
  return [
    { name: "no session", unit: "MB", figures: summarize([base]) },
    ...samples.flatMap(({ sessions, totalMb }): Row[] => {
      const each = (totalMb - base) / sessions;
      const name = `${sessions} sessions`;
      return [
        { name, unit: "MB", figures: summarize([totalMb]) },
        {
          name: `${name}, each`,
          unit: "MB",
          figures: summarize([each]),
          verdict: judge(`memory/${language}`, name, each),
        },
      ];
    }),
  ];
}

/** Runs `printSamples` in a process of its own. */
async function sampleAs({ id }: User, language: string, counts: readonly number[]): Promise<Sample[]> {
  const identity = id === undefined ? {} : { uid: id, gid: id, env: { PATH: SYSTEM_PATH, HOME: tmpdir() } };
  const program = [...process.argv.slice(1, 2), "--sample", language, "--counts", counts.join()];
  const child = spawn(process.execPath, program, {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: "/",
    ...identity,
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (texts[name] += text));
  const status = await new Promise<unknown>((resolve) => {
    child.once("error", resolve).once("close", resolve);
  });
  if (status !== 0) throw new Error(`could not be measured (${String(status)}): ${texts.stderr.trim()}`);
  return JSON.parse(texts.stdout) as Sample[];
}

/** Opens more and more sessions, each of which runs code, and prints the samples as JSON. */
export async function printSamples(language: string, counts: readonly number[]): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    await using runtime = await createRuntime({ warm: false });
    const samples: Sample[] = [{ sessions: 0, totalMb: totalMb() }];
    let made = 0;
    for (const sessions of counts) {
      while (made < sessions) {
        const session = await runtime.session(workspace, { name: String(made++) });
        await succeed(session, language === "node" ? "let x = 1" : "x=1", { language });
      }
      samples.push({ sessions, totalMb: totalMb() });
    }
    console.log(JSON.stringify(samples));
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

function totalMb(): number {
  const kilobytes = [process.pid, ...descendantsOf(process.pid)].map((pid) => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]);
  });
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1_024;
}
