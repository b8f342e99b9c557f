/** K: what kills or poisons a session. The status is said, and the session lives with its state. */
import { renameSync, symlinkSync } from "node:fs";
import { expect } from "vitest";
import { action, type Case, evaluate, run } from "../case.js";
import { alive } from "../bench.js";

/** Settings that change how the shell reads or finds things, each with what it must not stop. */
const POISONS = [
  "set -o posix",
  "POSIXLY_CORRECT=1",
  "set -f",
  "IFS=x",
  "unset PATH",
  "PATH=",
  "set -e",
  "set -eu -o pipefail",
  "set -k",
  "set -t",
  "set -p",
  "set -C",
  "set -a",
  "set +B",
  "set +h",
  "shopt -s nocasematch nocaseglob failglob",
  "shopt -s extdebug",
  "shopt -u sourcepath; shopt -s lastpipe",
  "enable -n printf echo trap",
  "enable -n builtin .",
  "unset -f trap; unset -v BASH_ARGV0",
  "trap '' DEBUG",
  "trap - EXIT",
  "trap 'x=2' USR1",
  "umask 777",
  "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-",
  'for ((fd = 10; fd < 256; fd++)); do eval "exec $fd>&-"; done 2>/dev/null',
  "exec </dev/null >&- 2>&-",
  "readonly _hf _hfr _hfv _hfu 2>/dev/null",
  "unset _hf",
  "_hf=/nonexistent",
  "hash -p /bin/false echo",
  "LC_ALL=zz_ZZ",
  "BASH_ENV=/nonexistent; ENV=/nonexistent; export BASH_ENV ENV",
  "set --",
  "cd /proc/self",
];

export const lethal: readonly Case[] = [
  {
    id: "K01",
    title: "exit with a status",
    plain: "first",
    in: {
      bash: [
        run("x=1; exit 42", { exitCode: 42, restored: /exit/ }),
        run("echo $x", { stdout: "1\n" }),
        run("exit", { restored: /exit/ }),
        run("echo $x", { stdout: "1\n" }),
        run("echo before; f() { exit 3; }; f; echo after", {
          stdout: "before\n",
          exitCode: 3,
          restored: /exit/,
        }),
        run("echo $x; type -t f", { stdout: "1\nfunction\n" }),
      ],
      python: [run("x = 1; import sys; sys.exit(42)", { exitCode: 42, restored: "any" }), evaluate("x", "1")],
      node: [
        run("var x = 1; process.exit(42)", { exitCode: 42, restored: "any" }),
        run("console.log(x)", { stdout: "1\n" }),
      ],
    },
  },
  {
    id: "K01",
    title: "set -e and a failing command",
    plain: "first",
    in: {
      bash: [
        run("set -e; x=1; echo a; false; echo b", { stdout: "a\n", exitCode: 1, restored: /./ }),
        run("echo $x $-", { stdout: /^1 \w*e\w*\n$/ }),
        run("set +e; false; echo $?", { stdout: "1\n" }),
      ],
    },
  },
  {
    id: "K04",
    title: "an unbound variable under set -u",
    plain: "first",
    in: {
      bash: [
        run("x=1; set -u; echo ${NOPE}", { exitCode: 1, stderr: /NOPE: unbound variable/, restored: "any" }),
        run("echo $x", { stdout: "1\n" }),
      ],
    },
  },
  {
    id: "K05",
    title: "the interpreter kills itself",
    in: {
      bash: [
        run("x=1; f() { echo f; }"),
        run("kill -9 $$", { status: "crashed", exitCode: 137, restored: /signal 9/ }),
        run("echo alive $x; f", { stdout: "alive 1\nf\n" }),
        ...[
          ["SEGV", 11],
          ["TERM", 15],
          ["HUP", 1],
          ["ABRT", 6],
        ].flatMap(([name, number]) =>
          [`kill -${name} $$; echo no`, `kill -${name} $$`, `: FUNCNAME; kill -${name} $$`].flatMap(
            (code) => [
              run(code, {
                status: "crashed",
                exitCode: 128 + Number(number),
                restored: new RegExp(`signal ${number}\\b`),
              }),
              run("echo alive $x", { stdout: "alive 1\n" }),
            ],
          ),
        ),
        run("kill -0 $$", { status: "completed" }),
        run("echo $$ >/dev/null; exit 0", { status: "completed", restored: /by exit/ }),
      ],
      python: [
        run("x = 1\ndef f(): return x + 1"),
        run("import os; os.kill(os.getpid(), 9)", { status: "crashed", exitCode: 137, restored: /signal 9/ }),
        evaluate("x, f()", "(1, 2)"),
        run("import ctypes; ctypes.string_at(0)", {
          status: "crashed",
          exitCode: 139,
          restored: /signal 11/,
        }),
        evaluate("x, f()", "(1, 2)"),
      ],
      node: [
        run("var x = 1; function f() { return x + 1; }"),
        run("process.kill(process.pid, 'SIGKILL'); for (;;);", {
          status: "crashed",
          exitCode: 137,
          restored: /signal 9/,
        }),
        run("console.log(x, f())", { stdout: "1 2\n" }),
        run("process.abort()", { status: "crashed", exitCode: 134, stderr: /^[^]*$/, restored: /signal 6/ }),
        run("console.log(x, f())", { stdout: "1 2\n" }),
      ],
    },
  },
  {
    id: "K06",
    title: "exec of another shell",
    plain: "first",
    in: {
      bash: [
        run("exec bash --norc", { restored: /./ }),
        run("echo alive", { stdout: "alive\n" }),
        run("exec bash --norc -c 'exit 9'", { exitCode: 9, restored: /./ }),
        run("echo alive; false", { stdout: "alive\n", exitCode: 1 }),
      ],
    },
  },
  {
    id: "K09",
    title: "a redirection for good",
    in: {
      bash: [run("exec >/dev/null"), run("echo seen", { stdout: "seen\n" })],
      python: [
        run("import os, sys; os.dup2(os.open('/dev/null', os.O_WRONLY), 1); None"),
        run("print('seen')", { stdout: "seen\n" }),
      ],
    },
  },
  {
    id: "K10",
    title: "return at top level",
    in: {
      bash: [
        run("x=1; return 7; x=2", { exitCode: 7 }),
        run("echo $? $x", { stdout: "7 1\n" }),
        run("return", { exitCode: 0 }),
      ],
    },
  },
  {
    id: "K12",
    title: "pipefail",
    plain: "whole",
    in: {
      bash: [run("set -o pipefail; false|true", { exitCode: 1 }), run("false | true", { exitCode: 1 })],
    },
  },
  {
    id: "K13",
    title: "exit while a job holds the output",
    in: {
      bash: [
        run("x=1; sleep 100 & exit 1", { exitCode: 1, restored: /exit/ }),
        action("the job lives on", async ({ session }) => {
          const jobs = await session.jobs();
          expect(jobs.map(({ command }) => command)).toEqual(["sleep 100"]);
          expect(alive(jobs[0]?.pid ?? 0)).toBe(true);
        }),
        run("echo $x", { stdout: "1\n" }),
      ],
    },
  },
  {
    id: "K14",
    title: "the working directory is deleted",
    plain: "whole",
    in: {
      bash: [
        run("d=$(mktemp -d); cd $d; rm -rf $PWD; echo ok", { stdout: "ok\n" }),
        run("echo after; cd /; pwd", { stdout: "after\n/\n" }),
      ],
    },
  },
  {
    id: "K14",
    title: "the working directory is deleted while every language stands in it",
    in: {
      python: [
        run("import os, tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d); print('ok')", {
          stdout: "ok\n",
        }),
        run("print('after'); os.chdir('/'); print(os.getcwd())", { stdout: "after\n/\n" }),
      ],
      node: [
        run(
          "const fs = require('fs'), d = fs.mkdtempSync('/tmp/d-'); process.chdir(d); fs.rmdirSync(d); console.log('ok')",
          {
            stdout: "ok\n",
          },
        ),
        run("console.log('after'); process.chdir('/'); console.log(process.cwd())", { stdout: "after\n/\n" }),
      ],
    },
  },
  ...POISONS.map((poison): Case => ({
    id: "K19",
    title: poison,
    in: {
      bash: [
        run("kept=1"),
        action("the poison", async (bench) => {
          const result = await bench.exec(poison);
          expect(["completed", "failed", "crashed"], JSON.stringify(result)).toContain(result.status);
        }),
        run("builtin echo ok", { stdout: "ok\n", restored: "any" }),
        run("[[ a == b ]]", { exitCode: 1, restored: "any" }),
        run("[[ $kept == 1 ]]", { restored: "any" }),
      ],
    },
  })),
  {
    id: "K19",
    title: "set -n does not freeze the session",
    in: {
      bash: [
        run("kept=1"),
        run("set -n; echo no", { restored: "any" }),
        run("echo $kept", { stdout: "1\n", restored: "any" }),
        run("set -n", { restored: "any" }),
        run("echo $kept", { stdout: "1\n", restored: "any" }),
      ],
    },
  },
  {
    id: "K19",
    title: "ulimit -f 0",
    in: {
      bash: [
        run("kept=1"),
        run("ulimit -f 0", { restored: "any" }),
        run("echo $kept", { stdout: "1\n", restored: "any" }),
      ],
    },
  },
  {
    id: "K20",
    title: "an ERR trap that exits",
    plain: "first",
    in: {
      bash: [
        run("x=1; trap 'exit 3' ERR; false", { exitCode: 3, restored: /exit/ }),
        run("echo $x", { stdout: "1\n" }),
        run("trap -p ERR", { stdout: "trap -- 'exit 3' ERR\n" }),
        run("false", { exitCode: 3, restored: /exit/ }),
      ],
    },
  },
  {
    id: "K20",
    title: "a DEBUG trap traces the user's commands only",
    plain: "whole",
    in: {
      bash: [
        run("trap 'echo d' DEBUG; echo a", { stdout: "d\na\n" }),
        run("echo b", { stdout: "d\nb\n" }),
        run("trap - DEBUG", { stdout: "d\n" }),
        run("echo c", { stdout: "c\n" }),
      ],
    },
  },
  {
    id: "K20",
    title: "an ERR trap that speaks",
    plain: "whole",
    in: {
      bash: [
        run("trap 'echo e $?' ERR; (exit 4)", { stdout: "e 4\n", exitCode: 4 }),
        run("true; echo a", { stdout: "a\n" }),
        run("(exit 5)", { stdout: "e 5\n", exitCode: 5 }),
      ],
    },
  },
  {
    id: "K15",
    title: "the working directory is replaced by a link to another place",
    in: {
      bash: [
        run("mkdir sub && cd sub"),
        action("replace it; the session stays where it was, and says where that is", async (bench) => {
          renameSync(bench.path("sub"), bench.path("moved"));
          symlinkSync("/usr", bench.path("sub"));
          const result = await bench.exec("readlink /proc/self/cwd");
          expect(result).toMatchObject({ stdout: `${bench.path("moved")}\n`, cwd: bench.path("moved") });
          const python = await bench.exec("import os; print(os.getcwd())", { language: "python" });
          expect(python).toMatchObject({ stdout: `${bench.path("moved")}\n`, cwd: bench.path("moved") });
        }),
      ],
    },
  },
  {
    id: "K21",
    title: "the interpreter is killed from outside while it runs",
    in: {
      bash: killed("x=1", "echo go; sleep 1000", "echo $x"),
      python: killed("x = 1", "import time; print('go', flush=True); time.sleep(1000)", "print(x)"),
      node: killed(
        "var x = 1",
        "console.log('go'); await new Promise((resolve) => setTimeout(resolve, 1e6))",
        "console.log(x)",
      ),
    },
  },
];

function killed(before: string, during: string, after: string) {
  return [
    run(before),
    action("kill it", async ({ start, pid }) => {
      const running = start(during, { timeoutMs: 60_000 });
      await running.saw("go\n");
      process.kill(await pid(), "SIGKILL");
      const result = await running.result;
      expect(result, JSON.stringify(result)).toMatchObject({
        status: "crashed",
        exitCode: 137,
        stdout: "go\n",
        restored: { reason: expect.stringContaining("signal 9") as string },
      });
      expect(result.durationMs).toBeLessThan(10_000);
    }),
    run(after, { stdout: "1\n" }),
  ];
}
