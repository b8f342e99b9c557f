/** Traps of DEBUG and RETURN: they act on the user's commands, last, and are shown, whatever happens between two runs. */
import { action, type Case, run, type Step } from "../case.js";

const look: Step = action("look at the state", async ({ session }) => {
  await session.state();
});
const unlooked = { changes: false };

const lines = (words: string): { stdout: string } => ({ stdout: words.replaceAll(" ", "\n") + "\n" });

/** @param traced what precedes. @param sourced what a file says then, and @param called what it says behind a function. */
function outliving(traced: string, sourced: string, called: string): Case {
  return {
    id: "K20",
    title: `${traced}DEBUG and RETURN outlive runs that are not looked at, and looks`,
    files: { "x.sh": "echo x\n" },
    in: {
      bash: [
        run(`${traced}trap 'echo R' RETURN; trap 'echo D' DEBUG`),
        run(":", lines("D"), unlooked),
        look,
        run("false\ntrue", lines("D D")),
        run(". ./x.sh", lines(sourced), unlooked),
        look,
        run("f() { :; }; f; . ./x.sh", lines(called)),
        run("trap - DEBUG", lines("D")),
        run("set +T; . ./x.sh", lines("x R")),
        run("trap - RETURN; . ./x.sh", lines("x")),
      ],
    },
  };
}

export const traps: readonly Case[] = [
  {
    id: "K20",
    title: "a DEBUG trap acts on the user's commands, and once more behind the run that sets it",
    in: {
      bash: [
        run("n=0; trap 'n=$((n+1)); echo \"$BASH_COMMAND\" >>log' DEBUG"),
        run("true a; true b"),
        run("x=5", {}, unlooked),
        run("cd ."),
        run("echo $n; trap - DEBUG; echo $n", lines("6 7")),
        run("sed -i '/^.builtin trap - DEBUG/d' log; cat log", {
          stdout: "true a\ntrue b\nx=5\ncd .\necho $n\ntrap - DEBUG\n",
        }),
      ],
    },
  },
  {
    id: "K20",
    title: "a DEBUG trap that speaks, in runs of every shape",
    in: {
      bash: [
        run("trap 'echo \"<$BASH_COMMAND>\"' DEBUG; exec 12</dev/null; exec 12<&-", {
          stdout: "<exec 12< /dev/null>\n<exec 12>&->\n",
        }),
        run("echo a; return 3", { stdout: "<echo a>\na\n<return 3>\n", exitCode: 3 }),
        run("true 3>&1 4>&3", { stdout: "<true 3>&1 4>&3>\n" }),
        run("true; echo )", { exitCode: 2, stderr: /syntax error/ }),
        run("true; kill -9 $$", {
          stdout: "<true>\n<kill -9 $$>\n",
          status: "crashed",
          exitCode: 137,
          restored: /killed/,
        }),
        run("true", lines("<true>"), { env: { X: "1" } }),
        run("true", lines("<true>"), { cwd: "/" }),
        run("true", { stdout: "<true>\r\n" }, { tty: true }),
        run("trap - DEBUG", { stdout: "<trap - DEBUG>\n" }),
        run("true", { stdout: "" }),
      ],
    },
  },
  outliving("", "D x R", "D D x R"),
  outliving("set -T; ", "D D x D R", "D D D D R D D x D R"),
  {
    id: "K20",
    title: "they are listed as they were given, and come back after an exit",
    in: {
      bash: [
        run("trap : RETURN; trap 'echo \"it'\\''s\" # one\n:' DEBUG"),
        run("trap -p RETURN DEBUG", {
          stdout: "it's\ntrap -- ':' RETURN\ntrap -- 'echo \"it'\\''s\" # one\n:' DEBUG\n",
        }),
        run("exit 3", { exitCode: 3, restored: /exit/, stdout: "it's\n" }),
        run("trap -p DEBUG", { stdout: "it's\ntrap -- 'echo \"it'\\''s\" # one\n:' DEBUG\n" }),
        run("trap - DEBUG", lines("it's")),
        run("trap -p DEBUG; trap -p RETURN", { stdout: "trap -- ':' RETURN\n" }),
      ],
    },
  },
  {
    id: "K20",
    title: "a function of the user's sets them",
    in: {
      bash: [
        run("on() { trap 'r=$((r+1))' RETURN; trap 'echo D' DEBUG; }; r=0"),
        run("on; true", { stdout: /^(?:D\n)+$/ }),
        run("true", lines("D"), unlooked),
        run("trap -p RETURN", { stdout: "D\ntrap -- 'r=$((r+1))' RETURN\n" }),
        run("trap - DEBUG", lines("D")),
        run("true", { stdout: "" }),
      ],
    },
  },
];
