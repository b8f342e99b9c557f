/** A run in a session that holds 50 variables, against floors, spawning, markers and peers. */
import { createRuntime, type RuntimeSession, type RuntimeSessionManager } from "../../src/index.js";
import { EchoLoop } from "../contenders/echo-loop.js";
import { Held, succeed } from "../contenders/held.js";
import { Marker } from "../contenders/marker.js";
import { missing, Peer } from "../contenders/peer.js";
import { Spawned } from "../contenders/spawned.js";
import { missingTmux, Tmux } from "../contenders/tmux.js";
import { type Subject, subjects } from "../languages.js";
import {
  type Contender,
  interleave,
  repeat,
  type Rounds,
  summarizeMs,
  type Summary,
  timed,
} from "../measure.js";
import { attempt, type Part } from "../part.js";
import type { Role, Row, Table } from "../table.js";
import { judge } from "../targets.js";

const FLOOR = "echo loop";
const CAT = "cat";
const [OFF, ON] = ["holdfast, changes off", "holdfast"];
const SPAWNED = "a process each time";

export const runs: Part = async ({ quick, workspace, show }) => {
  const rounds: Rounds = quick
    ? { rounds: 2, batch: 15, slowBatch: 1 }
    : { rounds: 20, batch: 25, slowBatch: 1 };
  for (const subject of subjects) {
    const { language } = subject;
    await attempt(`${language}: runs`, show, async () => {
      await using runtime = await createRuntime();
      const contenders = await contendersOf(subject, runtime, workspace);
      const notes = notesOf(subject);
      for (const code of subject.codes)
        for (const gapMs of quick ? [0] : [0, 2]) {
          const figures = await interleave(contenders, { code, gapMs }, rounds);
          const title = `${language}: ${code} (${gapMs === 0 ? "back to back" : `${gapMs} ms apart`})`;
          show({ title, yardstick: FLOOR, rows: rowsOf(language, figures), notes });
        }
      for (const contender of contenders) await contender.close?.();
      show(await inARow(subject, await runtime.session(workspace), quick ? [5] : [100, 100]));
    });
  }
};

async function contendersOf(
  subject: Subject,
  runtime: RuntimeSessionManager,
  workspace: string,
): Promise<Contender[]> {
  const { language, fill, echoLoops, markers, peers, executable, codeOption, terminal } = subject;
  const held = async (name: string, changes: boolean) => {
    const session = await runtime.session(workspace, { name });
    await succeed(session, fill, { language });
    return new Held(name, session, { language, changes });
  };
  return [
    ...Object.entries(echoLoops).map(([name, command]) => new EchoLoop(name, command)),
    new EchoLoop(CAT, ["sh", "-c", 'exec cat <"$0" >"$1"']),
    await held(OFF, false),
    await held(ON, true),
    ...markers.map((design) => new Marker(design)),
    new Spawned(SPAWNED, executable, codeOption),
    ...(await Promise.all(peers.filter((peer) => !missing(peer)).map((peer) => Peer.start(peer)))),
    ...(terminal && missingTmux() === undefined ? [await Tmux.start()] : []),
  ];
}

/** What had to be left out. */
function notesOf({ peers, terminal }: Subject): string[] {
  return [...peers.map(missing), terminal ? missingTmux() : undefined].filter((note) => note !== undefined);
}

function rowsOf(language: string, figures: Map<string, Summary>): Row[] {
  const p50 = (name: string) => figures.get(name)?.p50 ?? Number.NaN;
  return [...figures].map(([name, summary]) => {
    const ratio = summary.p50 / p50(FLOOR);
    const verdict =
      name === OFF
        ? judge("run/off", language, ratio)
        : name === ON
          ? judge("run/on", language, ratio)
          : judge(`run/${name}`, name, summary.p50 / p50(ON));
    return { name, unit: "us", figures: summary, ratio, role: roleOf(name), verdict };
  });
}

function roleOf(name: string): Role | undefined {
  if (name === ON) return "holdfast";
  if (name === OFF) return undefined; // the same thing with less to tell
  return name.startsWith("echo") || name === CAT ? "floor" : "peer";
}

/** Commands one after another, in a session and by spawning; each round is so many. */
async function inARow(
  { language, executable, codeOption, codes }: Subject,
  session: RuntimeSession,
  rounds: readonly number[],
): Promise<Table> {
  const code = codes.at(-1) ?? "";
  const spawned = new Spawned(SPAWNED, executable, codeOption);
  await succeed(session, code, { language });
  const [held, bare]: [number[], number[]] = [[], []];
  for (const commands of rounds) {
    held.push(await timed(() => repeat(() => succeed(session, code, { language }), commands)));
    bare.push(await timed(() => repeat(() => spawned.once(code), commands)));
  }
  const [fast, slow] = [summarizeMs(held), summarizeMs(bare)];
  const faster = slow.p50 / fast.p50;
  return {
    title: `${language}: ${rounds[0] ?? 0} commands, ${code}`,
    yardstick: SPAWNED,
    rows: [
      {
        name: "holdfast",
        unit: "ms",
        figures: fast,
        ratio: 1 / faster,
        role: "holdfast",
        verdict: judge(`hundred/${language}`, language, faster),
      },
      { name: SPAWNED, unit: "ms", figures: slow, ratio: 1, role: "peer" },
    ],
  };
}
