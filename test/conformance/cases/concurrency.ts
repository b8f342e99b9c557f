/** Q: calls and sessions at the same time. */
import { existsSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { action, type Case, everywhere, type Language, run } from "../case.js";
import { type Bench, until } from "../bench.js";

/** Says that it has begun, and ends when the file `go` is written (a FIFO). */
const WAITS: Readonly<Record<Language, string>> = {
  bash: "echo part; read -r line <go; echo end",
  python: "print('part', flush=True); open('go').readline(); print('end')",
  node: "console.log('part'); await require('fs').promises.readFile('go'); console.log('end')",
};

const SAYS: Readonly<Record<Language, (text: string) => string>> = {
  bash: (text) => `echo ${text}`,
  python: (text) => `print('${text}')`,
  node: (text) => `console.log('${text}')`,
};

const makeGate = run("mkfifo go");

function gated(language: Language, title: string, act: (bench: Bench) => Promise<void>) {
  return [
    { ...makeGate, language: "bash" } as const,
    run(SAYS[language]("warm"), { stdout: "warm\n" }),
    action(title, act),
  ];
}

/** Each of `count` sessions waits until all of them run: one after the other would wait for ever. */
async function meet({ another, language, path }: Bench, count: number): Promise<void> {
  const code = {
    bash: (index: number) =>
      `: >${path(`m${index}`)}; until (( $(ls ${path("")} | grep -c ^m) == ${count} )); do sleep 0.01; done; echo met`,
    python: (index: number) =>
      `import os, time\nopen(${JSON.stringify(path(`m${index}`))}, 'w').close()\nwhile sum(n[0] == 'm' for n in os.listdir(${JSON.stringify(path(""))})) < ${count}: time.sleep(0.01)\nprint('met')`,
    node: (index: number) =>
      `{ const fs = require('fs'); fs.writeFileSync(${JSON.stringify(path(`m${index}`))}, ''); while (fs.readdirSync(${JSON.stringify(path(""))}).filter((n) => n[0] === 'm').length < ${count}) await new Promise((r) => setTimeout(r, 10)); console.log('met') }`,
  }[language];
  const results = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const session = await another(`s${index}`);
      return session.exec(code(index), { language });
    }),
  );
  for (const result of results)
    expect(result, JSON.stringify(result)).toMatchObject({ status: "completed", stdout: "met\n" });
}

export const concurrency: readonly Case[] = [
  {
    id: "Q01",
    title: "five calls in one session take turns in their order",
    in: {
      bash: [
        action("five at once", async ({ start }) => {
          const seen: string[] = [];
          const runs = [1, 2, 3, 4, 5].map((index) =>
            start(`echo start-${index}; sleep 0.05; echo end-${index}`, {
              onOutput: ({ text }) => seen.push(...text.trim().split("\n")),
            }),
          );
          const results = await Promise.all(runs.map(({ result }) => result));
          expect(results.map(({ stdout }) => stdout)).toEqual(
            [1, 2, 3, 4, 5].map((index) => `start-${index}\nend-${index}\n`),
          );
          expect(seen).toEqual([1, 2, 3, 4, 5].flatMap((index) => [`start-${index}`, `end-${index}`]));
        }),
      ],
    },
  },
  {
    id: "Q01",
    title: "calls in several languages of one session take turns in their order",
    in: {
      bash: [
        action("nine at once", async ({ session }) => {
          const languages = ["bash", "python", "node"] as const;
          const code = {
            bash: "echo bash >>order; cat order | wc -l",
            python: "open('order', 'a').write('python\\n'); print(len(open('order').readlines()))",
            node: "{ const fs = require('fs'); fs.appendFileSync('order', 'node\\n'); console.log(fs.readFileSync('order', 'utf8').split('\\n').length - 1) }",
          };
          const results = await Promise.all(
            Array.from({ length: 9 }, (_, index) => {
              const language = languages[index % 3] as Language;
              return session.exec(code[language], { language });
            }),
          );
          expect(results.map(({ stdout }) => Number(stdout))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        }),
      ],
    },
  },
  {
    id: "Q02",
    title: "a limit counts from the start of the run, not from the call",
    in: everywhere((language) =>
      gated(language, "wait in the queue for longer than the limit", async ({ start, path }) => {
        const first = start(WAITS[language]);
        await first.saw("part\n");
        const waited = performance.now();
        const second = start(SAYS[language]("second"), { timeoutMs: 1_000 });
        await new Promise((resolve) => setTimeout(resolve, 1_100 - (performance.now() - waited)));
        writeFileSync(path("go"), "\n");
        expect(await first.result).toMatchObject({ status: "completed", stdout: "part\nend\n" });
        expect(await second.result).toMatchObject({ status: "completed", stdout: "second\n" });
      }),
    ),
  },
  {
    id: "Q03",
    title: "a call that is cancelled in the queue never runs; the others do",
    in: everywhere((language) =>
      gated(language, "cancel the second of three", async ({ start, path }) => {
        const abort = new AbortController();
        const first = start(WAITS[language]);
        await first.saw("part\n");
        const second = start("touch ran", { signal: abort.signal, language: "bash" });
        const third = start(SAYS[language]("third"));
        abort.abort();
        expect(await second.result).toMatchObject({ status: "interrupted", exitCode: 130, stdout: "" });
        writeFileSync(path("go"), "\n");
        expect(await first.result).toMatchObject({ status: "completed" });
        expect(await third.result).toMatchObject({ status: "completed", stdout: "third\n" });
        expect(existsSync(path("ran"))).toBe(false);
      }),
    ),
  },
  {
    id: "Q03",
    title: "a call whose signal has aborted before never runs",
    in: everywhere((language) => [
      action("call", async ({ exec, path }) => {
        const result = await exec("touch ran", { signal: AbortSignal.abort(), language: "bash" });
        expect(result).toMatchObject({ status: "interrupted", exitCode: 130 });
        expect(existsSync(path("ran"))).toBe(false);
      }),
      run(SAYS[language]("next"), { stdout: "next\n" }),
    ]),
  },
  {
    id: "Q04",
    title: "sessions run at the same time",
    in: everywhere(() => [action("four wait for one another", (bench) => meet(bench, 4))]),
  },
  {
    id: "Q06",
    title: "ten sessions are made at the same time",
    in: {
      bash: [action("ten wait for one another", (bench) => meet(bench, 10))],
      python: [action("ten wait for one another", (bench) => meet(bench, 10))],
    },
  },
  {
    id: "Q07",
    title: "ten calls for one new session make one",
    in: {
      bash: [
        action("ask ten times", async ({ open, folder }) => {
          const runtime = await open({});
          const sessions = await Promise.all(
            Array.from({ length: 10 }, async () => runtime.session(folder, { name: "one" })),
          );
          const results = await Promise.all(sessions.map((session) => session.exec("echo $$")));
          expect(new Set(sessions.map(({ id }) => id)).size).toBe(1);
          expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
          expect(await runtime.list()).toHaveLength(1);
        }),
      ],
    },
  },
  {
    id: "Q08",
    title: "state and interrupt are served before what waits",
    in: everywhere((language) =>
      gated(language, "while one runs and one waits", async ({ start, session }) => {
        const first = start(WAITS[language]);
        await first.saw("part\n");
        const second = start(SAYS[language]("second"));
        const state = await session.state();
        expect(state.busy?.runId).toMatch(/^r/);
        expect(await session.interrupt()).toBe(true);
        const stopped = await first.result;
        expect(stopped).toMatchObject({ status: "interrupted", stdout: "part\n", runId: state.busy?.runId });
        expect(await second.result).toMatchObject({ status: "completed", stdout: "second\n" });
      }),
    ),
  },
  {
    id: "Q09",
    title: "quick calls in a row keep their outputs apart",
    in: everywhere((language) => [
      ...Array.from({ length: 5 }, (_, index) =>
        run(SAYS[language](`line ${index}`), { stdout: `line ${index}\n` }),
      ),
    ]),
  },
  {
    id: "Q09",
    title: "what a job writes late is in no other call's output",
    in: {
      bash: [
        run("mkfifo go; (read -r line <go; echo late; echo late >&2; : >done) & echo first", {
          stdout: "first\n",
        }),
        run("echo second", { stdout: "second\n" }),
        action("let it write during a run", async ({ start, path }) => {
          const running = start("echo part; until [[ -e done ]]; do sleep 0.01; done; echo third");
          await running.saw("part\n");
          writeFileSync(path("go"), "\n");
          expect(await running.result).toMatchObject({
            status: "completed",
            stdout: "part\nthird\n",
            stderr: "",
          });
        }),
        run("wait; echo fourth", { stdout: "fourth\n" }),
        action("it is in the output of its own run", async ({ session }) => {
          const first = (await session.history()).find(({ code }) => code.includes("echo first"));
          await until("the late line is there", async () =>
            (await session.output(first?.run_id ?? "")).toString().includes("late"),
          );
          expect((await session.output(first?.run_id ?? "")).toString()).toBe("first\nlate\n");
        }),
      ],
    },
  },
];
