/** E: what is given for one run (`env`, `cwd`, `stdin`, `tty`) ends with that run, however it ends. */
import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "vitest";
import type { Bench } from "../bench.js";
import { action, type Case, type Language, run, type StepOptions } from "../case.js";

const LANGUAGES: readonly Language[] = ["bash", "python", "node"];
const SET = { bash: "keep=5", python: "keep = 5", node: "const keep = 5" };

/** The secret as each language and its children have it, where it is, what it can read, and what was set before. */
const LOOK = {
  bash: `bash -c 'echo "[$SECRET]"'; echo "[$SECRET]"; basename "$PWD"; cat; [ -t 0 ] || echo none`,
  python: `import os, subprocess, sys
_ = subprocess.run(["sh", "-c", 'echo "[$SECRET]"'])
print("[%s]" % os.environ.get("SECRET", ""))
print(os.path.basename(os.getcwd()))
print(sys.stdin.read(), end="")
print("none" if not sys.stdin.isatty() else "")`,
  node: `require("child_process").spawnSync("sh", ["-c", 'echo "[$SECRET]"'], { stdio: "inherit" });
console.log("[" + (process.env.SECRET ?? "") + "]");
console.log(require("path").basename(process.cwd()));
process.stdout.write(require("fs").readFileSync(0, "utf8"));
console.log(require("tty").isatty(0) ? "" : "none");`,
};
const KEPT = { bash: "echo $keep", python: "print(keep)", node: "console.log(keep)" };

const ENDS: Readonly<Record<Language, readonly string[]>> = {
  bash: [
    "true",
    "false",
    "exit 0",
    "exit 3",
    "(exit 3); exit",
    "set -e; false",
    "unset x; : ${x:?gone}; :",
    "trap 'echo bye' EXIT; exit 3",
    "trap : EXIT; set -e; false",
    "kill -TERM $$",
    "kill -9 $$",
    "exec true",
    "f() { exit 4; }; f",
    "sleep 100",
  ],
  python: [
    "1",
    "raise ValueError('x')",
    "import sys; sys.exit(0)",
    "import sys; sys.exit(3)",
    "exit()",
    "import os; os._exit(3)",
    "import os; os.abort()",
    "import os; os.kill(os.getpid(), 9)",
    "import os; os.kill(os.getpid(), 15)",
    "import os; os.execv('/bin/true', ['true'])",
    "this is no python",
    "import time; time.sleep(100)",
    "while True: pass",
  ],
  node: [
    "1",
    "throw new Error('x')",
    "process.exit(0)",
    "process.exit(3)",
    "process.exitCode = 4",
    "process.abort()",
    "process.kill(process.pid, 'SIGKILL')",
    "process.reallyExit(3)",
    "this is no javascript",
    "Promise.reject(new Error('x'))",
    "await new Promise((resolve) => setTimeout(resolve, 1e6))",
    "while (true) {}",
  ],
};

/** The run is to end by itself, or is stopped by its limit. */
const isLong = (code: string) => /sleep|1e6|while/.test(code);

async function expectNothingLeft({ exec, session, folder }: Bench, language: Language, code: string) {
  expect(JSON.stringify((await session.state()).env_vars), code).not.toContain("tok-en");
  for (const other of [language, ...LANGUAGES.filter((one) => one !== language)]) {
    const result = await exec(LOOK[other], { language: other });
    const told = `${other} after ${code}\n${JSON.stringify(result)}`;
    expect(result.stdout, told).toBe(`[]\n[]\n${basename(folder)}\nnone\n`);
    expect(result.cwd, told).toBe(folder);
    expect(JSON.stringify(result.changes?.env), told).not.toContain("SECRET");
  }
}

function ended(language: Language, code: string, options: StepOptions): Case {
  const given = { env: { SECRET: "tok-en" }, cwd: "sub", ...options };
  return {
    id: options.tty ? "E02" : "E01",
    title: `what is given for one run${options.tty ? " on a terminal" : ""} ends with it: ${language} ${code}`,
    timeoutMs: 60_000,
    in: {
      [language]: [
        run(SET[language]),
        action("run it with all of that, and look everywhere", async (bench) => {
          mkdirSync(bench.path("sub"));
          const limit = isLong(code) ? { timeoutMs: 500 } : {};
          const { cwd } = await bench.exec(code, { ...given, ...limit });
          expect(cwd).toBe(bench.folder);
          await expectNothingLeft(bench, language, code);
        }),
        run(KEPT[language], { stdout: "5\n" }),
      ],
    },
  };
}

export const oneRun: readonly Case[] = LANGUAGES.flatMap((language) => [
  ...ENDS[language].map((code) => ended(language, code, { stdin: { text: "from the run\n" } })),
  ...ENDS[language].slice(0, 6).map((code) => ended(language, code, { tty: true })),
]);
