/** R: interpreters that die, are missing, or come late. */
import { symlinkSync } from "node:fs";
import { expect } from "vitest";
import { action, type Case, evaluate, everywhere, type Language, run } from "../case.js";
import { type Bench, until } from "../bench.js";

const SET = {
  bash: "x=1; f() { echo f; }",
  python: "x = 1\ndef f(): print('f')",
  node: "var x = 1; function f() { console.log('f') }",
};
const USE = { bash: "echo $x; f", python: "print(x); f()", node: "console.log(x); f()" };
const SLEEP = {
  bash: "lost=1; echo part; sleep 1000",
  python: "lost = 1; import time; print('part', flush=True); time.sleep(1000)",
  node: "var lost = 1; console.log('part'); await new Promise((resolve) => setTimeout(resolve, 1e6))",
};

/** Kills the idle interpreter and waits until the session knows that it is gone. */
async function killIdle({ pid, session }: Bench): Promise<void> {
  process.kill(await pid(), "SIGKILL");
  await until("the session knows that its interpreter is gone", async () =>
    (await session.state()).interpreters.every(({ status }) => status === "gone"),
  );
}

/** Code that shows the pid of the interpreter. */
const PID = { bash: "echo $$", python: "import os; print(os.getpid())", node: "console.log(process.pid)" };

export const recovery: readonly Case[] = [
  {
    id: "R01",
    title: "the interpreter is killed during a call: an answer at once, and the state is there",
    in: everywhere((language) => [
      run(SET[language]),
      action("kill it", async ({ start, pid }) => {
        const running = start(SLEEP[language], { timeoutMs: 600_000 });
        await running.saw("part\n");
        process.kill(await pid(), "SIGKILL");
        const result = await running.result;
        expect(result, JSON.stringify(result)).toMatchObject({
          status: "crashed",
          exitCode: 137,
          stdout: "part\n",
        });
        expect(result.restored?.reason).toContain("signal 9");
        expect(result.restored?.never).toMatch(/run/);
      }),
      run(USE[language], { stdout: "1\nf\n" }),
    ]),
  },
  {
    id: "R01",
    title: "the interpreter is killed while nothing runs: the next call says so",
    in: everywhere((language) => [
      run(SET[language]),
      action("let the state settle, then kill it", async (bench) => {
        await bench.session.state();
        await killIdle(bench);
      }),
      run(USE[language], { stdout: "1\nf\n", restored: /signal 9/ }),
      run(USE[language], { stdout: "1\nf\n" }),
    ]),
  },
  {
    id: "R02",
    title: "after a crash code runs, and what is lost is named",
    in: {
      python: [
        run("import socket; x = 1; s = socket.socket(); g = (i for i in range(3))"),
        action("crash", async ({ exec }) => {
          const { restored, status } = await exec("import os; os.kill(os.getpid(), 9)");
          expect(status).toBe("crashed");
          expect(Object.keys(restored?.lost ?? {}).toSorted()).toEqual(["g", "s"]);
          for (const reason of Object.values(restored?.lost ?? {})) expect(reason).toMatch(/\w/);
        }),
        evaluate("1+1", "2"),
        evaluate("x", "1"),
        run("s", { exitCode: 1, error: "NameError", stderr: /NameError: name 's' is not defined/ }),
      ],
      node: [
        run("var x = 1; var w = new WeakMap(); var p = new Promise(() => {})"),
        action("crash", async ({ exec }) => {
          const { restored, status } = await exec("process.kill(process.pid, 'SIGKILL'); for (;;);");
          expect(status).toBe("crashed");
          expect(Object.keys(restored?.lost ?? {}).toSorted()).toEqual(["p", "w"]);
        }),
        run("console.log(1 + 1, x, typeof w)", { stdout: "2 1 undefined\n" }),
      ],
    },
  },
  ...["exit()", "quit()", "sys.exit(3)", "raise SystemExit(3)", "os._exit(3)"].map((code): Case => {
    const status = code.includes("3") ? 3 : 0;
    return {
      id: "R03",
      title: `${code} says its status and keeps the state`,
      in: {
        python: [
          run("import os, sys; x = 1"),
          run(code, { exitCode: status, restored: "any" }),
          evaluate("x", "1"),
          run("print(sys.version_info[0])", { stdout: "3\n" }),
        ],
      },
    };
  }),
  ...["process.exit(3)", "process.reallyExit(3)", "process.exitCode = 3"].map((code): Case => ({
    id: "R03",
    title: `${code} says its status and keeps the state`,
    in: { node: [run("var x = 1"), run(code, { exitCode: 3, restored: "any" }), evaluate("x", "1")] },
  })),
  {
    id: "R05",
    title: "an interpreter that is missing and then installed is found by the next call",
    in: everywhere((language) => [
      action("install it late", async ({ open, path, folder }) => {
        const program = path("interpreter");
        const runtime = await open({ interpreters: { [language]: program } });
        const session = await runtime.session(folder);
        for (let round = 0; round < 2; round++)
          await expect(session.exec("", { language })).rejects.toMatchObject({
            code: "INTERPRETER_NOT_FOUND",
            message: expect.stringContaining(program) as string,
          });
        // One that is there, and fails at its start.
        symlinkSync("/bin/false", program);
        await expect(session.exec("", { language })).rejects.toMatchObject({ name: "HoldfastError" });
        await replace(program, executable(language));
        const result = await session.exec(USE_NOTHING[language], { language });
        expect(result, JSON.stringify(result)).toMatchObject({ status: "completed", stdout: "1\n" });
      }),
    ]),
  },
  {
    id: "R06",
    title: "ten calls on a dead session bring it back once",
    in: everywhere((language) => [
      run(SET[language]),
      action("kill it and call ten times", async (bench) => {
        await bench.session.state();
        await killIdle(bench);
        const results = await Promise.all(Array.from({ length: 10 }, () => bench.exec(PID[language])));
        expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["completed"]));
        expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
        expect(results.filter(({ restored }) => restored !== undefined)).toHaveLength(1);
      }),
      run(USE[language], { stdout: "1\nf\n" }),
    ]),
  },
];

const USE_NOTHING: Readonly<Record<Language, string>> = {
  bash: "echo 1",
  python: "print(1)",
  node: "console.log(1)",
};

function executable(language: Language): string {
  if (language === "node") return process.execPath;
  return language === "python" ? "/usr/bin/python3" : "/bin/bash";
}

async function replace(link: string, target: string): Promise<void> {
  const { rm, symlink } = await import("node:fs/promises");
  await rm(link);
  await symlink(target, link);
}
