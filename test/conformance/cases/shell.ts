/** G: a run's text decides nothing about its session; the driver of bash is neither seen nor touched. */
import { type Case, run, runIn } from "../case.js";

const LEFT = { restored: /left the interpreter/ };
const each = (codes: readonly string[]) =>
  codes.map((code) => run(code, { stdout: /^(?![^]*BYE)/, stderr: /^/, restored: "any" }));

export const shell: readonly Case[] = [
  {
    id: "G01",
    title: "words that look like tracing cost no trap, job or coprocess",
    in: {
      bash: [
        run(`tmp=$(mktemp -d); trap 'rm -rf "$tmp"; echo BYE' EXIT; echo data > $tmp/f`),
        run("(sleep .2; exit 5) & P=$!; coproc C { cat; }; SECONDS=500"),
        ...each([
          "set -x; cat $tmp/f; set +x",
          "DEBUG=1 true",
          "echo --log-level DEBUG",
          "declare -i N=1",
          "grep -rn caller . ; :",
          "# history",
          "f(){ local -i n=3; }; f",
          "cat <<E\nlogging.DEBUG FUNCNAME\nE",
        ]),
        run(
          "wait $P; echo $?; echo x >&${C[1]}; read -ru ${C[0]} y; echo $y; (( SECONDS >= 500 )) && cat $tmp/f",
          {
            stdout: "5\nx\ndata\n",
          },
        ),
        run("trap - EXIT; rm -r $tmp; exec {C[1]}>&-; wait"),
      ],
    },
  },
  {
    id: "G02",
    title: "the user's EXIT trap fires once, and state is kept",
    in: {
      bash: [
        run(`trap 'echo c $?' EXIT; v=2; exit 3`, { stdout: "c 3\n", exitCode: 3, ...LEFT }),
        run("echo $v; trap -p", { stdout: "2\n" }),
        run(`f() { trap 'echo "in f"' EXIT; }; f; set -e; v=3; false`, {
          stdout: "in f\n",
          exitCode: 1,
          ...LEFT,
        }),
        run("echo $v; set +e; trap", { stdout: "3\n" }),
        run(`trap "echo bye >&2" EXIT; v=4; kill -TERM $$`, {
          status: "crashed",
          exitCode: 143,
          stderr: "bye\n",
          restored: /signal 15/,
        }),
        run("echo $v; trap", { stdout: "4\n" }),
      ],
    },
  },
  {
    id: "G03",
    title: "neither function nor trap of the driver is listed",
    in: {
      bash: [
        run("declare -F; trap -p; trap; compgen -v | grep _hf; alias; :"),
        run("trap 'echo u' USR1; trap -p EXIT; trap -p", { stdout: "trap -- 'echo u' SIGUSR1\n" }),
        run("trap 'echo e' EXIT; (trap -p EXIT); x=$(trap -p); echo \"$x\"; trap - EXIT", {
          stdout: "trap -- 'echo e' EXIT\ntrap -- 'echo e' EXIT\ntrap -- 'echo u' SIGUSR1\n",
        }),
        run("trap -p EXIT", {}, { cwd: "/usr" }),
        run("set -a; a=1; env | grep _hf; export -p | grep _hf; set +a"),
      ],
    },
  },
  ...["/", "-", "D", "0123456789", "_hf"].map((ifs): Case => ({
    id: "G04",
    title: `IFS=${ifs}`,
    in: {
      bash: [
        run(`IFS=${ifs}; a=5; (exit 17)`, { exitCode: 17 }),
        run("echo ok", { stdout: "ok\n" }),
        run("b=6; exit 3", { exitCode: 3, ...LEFT }),
        run('echo "$a $b"; unset IFS', { stdout: "5 6\n" }),
        run("false", { exitCode: 1 }),
      ],
    },
  })),
  ...[
    "shift 5 6\necho after",
    "for i in 1 2; do\n shift 5 6\ndone\necho after",
    "exit 7 8 9\necho after",
    "a['2']=3\necho after",
  ].map((code): Case => ({
    id: "G05",
    title: `an error that a script survives: ${JSON.stringify(code)}`,
    plain: "first",
    in: { bash: [run(code, { stdout: "after\n", stderr: /line \d: /, exitCode: 0 })] },
  })),
  {
    id: "G05",
    title: "where the rest cannot be carried out it is said",
    in: {
      bash: [
        run("f() { shift 5 6; }\nf\necho after", {
          stderr: /too many[^]*line 1 has ended this text/,
          exitCode: 1,
        }),
      ],
    },
  },
  {
    id: "G06",
    title: "PIPESTATUS and $_ last to the next call",
    in: {
      bash: [
        run("true | false | true"),
        run('echo "${PIPESTATUS[@]}"', { stdout: "0 1 0\n" }),
        run("mkdir -p a/b"),
        run("cd $_ && basename $PWD", { stdout: "b\n" }),
        run("false | (exit 3)", { exitCode: 3 }),
        run('echo "$? ${PIPESTATUS[@]}"', { stdout: "3 1 3\n" }),
      ],
    },
  },
  {
    id: "G07",
    title: "$0 and BASH_SOURCE lead to no place of the runtime's",
    in: {
      bash: [
        run(
          `[[ \${BASH_SOURCE[0]} == "$0" ]] && echo main; cd "$(dirname "$0")" && [ "$PWD" = "$OLDPWD" ] && echo same`,
          {
            stdout: "main\nsame\n",
          },
        ),
        run(`x=1; rm -f -- "$0"; rm -rf "$(dirname "\${BASH_SOURCE[0]}")"/*`),
        run("echo $x; nosuchcmd", {
          stdout: "1\n",
          stderr: "bash: line 1: nosuchcmd: command not found\n",
          exitCode: 127,
        }),
        run("f() { echo ${FUNCNAME[@]} ${BASH_LINENO[@]}; caller; }\nf", { stdout: "f main 2 0\n2 bash\n" }),
      ],
    },
  },
  {
    id: "G08",
    title: "what is for one run ends with it",
    in: {
      bash: [
        run("exit 0", LEFT, { env: { SECRET: "tok" }, cwd: "/usr" }),
        run('echo "[$SECRET]"; [ $PWD = /usr ] || echo back', { stdout: "[]\nback\n" }),
        run("set -e; false", { exitCode: 1, ...LEFT }, { env: { SECRET: "tok" } }),
        run(
          "trap 'echo $SECRET' EXIT; : ${nope:?m}",
          { stdout: "tok\n", stderr: /nope: m/, exitCode: 1, restored: "any" },
          { env: { SECRET: "tok" }, cwd: "/usr" },
        ),
        run('set +e; echo "[$SECRET]"; env | grep SECRET; [ $PWD = /usr ] || echo back', {
          stdout: "[]\nback\n",
        }),
        run(
          "kill -9 $$",
          { status: "crashed", exitCode: 137, restored: /signal 9/ },
          { env: { SECRET: "tok" } },
        ),
        run("export SECRET=own; exit 0", LEFT, { env: { SECRET: "tok" } }),
        run('echo "[$SECRET]"', { stdout: "[own]\n" }),
        runIn("python", "import os; print(os.environ.get('SECRET'))", { stdout: "own\n" }),
      ],
    },
  },
  {
    id: "G09",
    title: "an expansion that fails in a child does not answer for the shell",
    in: {
      bash: [
        run("k=1; set -u\ncat $FILE | grep $PATTERN\necho after", {
          stdout: "after\n",
          // Two processes at once: either may be the first to complain.
          stderr: /^(?=[^]*FILE: unbound)[^]*PATTERN: unbound/,
        }),
        run("set +u; echo $((1/0)) | cat; echo after", { stdout: "after\n", stderr: /division by 0/ }),
        run("echo ${x:?m} & wait; echo after $k", { stdout: "after 1\n", stderr: /x: m/ }),
      ],
    },
  },
  {
    id: "G11",
    title: "exported functions are the session's",
    in: {
      bash: [
        run("f() { echo x; if true; then echo y; fi; }; export -f f"),
        runIn(
          "python",
          "import subprocess; print(subprocess.run(['bash', '-c', 'f'], capture_output=True, text=True).stdout)",
          {
            stdout: "x\ny\n\n",
          },
        ),
        run("export -nf f; f", { stdout: "x\ny\n" }),
        runIn("python", "print(subprocess.run(['bash', '-c', 'f'], capture_output=True).returncode)", {
          stdout: "127\n",
        }),
      ],
    },
  },
  {
    id: "G10",
    title: "a result is not invented",
    in: {
      bash: [
        run("unset _hf _hfe; false", { exitCode: 1 }),
        run("x=5"),
        run("set -n", { restored: /carried none out/ }),
        run("echo $x", { stdout: "5\n" }),
      ],
    },
  },
  {
    id: "G10",
    title:
      "functions that stand where the driver looks for its own are seen by nobody, and said where they cannot stay",
    in: {
      bash: [
        run('builtin() { echo "B:$*"; }; echo() { command printf \'E:%s\\n\' "$*"; }; keep=1; echo hi', {
          stdout: "E:hi\n",
          stderr: "holdfast: the function `builtin` was undone: a session cannot go on beside it\n",
        }),
        run("echo again $keep; builtin echo plain", { stdout: "E:again 1\nplain\n" }),
        run(
          'builtin() { command builtin "$@"; }; printf() { :; }; test() { :; }; trap() { :; }; echo wrapped',
          {
            stdout: "E:wrapped\n",
            stderr: /^holdfast: the function `builtin` was undone/,
          },
        ),
        run("declare -F builtin printf test trap", { exitCode: 1, stdout: "printf\ntest\ntrap\n" }),
        run("unset -f echo printf test trap; keep=1; builtin() { :; }; exit 3", { exitCode: 3, ...LEFT }),
        run("echo $keep", { stdout: "1\n" }),
        run(".() { echo dot; }; eval() { :; }; exec() { :; }; unset() { :; }; keep=2", {
          stderr: /^holdfast: the shell did not answer: functions `builtin` and `\.`, .* were undone\n$/,
        }),
        run("echo $keep; declare -F", { stdout: /^2\n[^]*eval[^]*exec[^]*unset/ }),
      ],
    },
  },
  {
    id: "G10",
    title: "a text with a NUL in its first line is no script, as bash has it",
    in: {
      bash: [
        run("x=1; echo a\0b", { exitCode: 126, stderr: "bash: bash: cannot execute binary file\n" }),
        run("echo 1\necho a\0b $x", { stdout: "1\nab\n" }),
        run(`echo 1\n: ${"x".repeat(1000)}\necho a\0b\necho end`, { stdout: "1\nab\nend\n" }),
      ],
    },
  },
];
