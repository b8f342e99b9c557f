/** Finding out that a run reads its input: how soon, how often by mistake, and what it costs runs that do not read. */
import { createRuntime, type RuntimeSession } from "../../src/index.js";
import { Face } from "../contenders/face.js";
import { succeed } from "../contenders/held.js";
import { interleave, summarize, summarizeMs, timed } from "../measure.js";
import { attempt, type Part, type PartContext } from "../part.js";
import { judge } from "../targets.js";

const AT_ONCE = 10;
const LASTS = 0.4;

/** Programs that are busy or asleep, and read nothing; each lasts for as many seconds as are put in. */
const IDLE: readonly (readonly [language: string, code: string])[] = [
  ["bash", `sleep ${LASTS}`],
  ["bash", `timeout ${LASTS} bash -c 'while :; do :; done'; :`],
  ["bash", `timeout ${LASTS} python3 -m http.server -b 127.0.0.1 0; :`],
  ["bash", `mkfifo f$$; (sleep ${LASTS}; echo >f$$) & cat f$$ >/dev/null; rm f$$`],
  ["bash", `(read x) & sleep ${LASTS}`],
  ["bash", `sleep ${LASTS} | cat`],
  ["python", `import time; time.sleep(${LASTS})`],
  ["python", `import threading; threading.Event().wait(${LASTS})`],
  ["python", `import asyncio; await asyncio.sleep(${LASTS})`],
  ["python", `import time\nend = time.time() + ${LASTS}\nwhile time.time() < end: pass`],
  ["node", `await new Promise((f) => setTimeout(f, ${LASTS * 1000}))`],
  ["node", `{ const end = Date.now() + ${LASTS * 1000}; while (Date.now() < end); }`],
];
const READERS: readonly (readonly [language: string, code: string])[] = [
  ["bash", "read x"],
  ["bash", "cat >/dev/null"],
  ["python", "input()"],
  ["node", "await new Promise((f) => process.stdin.once('data', f))"],
];

export const input: Part = (context) =>
  attempt("input", context.show, async () => {
    const { quick, workspace, show } = context;
    await using runtime = await createRuntime();
    const session = await runtime.session(workspace);
    const found = await detection(session, quick ? 2 : 25);
    const mistaken = await mistakes(context, quick ? 24 : 500);
    const floor = "stdin: none";
    const faces = [
      new Face(floor, (code) => succeed(session, code, {})),
      new Face("stdin: interactive", (code) => succeed(session, code, { stdin: "interactive" })),
      new Face("tty: true", (code) => succeed(session, code, { tty: true })),
    ];
    const rounds = { rounds: quick ? 2 : 20, batch: 20, slowBatch: 1 };
    const cost = await interleave(faces, { code: "echo hi", gapMs: 0 }, rounds);
    const p50 = cost.get(floor)?.p50 ?? Number.NaN;
    const times = summarizeMs(found);
    show({
      title: "input: from the start of a run that reads to its being told",
      rows: [
        { name: "found", unit: "ms", figures: times, verdict: judge("input/found", "found", times.p99) },
        {
          name: "found by mistake",
          unit: "runs",
          figures: { ...summarize([mistaken]), count: quick ? 24 : 500 },
          verdict: judge("input/mistaken", "found by mistake", mistaken),
        },
      ],
    });
    show({
      title: "input: a run that does not read, echo hi in bash",
      yardstick: floor,
      rows: [...cost].map(([name, figures]) => ({ name, unit: "us", figures, ratio: figures.p50 / p50 })),
    });
  });

async function detection(session: RuntimeSession, rounds: number): Promise<number[]> {
  const took: number[] = [];
  for (const language of ["bash", "python", "node"]) await succeed(session, "", { language });
  for (let round = 0; round < rounds; round++)
    for (const [language, code] of READERS) {
      took.push(
        await timed(async () => {
          const { status } = await session.exec(code, { language, stdin: "interactive" });
          if (status !== "needs_input") throw new Error(`${code} was ${status}`);
        }),
      );
      await session.input({ text: "x\n", eof: true });
    }
  return took;
}

/** How many runs that read nothing are said to. */
async function mistakes({ workspace }: PartContext, count: number): Promise<number> {
  await using runtime = await createRuntime({ maxSessions: AT_ONCE + 1 });
  let [next, mistaken] = [0, 0];
  const worker = async (name: number) => {
    const session = await runtime.session(workspace, { name: `idle ${name}` });
    while (next < count) {
      const [language = "", code = ""] = IDLE[next++ % IDLE.length] ?? [];
      const { status, runId } = await session.exec(code, { language, stdin: "interactive" });
      if (status !== "needs_input") continue;
      mistaken++;
      await session.interrupt(runId);
      await session.wait(runId);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, name) => worker(name)));
  return mistaken;
}
