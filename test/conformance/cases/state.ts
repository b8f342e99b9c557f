/** S: what one call sets, the next one finds, in every language of the session. */
import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { action, type Case, evaluate, everywhere, refused, run, runIn } from "../case.js";

const MEGABYTE = 1_000_000;

export const state: readonly Case[] = [
  {
    id: "S01",
    title: "a variable",
    plain: "whole",
    in: {
      bash: [run("x=42"), run("echo $x", { stdout: "42\n" })],
      python: [run("x = 42"), evaluate("x", "42")],
      node: [run("const x = 42"), evaluate("x", "42")],
    },
  },
  {
    id: "S02",
    title: "an exported variable reaches children",
    plain: "whole",
    in: {
      bash: [run("export Y=7"), run(`python3 -c 'import os;print(os.environ["Y"])'`, { stdout: "7\n" })],
    },
  },
  {
    id: "S02",
    title: "the environment is one over all languages",
    in: {
      bash: [
        run("export Y=7"),
        runIn("python", "import os; print(os.environ['Y']); os.environ['Y'] = '8'", { stdout: "7\n" }),
        runIn("node", "console.log(process.env.Y); process.env.Y = '9'", { stdout: "8\n" }),
        run("echo $Y; unset Y", { stdout: "9\n" }),
        runIn("python", "print('Y' in os.environ)", { stdout: "False\n" }),
        runIn("node", "console.log('Y' in process.env)", { stdout: "false\n" }),
      ],
    },
  },
  {
    id: "S02",
    title: "the working directory is one over all languages",
    in: {
      bash: [
        run("mkdir -p a/b; cd a"),
        runIn("python", "import os; print(os.path.basename(os.getcwd())); os.chdir('b')", { stdout: "a\n" }),
        runIn("node", "console.log(require('path').basename(process.cwd())); process.chdir('..')", {
          stdout: "b\n",
        }),
        run("basename $PWD", { stdout: "a\n" }),
      ],
    },
  },
  {
    id: "S02",
    title: "bytes that are not UTF-8 pass through the environment unharmed",
    in: {
      bash: [
        run(String.raw`export RAW=$'a\xff\xfeb'`),
        runIn("python", "import os; print(os.environb[b'RAW'])", { stdout: "b'a\\xff\\xfeb'\n" }),
        action("node passes them on, or names what it cannot take", async ({ session }) => {
          const child = `require('child_process').execSync('printf %s "$RAW" | od -An -tx1').toString().trim()`;
          const { stdout, notShared } = await session.exec(`console.log(${child})`, { language: "node" });
          if (notShared?.["RAW"] === undefined) expect(stdout).toBe("61 ff fe 62\n");
        }),
        run(`printf %s "$RAW" | od -An -tx1`, { stdout: " 61 ff fe 62\n" }),
      ],
    },
  },
  {
    id: "S05",
    title: "an associative array",
    plain: "whole",
    in: {
      bash: [
        run("declare -A m=([k]=v ['a b']='c d')"),
        run(`echo \${m[k]} "\${m[a b]}"`, { stdout: "v c d\n" }),
      ],
    },
  },
  {
    id: "S06",
    title: "options, mask and limits of the shell",
    plain: "whole",
    in: {
      bash: [
        run("shopt -s nullglob; set -o noclobber; umask 027; ulimit -n 64"),
        run("shopt nullglob; set -o | grep noclobber; umask; ulimit -n; echo nope*", {
          stdout: /^nullglob\s+on\nnoclobber\s+on\n0027\n64\n\n$/,
        }),
        run("echo a >f; echo b >f", { stderr: /cannot overwrite existing file/, exitCode: 1 }),
      ],
    },
  },
  {
    id: "S07",
    title: "an EXIT trap fires when the session ends, once, and not before",
    in: {
      bash: [
        run("trap 'echo bye >>bye' EXIT"),
        run("echo x", { stdout: "x\n" }),
        run("trap -p EXIT", { stdout: "trap -- 'echo bye >>bye' EXIT\n" }),
        action("end the session", async ({ session, path }) => {
          expect(existsSync(path("bye"))).toBe(false);
          await session.terminate();
          expect(readFileSync(path("bye"), "utf8")).toBe("bye\n");
        }),
      ],
      python: [
        run("import atexit; atexit.register(lambda: open('bye', 'a').write('bye\\n')); None"),
        run("print('x')", { stdout: "x\n" }),
        action("end the session", async ({ session, path }) => {
          expect(existsSync(path("bye"))).toBe(false);
          await session.terminate();
          expect(readFileSync(path("bye"), "utf8")).toBe("bye\n");
        }),
      ],
      node: [
        run("process.on('exit', () => require('fs').appendFileSync('bye', 'bye\\n')); 0"),
        run("console.log('x')", { stdout: "x\n" }),
        action("end the session", async ({ session, path }) => {
          expect(existsSync(path("bye"))).toBe(false);
          await session.terminate();
          expect(readFileSync(path("bye"), "utf8")).toBe("bye\n");
        }),
      ],
    },
  },
  {
    id: "S10",
    title: "an environment for one run",
    in: {
      bash: [
        run("export A=old"),
        run("echo $A $B", { stdout: "new b\n" }, { env: { A: "new", B: "b" } }),
        run(`echo $A "[$B]"`, { stdout: "old []\n" }),
      ],
      python: [
        run("import os; os.environ['A'] = 'old'"),
        run("print(os.environ['A'], os.environ['B'])", { stdout: "new b\n" }, { env: { A: "new", B: "b" } }),
        run("print(os.environ['A'], 'B' in os.environ)", { stdout: "old False\n" }),
      ],
      node: [
        run("process.env.A = 'old'"),
        run(
          "console.log(process.env.A, process.env.B)",
          { stdout: "new b\n" },
          { env: { A: "new", B: "b" } },
        ),
        run("console.log(process.env.A, 'B' in process.env)", { stdout: "old false\n" }),
      ],
    },
  },
  {
    id: "S10",
    title: "an environment for one run, over one that was just set from outside",
    in: everywhere((language) => {
      const show = {
        bash: "echo $A",
        python: "import os; print(os.environ['A'])",
        node: "console.log(process.env.A)",
      }[language];
      return [
        action("set A", ({ session }) => session.setEnv({ A: "old" })),
        run(show, { stdout: "new\n" }, { env: { A: "new" } }),
        run(show, { stdout: "old\n" }),
      ];
    }),
  },
  {
    id: "S10",
    title: "a working directory for one run",
    files: { "sub/f": "" },
    in: {
      bash: [run("ls", { stdout: "f\n" }, { cwd: "sub" }), run("ls", { stdout: "sub\n" })],
      python: [
        run("import os; print(os.listdir())", { stdout: "['f']\n" }, { cwd: "sub" }),
        run("print(os.listdir())", { stdout: "['sub']\n" }),
      ],
      node: [
        run("console.log(require('fs').readdirSync('.').join())", { stdout: "f\n" }, { cwd: "sub" }),
        run("console.log(require('fs').readdirSync('.').join())", { stdout: "sub\n" }),
      ],
    },
  },
  {
    id: "S12",
    title: "a name that no environment can hold is refused before the run",
    in: everywhere((language) => [
      refused(language === "bash" ? "touch ran" : "open('ran', 'w')", "INVALID_ARGUMENT", {
        env: { "INVALID-NAME": "x" },
      }),
      refused(":", "INVALID_ARGUMENT", { env: { "A=B": "x" } }),
      refused(":", "INVALID_ARGUMENT", { env: { A: "x\0y" } }),
      action("look that it has not run", async ({ path }) => {
        expect(existsSync(path("ran"))).toBe(false);
        await Promise.resolve();
      }),
      run(language === "node" ? "console.log(1)" : language === "python" ? "print(1)" : "echo 1", {
        stdout: "1\n",
      }),
    ]),
  },
  {
    id: "S14",
    title: "a working directory that does not exist is a failed result",
    in: everywhere((language) => [
      run(
        language === "node" ? "console.log('ran')" : language === "python" ? "print('ran')" : "echo ran",
        { exitCode: 1, stderr: /missing: No such file or directory/, error: "any" },
        { cwd: "/nonexistent/missing" },
      ),
      run(language === "node" ? "console.log(1)" : language === "python" ? "print(1)" : "echo 1", {
        stdout: "1\n",
      }),
    ]),
  },
  {
    id: "S16",
    title: "a value that grows beside a megabyte of output",
    plain: "whole",
    in: {
      bash: [
        run("export FOO=a"),
        ...Array.from({ length: 5 }, () =>
          run(`export FOO=\${FOO}_next; head -c ${MEGABYTE} /dev/zero | tr '\\0' a`, {
            stdout: "a".repeat(MEGABYTE),
          }),
        ),
        run("echo $FOO", { stdout: "a_next_next_next_next_next\n" }),
      ],
    },
  },
  {
    id: "S18",
    title: "the session that was asked for is the one that is used",
    in: everywhere((language) => [
      run(language === "node" ? "var x = 1" : "x=1"),
      action("ask by id, by workspace, and by an unknown id", async ({ runtime, session }) => {
        const same = await runtime.byId(session.id);
        expect(same.id).toBe(session.id);
        const code = language === "node" ? "console.log(x)" : language === "python" ? "print(x)" : "echo $x";
        expect((await same.exec(code, { language })).stdout).toBe("1\n");
        await expect(runtime.byId("s_0000000000000000")).rejects.toMatchObject({ code: "UNKNOWN_SESSION" });
      }),
    ]),
  },
  {
    id: "S19",
    title: "sessions do not move one another",
    in: {
      bash: [
        action("parallel sessions go elsewhere", async ({ session, another, folder, exec }) => {
          const others = await Promise.all(["a", "b", "c"].map((name) => another(name)));
          await Promise.all(others.map((other) => other.exec("cd /; export MOVED=1")));
          expect(await session.getWorkdir()).toBe(folder);
          expect((await exec("echo $PWD $MOVED")).stdout).toBe(`${folder}\n`);
          for (const other of others) expect(await other.getWorkdir()).toBe("/");
        }),
      ],
    },
  },
  {
    id: "S20",
    title: "the stack of directories",
    plain: "whole",
    in: {
      bash: [
        run("pushd /tmp; pushd /usr", { stdout: /^\/tmp .*\n\/usr \/tmp .*\n$/ }),
        run("dirs", { stdout: /^\/usr \/tmp \S+\n$/ }),
        run("popd >/dev/null; popd >/dev/null; basename $PWD", { stdout: "w\n" }),
      ],
    },
  },
  {
    id: "S21",
    title: "positional parameters",
    plain: "whole",
    in: {
      bash: [
        run("set -- a b c"),
        run("echo $# $2", { stdout: "3 b\n" }),
        run("shift"),
        run("echo $# $2", { stdout: "2 c\n" }),
      ],
    },
  },
  {
    id: "S22",
    title: "an open descriptor",
    plain: "whole",
    in: {
      bash: [
        run("exec 5>log"),
        run("echo hi >&5"),
        run("exec 5>&-; cat log", { stdout: "hi\n" }),
        run("echo no >&5", { stderr: /5: Bad file descriptor/, exitCode: 1 }),
      ],
      python: [
        run("f = open('log', 'w')"),
        run("print('hi', file=f, flush=True)"),
        run("print(open('log').read(), end='')", { stdout: "hi\n" }),
      ],
    },
  },
  {
    id: "S23",
    title: "prefix assignments and local variables end where bash ends them",
    plain: "whole",
    in: {
      bash: [
        run(`A=1 bash -c 'echo $A'; echo "[$A]"`, { stdout: "1\n[]\n" }),
        run(`f(){ local l=2; echo $l; }; f; echo "[$l]"`, { stdout: "2\n[]\n" }),
        run(`echo "[$A$l]"`, { stdout: "[]\n" }),
      ],
    },
  },
  {
    id: "S23",
    title: "a readonly variable",
    plain: "first",
    in: {
      bash: [
        run("readonly R=1\nR=2", { stderr: /R: readonly variable/, exitCode: 1, restored: "any" }),
        run("R=3", { stderr: /R: readonly variable/, exitCode: 1, restored: "any" }),
        run("echo $R", { stdout: "1\n" }),
      ],
    },
  },
];
