/** T: limits and interrupts, which stop the run and keep the state. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname } from "node:path";
import { expect } from "vitest";
import { action, type Case, evaluate, everywhere, type Language, refused, run } from "../case.js";
import { alive, type Bench, until } from "../bench.js";

const SLEEP = {
  bash: "echo part; sleep 1000",
  python: "import time; print('part', flush=True); time.sleep(1000)",
  node: "console.log('part'); await new Promise((resolve) => setTimeout(resolve, 1e6))",
};
const LOOP = {
  bash: "echo part; while :; do :; done",
  python: "print('part', flush=True)\nwhile True: pass",
  node: "console.log('part'); while (true) {}",
};
const IGNORES = {
  bash: "trap '' INT; echo part; sleep 1000",
  python:
    "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('part', flush=True); time.sleep(1000)",
  node: "process.on('SIGINT', () => {}); console.log('part'); while (true) {}",
};
const SET = { bash: "x=5", python: "x = 5", node: "const x = 5" };
const SHOW = { bash: "echo $x", python: "print(x)", node: "console.log(x)" };
const PART = { bash: "echo part", python: "print('part')", node: "console.log('part')" };
const READ = {
  bash: "read -r line",
  python: "input()",
  node: "await new Promise((resolve) => process.stdin.once('data', resolve))",
};
const LAST_WORD = {
  bash: "sleep 0.1; echo ready",
  python: "import time; time.sleep(0.1); print('ready')",
  node: "await new Promise((resolve) => setTimeout(resolve, 100)); console.log('ready')",
};

/** Sets a variable, interrupts what follows once it has spoken, and asks for the variable. */
function interrupted(language: Language, code: Readonly<Record<Language, string>>, restored?: "any") {
  return [
    run(SET[language]),
    action("interrupt", async ({ start, session }) => {
      const running = start(code[language], { timeoutMs: 60_000 });
      await running.saw("part\n");
      expect(await session.interrupt()).toBe(true);
      const result = await running.result;
      expect(result, JSON.stringify(result)).toMatchObject({
        status: "interrupted",
        exitCode: 130,
        stdout: "part\n",
      });
      if (restored === undefined) expect(result.restored).toBeUndefined();
    }),
    run(SHOW[language], { stdout: "5\n" }),
  ];
}

function timedOut(language: Language, code: Readonly<Record<Language, string>>) {
  return [
    run(SET[language]),
    run(code[language], { status: "timed_out", stdout: "part\n", stderr: /^[^]*$/ }, { timeoutMs: 500 }),
    run(SHOW[language], { stdout: "5\n" }),
  ];
}

export const time: readonly Case[] = [
  {
    id: "T02",
    title: "what was written before the limit is in the result",
    in: everywhere((language) => timedOut(language, SLEEP)),
  },
  {
    id: "T04",
    title: "a second call waits its turn and is not typed into the first",
    files: {},
    in: {
      bash: [
        run("mkfifo fifo"),
        action("two calls at once", (bench) =>
          inTurn(bench, "echo part; read -r line <fifo; echo got $line", "echo second"),
        ),
      ],
      python: [
        run("import os; os.mkfifo('fifo')"),
        action("two calls at once", (bench) =>
          inTurn(
            bench,
            "print('part', flush=True); print('got', open('fifo').readline().strip())",
            "print('second')",
          ),
        ),
      ],
    },
  },
  {
    id: "T05",
    title: "a loop is interrupted and the state is kept",
    in: {
      bash: [
        run("x=7; cd /usr"),
        action("interrupt the loop", async ({ start, session }) => {
          const running = start("while true; do echo looping; sleep 3; done");
          await running.saw("looping\n");
          await session.interrupt();
          expect(await running.result).toMatchObject({ status: "interrupted", exitCode: 130 });
        }),
        run("pwd; echo $x", { stdout: "/usr\n7\n" }),
      ],
    },
  },
  {
    id: "T05",
    title: "a busy loop is interrupted and the state is kept",
    in: everywhere((language) => interrupted(language, LOOP)),
  },
  {
    id: "T05",
    title: "a sleep is interrupted and the state is kept",
    in: everywhere((language) => interrupted(language, SLEEP)),
  },
  {
    id: "T05",
    title: "the user's own INT trap runs as at Ctrl-C",
    in: {
      bash: [
        run("trap 'echo trapped' INT"),
        action("interrupt", async ({ start, session }) => {
          const running = start("echo part; sleep 1000");
          await running.saw("part\n");
          await session.interrupt();
          expect(await running.result).toMatchObject({ status: "interrupted", stdout: "part\ntrapped\n" });
        }),
        run("trap -p INT", { stdout: "trap -- 'echo trapped' SIGINT\n" }),
      ],
    },
  },
  {
    id: "T05",
    title: "what bash says of commands after an interrupt is about them",
    in: {
      bash: [
        run("trap 'c=$((c+1))' CHLD; x=5"),
        action("interrupt", async ({ start, session }) => {
          const running = start("echo part; sleep 1000");
          await running.saw("part\n");
          await session.interrupt();
          expect(await running.result).toMatchObject({ status: "interrupted", exitCode: 130 });
        }),
        run('echo "$BASH_COMMAND"', { stdout: 'echo "$BASH_COMMAND"\n' }),
        run("trap 'echo \"E $BASH_COMMAND\"' ERR; false; trap - ERR", { stdout: "E false\n" }),
        run("sh -c 'kill -9 $$'; echo on", {
          stdout: "on\n",
          stderr: /^bash: line 1: +\d+ Killed +sh -c 'kill -9 \$\$'\n$/,
        }),
        run("trap -p CHLD", { stdout: "trap -- 'c=$((c+1))' SIGCHLD\n" }),
        run("c=0; (:); (:); echo $c $x", { stdout: "2 5\n" }),
      ],
    },
  },
  ...[
    "y=$(echo part >&2; sleep 1000); echo no",
    "echo part >&2; diff <(sleep 1000) <(sleep 1000)",
    "echo part >&2; sleep 1000 | cat",
    "f() { local z=1; echo part >&2; sleep 1000; }; f; echo no",
    "echo part >&2; while :; do y=$(:); done",
    "echo part >&2; while :; do (:); done",
    "set -e; echo part >&2; sleep 1000",
    "set -m; echo part >&2; sleep 1000",
    "set -o pipefail -u; echo part >&2; while read -r line; do :; done < <(sleep 1000)",
  ].map((code): Case => ({
    id: "T05",
    title: `an interrupt costs neither shell nor state: ${code}`,
    in: {
      bash: [
        run("x=5; exec 7>kept"),
        action("interrupt", async ({ start, session, pid }) => {
          const before = await pid();
          const running = start(code);
          await running.saw("part\n");
          await session.interrupt();
          const result = await running.result;
          expect(result, JSON.stringify(result)).toMatchObject({
            status: "interrupted",
            exitCode: 130,
            stdout: "",
          });
          // Under job control bash takes the SIGINT of its child for its own: it dies of it, and comes back with its state.
          if (code.startsWith("set -m")) return;
          expect(result.restored, JSON.stringify(result.restored)).toBeUndefined();
          expect(await pid()).toBe(before);
        }),
        run(code.startsWith("set -m") ? "echo $x; echo kept" : "echo $x; echo kept >&7; cat kept", {
          stdout: "5\nkept\n",
        }),
      ],
    },
  })),
  {
    id: "T05",
    title: "an abort signal interrupts",
    in: everywhere((language) => [
      run(SET[language]),
      action("abort", async ({ start }) => {
        const abort = new AbortController();
        const running = start(LOOP[language], { signal: abort.signal });
        await running.saw("part\n");
        abort.abort();
        expect(await running.result).toMatchObject({ status: "interrupted", exitCode: 130 });
      }),
      run(SHOW[language], { stdout: "5\n" }),
    ]),
  },
  {
    id: "T06",
    title: "a server is interrupted and starts again on its port",
    in: {
      bash: [
        action("twice on one port", async ({ start, session }) => {
          const port = await freePort();
          for (let round = 0; round < 2; round++) {
            const running = start(`python3 -u -m http.server --bind 127.0.0.1 ${port}`);
            await running.saw("Serving HTTP");
            // It says so before it is ready for an interrupt; when it answers, it is.
            expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
            await session.interrupt();
            const result = await running.result;
            expect(result.status).toBe("interrupted");
            expect(result.stdout).toContain("Keyboard interrupt received");
          }
        }),
      ],
    },
  },
  {
    id: "T08",
    title: "what passed its limit is stopped, with the processes that it waits for",
    in: {
      bash: [
        ...[
          `bash -c 'echo $$; (echo $BASHPID; sleep 1000); true'; true`,
          `bash -c 'trap "" INT TERM; echo $$; (echo $BASHPID; sleep 1000; sleep 1000); true'; true`,
          `setsid -w bash -c 'echo $$; (echo $BASHPID; sleep 1000); true'; true`,
        ].map((code) =>
          action(code, async ({ exec }) => {
            const result = await exec(code, { timeoutMs: 300 });
            expect(result.status).toBe("timed_out");
            const pids = result.stdout.trim().split("\n").map(Number);
            expect(pids).toHaveLength(2);
            await until("its processes are gone", () => !pids.some(alive));
          }),
        ),
      ],
    },
  },
  {
    id: "T11",
    title: "a busy loop passes its limit and the state is kept",
    in: everywhere((language) => timedOut(language, LOOP)),
  },
  {
    id: "T12",
    title: "a loop that swallows the interrupt: it is escalated, and the state is restored or its loss named",
    in: {
      python: [
        run("x = 5"),
        run(
          "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
          { status: "timed_out", stderr: /^[^]*$/, restored: "any" },
          { timeoutMs: 300 },
        ),
        run("print(x)", { stdout: "5\n" }),
      ],
      node: [
        run("const x = 5"),
        run(
          "for (;;) { try { for (;;); } catch {} finally { for (;;); } }",
          { status: "timed_out", stderr: /^[^]*$/, restored: "any" },
          { timeoutMs: 300 },
        ),
        run("console.log(x)", { stdout: "5\n" }),
      ],
    },
  },
  {
    id: "T14",
    title: "a promise that nobody keeps",
    in: {
      node: [
        run("const k = 5"),
        run(
          "await new Promise(() => { setInterval(() => {}, 1000); })",
          { status: "timed_out", stderr: /^[^]*$/ },
          { timeoutMs: 300 },
        ),
        evaluate("k", "5"),
      ],
      python: [
        run("k = 5"),
        run(
          "import asyncio\nawait asyncio.get_running_loop().create_future()",
          { status: "timed_out", stderr: /^[^]*$/ },
          { timeoutMs: 300 },
        ),
        evaluate("k", "5"),
      ],
    },
  },
  {
    id: "T17",
    title: "limits that no timer can hold are refused, the largest one is taken",
    in: everywhere((language) => [
      ...[1e12, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1" as unknown as number].map((timeoutMs) =>
        refused(SET[language], "INVALID_ARGUMENT", { timeoutMs }),
      ),
      run(SET[language], {}, { timeoutMs: 2_147_483_647 }),
      run(SHOW[language], { stdout: "5\n" }),
    ]),
  },
  {
    id: "T18",
    title: "a run that ignores the interrupt is stopped all the same",
    in: everywhere((language) => interrupted(language, IGNORES, "any")),
  },
  {
    id: "T19",
    title: "waiting for a pipeline in the background is interrupted",
    in: {
      bash: [
        action("interrupt", async ({ start, session }) => {
          const running = start("x=5; sleep 1000 | cat & echo part; wait");
          await running.saw("part\n");
          expect(await session.interrupt()).toBe(true);
          expect(await running.result).toMatchObject({ status: "interrupted", exitCode: 130 });
        }),
        run("echo $x", { stdout: "5\n" }),
      ],
    },
  },
  {
    id: "T09",
    title: "a caller that leaves in the middle of a long run costs the next one nothing",
    in: everywhere((language) => [
      run(SET[language]),
      action("leave and come back", async ({ start }) => {
        const gone = new AbortController();
        const long = start(SLEEP[language], { signal: gone.signal });
        await long.saw("part");
        const next = start(SHOW[language]);
        gone.abort();
        expect(await next.result).toMatchObject({ status: "completed", stdout: "5\n" });
        expect((await long.result).status).toBe("interrupted");
      }),
    ]),
  },
  {
    id: "T10",
    title:
      "a run that outlasts its caller's patience is named at once, tells its progress, and is fetched later",
    in: {
      bash: [
        action("three callers' worth", async ({ exec, session }) => {
          const first = await exec("echo one; sleep 0.6; echo two; sleep 0.6; echo three", { yieldMs: 100 });
          expect(first).toMatchObject({ status: "running", stdout: "one\n" });
          const second = await session.wait(first.runId, { until: { text: "two" } });
          expect(second.stdout).toBe("two\n");
          const last = await session.wait(first.runId);
          expect(last).toMatchObject({ status: "completed", stdout: "three\n" });
          expect(String(await session.output(first.runId))).toBe("one\ntwo\nthree\n");
        }),
      ],
    },
  },
  {
    id: "T10",
    title: "what is waited for and is a run's last word leaves nothing in the next one's way",
    in: everywhere((language) => [
      action("wait for the last words and go on at once", async ({ exec, session }) => {
        for (let round = 0; round < 5; round++) {
          const { runId } = await exec(LAST_WORD[language], { yieldMs: 0 });
          const told = await session.wait(runId, { until: { text: "ready" } });
          expect(told.reached).toEqual({ stream: "stdout", text: "ready" });
          expect(await exec(PART[language])).toMatchObject({ status: "completed", stdout: "part\n" });
        }
      }),
    ]),
  },
  {
    id: "T11",
    title: "after an interrupt the next call is accepted, and waits for the end of what was stopped",
    in: everywhere((language) => [
      run(SET[language]),
      action("interrupt what has yielded, and go on in each way", async ({ exec, session, folder, path }) => {
        const stopped = async () => {
          const { runId, status } = await exec(SLEEP[language], { yieldMs: 100 });
          expect(status).toBe("running");
          expect(await session.interrupt()).toBe(true);
          return runId;
        };
        const first = await stopped();
        expect(await exec(SHOW[language])).toMatchObject({ status: "completed", stdout: "5\n" });
        expect(await session.wait(first)).toMatchObject({ status: "interrupted", exitCode: 130 });
        for (const other of ["bash", "python", "node"] as const) {
          await stopped();
          expect(await exec(PART[other], { language: other })).toMatchObject({ stdout: "part\n" });
        }
        await stopped();
        await session.setEnv({ AFTER: "1" });
        expect((await session.getEnv())["AFTER"]).toBe("1");
        await stopped();
        await session.changeDir("..");
        expect(await session.getWorkdir()).toBe(dirname(folder));
        await session.changeDir(path("."));
        await session.interrupt(await stopped());
        expect(await exec(SHOW[language])).toMatchObject({ status: "completed", stdout: "5\n" });
        await stopped();
        await session.reset({ language });
        expect(await exec(PART[language])).toMatchObject({ status: "completed", stdout: "part\n" });
      }),
    ]),
  },
  {
    id: "T11",
    title: "an interrupt of what reads its input lets the next call in",
    in: everywhere((language) => [
      run(SET[language]),
      action("interrupt the reader", async ({ exec, session }) => {
        const options = { stdin: "interactive", yieldMs: 10_000 } as const;
        expect((await exec(READ[language], options)).status).toBe("needs_input");
        expect(await session.interrupt()).toBe(true);
        expect(await exec(SHOW[language])).toMatchObject({ status: "completed", stdout: "5\n" });
      }),
    ]),
  },
  {
    id: "T11",
    title: "an interrupt in the same moment as its call counts",
    in: everywhere((language) => [
      action("in a fresh session, in a used one, and behind what is ending", async ({ exec, session }) => {
        for (let round = 0; round < 3; round++) {
          const call = exec(SLEEP[language]);
          expect(await session.interrupt()).toBe(true);
          expect(await call).toMatchObject({ status: "interrupted", exitCode: 130 });
        }
        await exec(SLEEP[language], { yieldMs: 100 });
        expect(await session.interrupt()).toBe(true);
        const behind = exec(SLEEP[language]);
        expect(await session.interrupt()).toBe(true);
        expect(await behind).toMatchObject({ status: "interrupted", exitCode: 130 });
        expect(await exec(PART[language])).toMatchObject({ status: "completed", stdout: "part\n" });
      }),
    ]),
  },
  {
    id: "T11",
    title: "two interrupts stop one run: what was called before them has its turn",
    in: everywhere((language) => [
      action("interrupt twice, and by an id that is over", async ({ start, session }) => {
        const first = start(SLEEP[language]);
        await first.saw("part");
        const second = start(PART[language]);
        await session.state(); // over each road the second call has come before
        const stale = await Promise.all([session.interrupt(), session.interrupt()]);
        expect(stale[0]).toBe(true);
        const { runId } = await first.result;
        expect(await session.interrupt(runId)).toBe(false);
        expect(await second.result).toMatchObject({ status: "completed", stdout: "part\n" });
      }),
    ]),
  },
  {
    id: "T19",
    title: "an interrupt when nothing runs does nothing",
    in: everywhere((language) => [
      run(SET[language]),
      action("interrupt three times", async ({ session }) => {
        for (let round = 0; round < 3; round++) expect(await session.interrupt()).toBe(false);
      }),
      run(SHOW[language], { stdout: "5\n" }),
    ]),
  },
];

async function inTurn({ start, path }: Bench, first: string, second: string): Promise<void> {
  const one = start(first);
  await one.saw("part\n");
  const other = start(second);
  writeFileSync(path("fifo"), "value\n");
  expect(await one.result).toMatchObject({ status: "completed", stdout: "part\ngot value\n" });
  expect(await other.result).toMatchObject({ status: "completed", stdout: "second\n" });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
