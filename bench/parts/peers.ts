/** Ways to run code, each by itself: its start from nothing, an interrupt, a flood, and what it loses. */
import { createRuntime } from "../../src/index.js";
import { Held } from "../contenders/held.js";
import type { Living, Way } from "../contenders/living.js";
import { Marker } from "../contenders/marker.js";
import { missing, Peer } from "../contenders/peer.js";
import { Spawned } from "../contenders/spawned.js";
import { missingTmux, Tmux } from "../contenders/tmux.js";
import { EXACT, type Losses, type Subject, subjects } from "../languages.js";
import { summarizeMs, timed } from "../measure.js";
import { attempt, limited, type Part, type PartContext } from "../part.js";
import type { Row } from "../table.js";

/** What has not answered until then is said not to answer. */
const ANSWER_MS = 3_000;
const FLOOD_MS = 30_000;
const FLOOD_MARKS = 9_900_000;
const TMUX_NOTE =
  "tmux: a screen that is looked at each 0.5 s, as OpenHands' terminal tool does it; written after its source, without it";

export const peers: Part = async (context) => {
  for (const subject of subjects)
    await attempt(`${subject.language}: peers`, context.show, () => examineAll(subject, context));
};

interface Findings {
  readonly starts: number[];
  readonly interrupts: number[];
  readonly floods: number[];
  /** By question. */
  readonly answers: Record<string, string>;
}

async function examineAll(subject: Subject, { quick, workspace, show }: PartContext): Promise<void> {
  const { language, peers: programs, terminal } = subject;
  const ways = waysOf(subject, workspace);
  const found: Findings[] = [];
  for (const way of ways) found.push(await examine(way, subject, quick));
  const table = (what: string, timesOf: (findings: Findings) => number[]) => {
    const rows = ways.flatMap(({ name, role }, index): Row[] => {
      const times = timesOf(found[index] as Findings);
      return times.length > 0 ? [{ name, unit: "ms", figures: summarizeMs(times), role }] : [];
    });
    const ours = rows.find(({ role }) => role === "holdfast")?.figures.p50;
    const rated = ours === undefined ? rows : rows.map((row) => ({ ...row, ratio: row.figures.p50 / ours }));
    show({ title: `${language}: ${what}`, yardstick: "holdfast", rows: rated, notes });
  };
  const missed = [...programs.map(missing), terminal && missingTmux()].filter((note) => note !== undefined);
  const notes = terminal && !missingTmux() ? [...missed, TMUX_NOTE] : missed;
  table("from nothing to the first answer", ({ starts }) => starts);
  table("from the interrupt of an endless loop to the answer", ({ interrupts }) => interrupts);
  table("10 MB of output in 100,000 lines, all of it back", ({ floods }) => floods);
  const questions = Object.keys(found[0]?.answers ?? {});
  show({
    title: `${language}: what was observed`,
    rows: [],
    checks: {
      columns: ways.map(({ name }) => name),
      rows: questions.map((name) => ({ name, answers: found.map(({ answers }) => answers[name] ?? "-") })),
    },
    notes,
  });
}

function waysOf(subject: Subject, workspace: string): Way[] {
  const { language, executable, codeOption, markers, peers: programs, terminal, codes } = subject;
  const [code = ""] = codes;
  const peer = (name: string, make: () => Living | Promise<Living>): Way => ({
    name,
    role: "peer",
    start: async () => {
      let living: Living | undefined;
      const us = await timed(async () => {
        living = await make();
        await living.run(code);
      });
      const known = living instanceof Peer ? living.startUs : us;
      return { living: living as unknown as Living, us: known };
    },
  });
  return [
    { name: "holdfast", role: "holdfast", start: () => startHeld(language, code, workspace) },
    ...markers.map((design) => peer(design.name, () => new Marker(design))),
    peer("a process each time", () => new Spawned("", executable, codeOption)),
    ...programs
      .filter((program) => program.variant === undefined && !missing(program))
      .map((program) => peer(program.name, () => Peer.start(program))),
    ...(terminal && !missingTmux() ? [peer(Tmux.title, () => Tmux.start())] : []),
  ];
}

/** The runtime is its own, so that nothing is warm. */
async function startHeld(language: string, code: string, workspace: string) {
  const start = performance.now();
  const runtime = await createRuntime();
  const session = await runtime.session(workspace);
  const living = new Held("", session, { language });
  await living.run(code);
  const us = (performance.now() - start) * 1_000;
  return { living: Object.assign(living, { close: () => runtime.close() }), us };
}

async function examine(way: Way, { losses, endless }: Subject, quick: boolean): Promise<Findings> {
  const rounds = quick ? 1 : 3;
  const found: Findings = { starts: [], interrupts: [], floods: [], answers: {} };
  await withLiving(way, found, async (living) => {
    const printed = async (code: string) => (await living.run(code)).text;
    found.answers["its output is exact"] = await told(async () => (await printed(losses.exact)) === EXACT);
    found.answers["stdout without stderr"] = await told(
      async () => !(await printed(losses.error)).includes("err"),
    );
    found.answers["10 MB come back whole"] = await told(
      () => flood(living, losses, found.floods, rounds),
      FLOOD_MS,
    );
  });
  const interrupt = (living: Living) => interruptSome(living, endless, found.interrupts, rounds);
  const ends: [question: string, end: (living: Living) => Promise<unknown>][] = [
    ["a variable outlives an interrupt", interrupt],
    ["a variable outlives exit 3", (living) => living.run(losses.exit)],
    ["a variable outlives kill -9", (living) => living.run(losses.kill)],
  ];
  for (const [question, end] of quick ? ends.slice(0, 1) : ends)
    found.answers[question] = await withLiving(way, found, (living) =>
      told(() => outlives(living, losses, end)),
    );
  return found;
}

async function interruptSome(living: Living, endless: string, took: number[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) took.push(await living.interrupted(endless));
}

async function withLiving<T>(
  way: Way,
  { starts }: Findings,
  action: (living: Living) => Promise<T>,
): Promise<T> {
  const { living, us } = await way.start();
  starts.push(us);
  try {
    return await action(living);
  } finally {
    await living.close();
  }
}

async function flood(living: Living, losses: Losses, took: number[], rounds: number): Promise<boolean> {
  for (let round = 0; round < rounds; round++) {
    const { us, marks } = await living.run(losses.flood);
    if (marks !== FLOOD_MARKS) throw new Error(`${((10 * marks) / FLOOD_MARKS).toFixed(1)} MB`);
    took.push(us);
  }
  return true;
}

async function outlives(
  living: Living,
  losses: Losses,
  end: (living: Living) => Promise<unknown>,
): Promise<boolean> {
  await living.run(losses.keep);
  await end(living);
  return (await living.run(losses.tell)).text.includes("kept");
}

async function told(ask: () => Promise<boolean>, limitMs = ANSWER_MS): Promise<string> {
  try {
    return (await limited(ask(), limitMs)) ? "yes" : "no";
  } catch (error) {
    return `no: ${error instanceof Error ? error.message : String(error)}`;
  }
}
