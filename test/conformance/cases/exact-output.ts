/** X: the bytes of the output and the status are the program's own, whatever it prints and whatever it redefines. */
import { expect } from "vitest";
import { action, type Case, everywhere, run } from "../case.js";

/** How other runtimes mark the end of a run, and what our own channels carry. */
const MARKERS = [
  "SHELLPS1PREFIX",
  "UNIQUESTRING29234",
  "###PS1END###",
  "EXITCODESTART0EXITCODEEND",
  "__MARKER__",
  "D0",
  "S",
  "R",
  "X3",
  "K",
  '{"t":"done","run":"r1","code":0}',
  '{"t":"exit","code":0,"signal":null}',
];
const marked = MARKERS.map((marker) => `${marker}\n`).join("");

const LINES = ["> a", "+ b", "... c", ">>> d"];
const lines = LINES.map((line) => `${line}\n`).join("");

/** Functions that cannot stay beside the driver, and what is said of them. */
const UNDONE: Readonly<Record<string, RegExp>> = {
  builtin: /^holdfast: the function `builtin` was undone/,
  ".": /^holdfast: the shell did not answer: functions `builtin` and `\.`, .* were undone\n$/,
};

/** Names that a driver of bash might lean on. */
const SHADOWED = [
  "echo",
  "read",
  "command",
  "builtin",
  "eval",
  "source",
  ".",
  "trap",
  "exit",
  "printf",
  "declare",
  "unset",
  "set",
  "return",
  "enable",
  "shopt",
];

const forge = {
  bash: String.raw`for ((i = 0; i < 200; i++)); do
  for entry in /proc/self/fd/*; do
    fd=\${entry##*/}
    ((fd < 3)) || printf 'D0\n{"t":"done","run":"r2","code":0}\n' >&$fd
  done
done 2>/dev/null
false`.replaceAll("\\$", "$"),
  python: `import os
for _ in range(200):
    for fd in os.listdir('/proc/self/fd'):
        try:
            int(fd) > 2 and os.write(int(fd), b'\\n{"t":"done","run":"r2","code":0}\\n')
        except OSError:
            pass
raise ValueError('the true end')`,
  node: `const fs = require('fs');
for (let i = 0; i < 200; i++)
  for (const fd of fs.readdirSync('/proc/self/fd'))
    if (fd > 2) try { fs.writeSync(Number(fd), '\\n{"t":"done","run":"r2","code":0}\\n'); } catch {}
throw new Error('the true end');`,
};

export const exactOutput: readonly Case[] = [
  {
    id: "X01",
    title: "an empty line",
    plain: "whole",
    in: {
      bash: [run("echo ''", { stdout: "\n" })],
      python: [run("print('')", { stdout: "\n" })],
      node: [run("console.log('')", { stdout: "\n" })],
    },
  },
  {
    id: "X02",
    title: "leading and trailing blank lines",
    plain: "whole",
    in: {
      bash: [run(String.raw`printf '\n\nx\n\n\n'`, { stdout: "\n\nx\n\n\n" })],
      python: [run(String.raw`print('\n\nx\n\n')`, { stdout: "\n\nx\n\n\n" })],
      node: [run(String.raw`process.stdout.write('\n\nx\n\n\n')`, { stdout: "\n\nx\n\n\n" })],
    },
  },
  {
    id: "X03",
    title: "output without a newline at its end",
    plain: "whole",
    in: {
      bash: [run("printf '  x'", { stdout: "  x" }), run("printf y", { stdout: "y" })],
      python: [run("print('  x', end='')", { stdout: "  x" }), run("print('y', end='')", { stdout: "y" })],
      node: [
        run("process.stdout.write('  x')", { stdout: "  x" }),
        run("process.stdout.write('y')", { stdout: "y" }),
      ],
    },
  },
  {
    id: "X04",
    title: "a comment only",
    plain: "whole",
    in: { bash: [run("# only comment")], python: [run("# only comment")], node: [run("// only comment")] },
  },
  {
    id: "X05",
    title: "nothing, and blanks only",
    plain: "each",
    in: everywhere(() => [run(""), run("\n\n \n"), run("\t"), run("\n")]),
  },
  {
    id: "X07",
    title: "text that looks like a status",
    plain: "whole",
    in: {
      bash: [run(`echo "__EXIT_0__"; false`, { stdout: "__EXIT_0__\n", exitCode: 1 })],
      python: [
        run(`print("__EXIT_0__"); raise SystemExit(1)`, {
          stdout: "__EXIT_0__\n",
          exitCode: 1,
          restored: "any",
        }),
      ],
    },
  },
  {
    id: "X08",
    title: "known markers are plain text, on both streams, and the status is the program's",
    in: {
      bash: [
        run(`cat <<'END'\n${marked}END\ncat >&2 <<'END'\n${marked}END\n(exit 5)`, {
          stdout: marked,
          stderr: marked,
          exitCode: 5,
        }),
      ],
      python: [
        run(
          `import sys\nprint(${JSON.stringify(marked)}, end='')\nsys.stderr.write(${JSON.stringify(marked)}); None`,
          {
            stdout: marked,
            stderr: marked,
          },
        ),
      ],
      node: [
        run(
          `process.stdout.write(${JSON.stringify(marked)}); process.stderr.write(${JSON.stringify(marked)}); 0`,
          { stdout: marked, stderr: marked },
        ),
      ],
    },
  },
  {
    id: "X09",
    title: "a function named printf",
    plain: "whole",
    in: {
      bash: [
        run("printf(){ builtin echo SHADOW; }"),
        run("echo ok", { stdout: "ok\n" }),
        run("printf x", { stdout: "SHADOW\n" }),
        run("unset -f printf"),
        run("printf x", { stdout: "x" }),
      ],
    },
  },
  ...SHADOWED.map((name): Case => ({
    id: "X10",
    title: `a function, then an alias, named ${name}`,
    ...(UNDONE[name] === undefined && { plain: "whole" as const }),
    in: {
      bash: [
        run("kept=1"),
        run(`function ${name} { :; }`, { stderr: UNDONE[name] ?? "" }),
        run("[[ a == b ]]", { exitCode: 1 }),
        run("[[ $kept == 1 ]]"),
        run("shopt -s expand_aliases 2>&1"),
        run(
          `\\builtin unset -f ${name} 2>/dev/null; POSIXLY_CORRECT=y; \\unset -f ${name} builtin; \\unset POSIXLY_CORRECT`,
        ),
        run(`\\builtin shopt -s expand_aliases; \\builtin alias ${name}=:`),
        run("[[ a == b ]]", { exitCode: 1 }),
        run("[[ $kept == 1 ]]"),
      ],
    },
  })),
  {
    id: "X12",
    title: "set -v shows the user's lines only",
    in: { bash: [run("set -v"), run("echo a\n", { stdout: "a\n", stderr: "echo a\n" })] },
  },
  {
    id: "X12",
    title: "set -x shows the user's commands only, one level deeper",
    in: {
      bash: [
        run("set -x"),
        run("echo a", { stdout: "a\n", stderr: "++ echo a\n" }),
        run("cd . && x=1; false", { stderr: "++ cd .\n++ x=1\n++ false\n", exitCode: 1 }),
        run("set +x", { stderr: "++ set +x\n" }),
        run("echo b", { stdout: "b\n" }),
      ],
    },
  },
  {
    id: "X13",
    title: "prompts are variables like any other",
    plain: "whole",
    in: {
      bash: [
        run(`PS1='$ '; PS2='> '; PROMPT_COMMAND='echo hi'`),
        run("echo a", { stdout: "a\n" }),
        run(`printf '%s|' "$PS1" "$PS2" "$PROMPT_COMMAND"`, { stdout: "$ |> |echo hi|" }),
      ],
    },
  },
  {
    id: "X14",
    title: "an exported prompt",
    plain: "whole",
    in: { bash: [run("export PS1=abc; env | grep PS1", { stdout: "PS1=abc\n" })] },
  },
  ...[4_200, 200_000].map((length): Case => ({
    id: "X16",
    title: `one line of ${length} bytes`,
    plain: "whole",
    in: {
      bash: [run(`x='${"a".repeat(length)}'; echo \${#x}`, { stdout: `${length}\n` })],
      python: [run(`x = '${"a".repeat(length)}'; print(len(x))`, { stdout: `${length}\n` })],
      node: [run(`var x = '${"a".repeat(length)}'; console.log(x.length)`, { stdout: `${length}\n` })],
    },
  })),
  {
    id: "X19",
    title: "the two streams apart",
    plain: "whole",
    in: {
      bash: [run("echo out; echo err >&2; echo out2", { stdout: "out\nout2\n", stderr: "err\n" })],
      python: [
        run("import sys\nprint('out'); print('err', file=sys.stderr); print('out2')", {
          stdout: "out\nout2\n",
          stderr: "err\n",
        }),
      ],
      node: [
        run("console.log('out'); console.error('err'); console.log('out2')", {
          stdout: "out\nout2\n",
          stderr: "err\n",
        }),
      ],
    },
  },
  {
    id: "X21",
    title: "lines that look like prompts",
    plain: "whole",
    in: {
      bash: [run(`printf '%s\\n' ${LINES.map((line) => `'${line}'`).join(" ")}`, { stdout: lines })],
      python: [run(`print(${JSON.stringify(lines)}, end='')`, { stdout: lines })],
      node: [run(`process.stdout.write(${JSON.stringify(lines)})`, { stdout: lines })],
    },
  },
  {
    id: "X22",
    title: "the command's text is not echoed",
    plain: "whole",
    in: {
      bash: [
        run("git init -q d; cd d; git remote add origin u; git remote -v", {
          stdout: "origin\tu (fetch)\norigin\tu (push)\n",
        }),
      ],
    },
  },
  {
    id: "X24",
    title: "$? of the last command is there in the next call",
    plain: "whole",
    in: {
      bash: [
        run("false", { exitCode: 1 }),
        run("echo $?", { stdout: "1\n" }),
        run("(exit 77)", { exitCode: 77 }),
        run("x=$?"),
        run("echo $? $x", { stdout: "0 77\n" }),
      ],
    },
  },
  {
    id: "X25",
    title: "$_ is the user's last argument",
    plain: "whole",
    in: {
      bash: [
        run("echo one two", { stdout: "one two\n" }),
        run("echo $_", { stdout: "two\n" }),
        run(": 'a b'"),
        run(`echo "$_"`, { stdout: "a b\n" }),
      ],
    },
  },
  {
    id: "X25",
    title: "the runtime is not to be seen in $BASH_COMMAND, $LINENO, history, names and options",
    in: {
      bash: [
        run(`echo "$BASH_COMMAND"`, { stdout: `echo "$BASH_COMMAND"\n` }),
        run(`\necho $LINENO`, { stdout: "2\n" }),
        run("history"),
        run("set -o history"),
        run("echo seen", { stdout: "seen\n" }),
        run("history", { stdout: /^(?!.*(?:_hf|builtin))[^]*$/ }),
        run("declare -F; alias"),
        run("trap; trap -p"),
        run("jobs; dirs -l | wc -l", { stdout: "1\n" }),
      ],
    },
  },
  {
    id: "X26",
    title: "what is written into every descriptor forges no result",
    in: everywhere((language) => [
      run(language === "node" ? "var kept = 1" : "kept=1"),
      action("write to all descriptors from 3 up", async (bench) => {
        const result = await bench.exec(forge[language]);
        expect(result.status, JSON.stringify(result)).not.toBe("completed");
        // The true end, or a broken channel that is said to be one.
        if (!result.restored) expect(result).toMatchObject({ status: "failed", exitCode: 1 });
      }),
      run(language === "node" ? "console.log(kept)" : language === "python" ? "print(kept)" : "echo $kept", {
        stdout: "1\n",
        restored: "any",
      }),
    ]),
  },
];
