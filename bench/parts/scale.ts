/** Many sessions at a time: what opening them takes, the memory of each, a run among them, and runs in all of them at once. */
import { spawn } from "node:child_process";
import { freemem, tmpdir } from "node:os";
import { subjects } from "../languages.js";
import { type Summary, summarize } from "../measure.js";
import { attempt, type Part, type PartContext } from "../part.js";
import type { Sample } from "../scale-host.js";
import type { Row } from "../table.js";
import { judge } from "../targets.js";

interface User {
  readonly name: string;
  /** Undefined: as we are. */
  readonly id?: number;
}

const NOBODY = 65_534;
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";
/** A generous guess of what a session takes, for the question whether all of them fit. */
const SESSION_MB = { most: 8, node: 48 };

export const scale: Part = async (context) => {
  const root = process.getuid?.() === 0;
  for (const { language } of subjects) {
    const { counts, note } = countsOf(language, context.quick);
    const notes = note === undefined ? [] : [note];
    await attempt(`scale: ${language}`, context.show, async () => {
      const user = { name: root ? "root" : "an ordinary user" };
      const samples = await sampleAs(user, language, counts, true);
      showRuns(language, samples, notes, context);
      showMemory(language, user, samples, notes, context);
    });
    if (root)
      await attempt(`scale: ${language}, memory as an ordinary user`, context.show, async () => {
        const user = { name: "an ordinary user", id: NOBODY };
        showMemory(language, user, await sampleAs(user, language, counts, false), notes, context);
      });
  }
};

/** A Node.js is tens of MB by itself, whoever starts it. */
function countsOf(language: string, quick: boolean): { counts: number[]; note?: string } {
  const heavy = language === "node";
  const all = heavy ? [1, 5, 20] : [1, 10, 100, 500];
  const wanted = quick ? all.slice(0, 2) : all;
  const fit = freemem() / 2 ** 20 / (heavy ? SESSION_MB.node : SESSION_MB.most);
  const counts = wanted.filter((count) => count <= fit);
  const left = wanted.filter((count) => count > fit);
  return left.length > 0
    ? { counts, note: `${left.join(" and ")} sessions left out: too little memory is free` }
    : { counts };
}

function showRuns(
  language: string,
  samples: readonly Sample[],
  notes: readonly string[],
  { show }: PartContext,
): void {
  const table = (what: string, unit: Row["unit"], of: (sample: Sample) => Summary | undefined) =>
    show({
      title: `${language}, many sessions: ${what}`,
      rows: samples.flatMap((sample): Row[] => {
        const figures = of(sample);
        return figures ? [{ name: sessionsText(sample.sessions), unit, figures }] : [];
      }),
      notes,
    });
  table("opening one more, no spare at hand, up to so many", "ms", ({ opened }) => opened);
  table("a run in one of so many", "us", ({ run }) => run);
  table("a run in each at once", "runs/s", ({ atOnce }) => atOnce);
}

function showMemory(
  language: string,
  user: User,
  [empty, ...samples]: readonly Sample[],
  notes: readonly string[],
  { show }: PartContext,
): void {
  const base = empty?.totalMb ?? 0;
  const rows = samples.flatMap(({ sessions, totalMb }): Row[] => {
    const each = (totalMb - base) / sessions;
    const name = sessionsText(sessions);
    const verdict = judge(`memory/${language}`, name, each);
    return [
      { name, unit: "MB", figures: summarize([totalMb]) },
      { name: `${name}, each`, unit: "MB", figures: summarize([each]), verdict },
    ];
  });
  const none: Row = { name: "no session", unit: "MB", figures: summarize([base]) };
  show({ title: `${language}, many sessions: memory, as ${user.name}`, rows: [none, ...rows], notes });
}

function sessionsText(count: number): string {
  return count === 1 ? "1 session" : `${count} sessions`;
}

/** Runs `printSamples` in a process of its own. */
async function sampleAs(
  { id }: User,
  language: string,
  counts: readonly number[],
  deep: boolean,
): Promise<Sample[]> {
  const identity = id === undefined ? {} : { uid: id, gid: id, env: { PATH: SYSTEM_PATH, HOME: tmpdir() } };
  const options = ["--sample", language, "--counts", counts.join(), ...(deep ? ["--deep"] : [])];
  const child = spawn(process.execPath, [...process.argv.slice(1, 2), ...options], {
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
