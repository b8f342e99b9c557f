/** What a session costs beside its runs: the start, reset, state, an import, an interrupt. */
import { setTimeout as sleep } from "node:timers/promises";
import { createRuntime, type RuntimeSession, type RuntimeSessionManager } from "../../src/index.js";
import { succeed } from "../contenders/held.js";
import { type Subject, subjects } from "../languages.js";
import { summarizeMs, timed } from "../measure.js";
import { attempt, type Part } from "../part.js";
import type { Row } from "../table.js";
import { judge } from "../targets.js";

/** Long enough for a spare of any language to be there again. */
const SPACE_MS = 200;
/** An endless loop is well under way. */
const LOOP_MS = 30;

export const sessions: Part = async ({ quick, workspace, show }) => {
  for (const subject of subjects)
    await attempt(`${subject.language}: sessions`, show, async () => {
      const rows = [
        ...(await starts(subject, workspace, quick)),
        ...(await during(subject, workspace, quick)),
      ];
      show({ title: `${subject.language}: sessions`, rows });
    });
};

/** New sessions up to the first result: spares at hand, one right after another, and without spares. */
async function starts({ language, codes }: Subject, workspace: string, quick: boolean): Promise<Row[]> {
  const [code = ""] = codes;
  let made = 0;
  const start = (runtime: RuntimeSessionManager) =>
    timed(async () => {
      const session = await runtime.session(workspace, { name: `s${++made}` });
      await succeed(session, code, { language });
    });
  const series = async (warm: boolean, count: number, spaceMs: number) => {
    await using runtime = await createRuntime({ warm: warm && { [language]: 2 } });
    const took: number[] = [];
    await start(runtime);
    for (let nth = 0; nth < count; nth++) {
      if (spaceMs > 0) {
        await runtime.terminateAll();
        await sleep(spaceMs);
      }
      took.push(await start(runtime));
    }
    return took;
  };
  const name = `session/${language}`;
  return [
    row("new session, spaced", await series(true, quick ? 3 : 30, SPACE_MS), name),
    row("new session, back to back", await series(true, quick ? 10 : 100, 0), name),
    row("new session, cold", await series(false, quick ? 2 : 10, SPACE_MS)),
  ];
}

/** What happens in a session that holds 50 variables. */
async function during(subject: Subject, workspace: string, quick: boolean): Promise<Row[]> {
  const { language, fill, codes, endless } = subject;
  const [code = ""] = codes;
  await using runtime = await createRuntime({ warm: { [language]: 2 } });
  const session = await runtime.session(workspace);
  const measure = async (count: number, prepare: () => Promise<void>, action: () => Promise<unknown>) => {
    const took: number[] = [];
    for (let nth = 0; nth < count; nth++) {
      await prepare();
      took.push(await timed(action));
    }
    return took;
  };
  const run = (changes: boolean) => () => succeed(session, code, { language, changes });
  const resets = await measure(
    quick ? 3 : 20,
    async () => {
      await run(true)();
      await sleep(SPACE_MS);
    },
    async () => {
      await session.reset();
      await run(true)();
    },
  );
  await succeed(session, fill, { language });
  const count = quick ? 20 : 200;
  const states = await measure(count, run(true), () => session.state());
  const dirtyStates = await measure(count, run(false), () => session.state());
  return [
    row("reset, to the first result", resets, `session/${language}`),
    row("state()", states, "state"),
    row("state() after changes: false", dirtyStates, "state"),
    ...(subject.import === undefined
      ? []
      : [row(subject.import, await imports(session, subject.import, language, count), "import")]),
    row(
      "interrupt an endless loop",
      await interrupts(session, endless, language, quick ? 3 : 20),
      "interrupt",
    ),
  ];
}

async function imports(session: RuntimeSession, code: string, language: string, count: number) {
  const took: number[] = [];
  for (let nth = 0; nth <= count; nth++) took.push(await timed(() => succeed(session, code, { language })));
  return took.slice(1);
}

async function interrupts(session: RuntimeSession, endless: string, language: string, count: number) {
  const took: number[] = [];
  for (let nth = 0; nth < count; nth++) {
    const running = session.exec(endless, { language });
    await sleep(LOOP_MS);
    took.push(
      await timed(async () => {
        await session.interrupt();
        const { status } = await running;
        if (status !== "interrupted") throw new Error(`${endless} was ${status}`);
      }),
    );
  }
  return took;
}

function row(name: string, took: readonly number[], target?: string): Row {
  const figures = summarizeMs(took);
  return {
    name,
    unit: "ms",
    figures,
    verdict: target === undefined ? undefined : judge(target, name, figures.p50),
  };
}
