/** Verbs that start a run or go on with one. */
import type { Command } from "commander";
import type { ExecuteOptions, FollowOptions, InputOptions } from "./execute.js";
import { type Act, assignment, seconds, secondsOrNone, within, withSession } from "./options.js";

const CODE = "code to run; - reads it from standard input. Several run one after another";

const RUNS = `
State lives in a background daemon of yours, which the first command starts: the next command finds the variables, functions,
working directory and environment that this one leaves, whatever ended it.

Ctrl-C interrupts the run and keeps the state; a second one leaves it to itself.

Exit code: that of the code (with several, the last); 124 when it passed its limit, 128 + n when signal n killed it,
75 when it goes on or needs input (the hint is on stderr); 125 when Holdfast itself could not do it. With --json
it is 0 unless it would be 125 or 130.`;

export function addRunVerbs(program: Command, act: Act): void {
  withRunOptions(program.command("exec"), "bash")
    .summary("run code; its output and exit code are this command's")
    .description("Runs code and hands on its output as it comes.")
    .addHelpText(
      "after",
      `${RUNS}

Examples:
  $ holdfast exec 'x=41'; holdfast exec 'echo $((x+1))'               prints 42
  $ holdfast exec 'x=41; exit 3' 'echo $((x+1))'                      prints 42: a session outlives exit
  $ holdfast exec --timeout 1 'n=7; while :; do :; done' 'echo $n'    prints 7 after a second
  $ holdfast exec -l node 'const a = await Promise.resolve(6)' 'console.log(a * 7)'
  $ holdfast exec --yield 5 'make -j2' || holdfast wait               goes on with what takes longer
  $ holdfast exec -l python - < analysis.py`,
    )
    .action(
      act(async (codes: string[], options: ExecuteOptions) =>
        (await import("./execute.js")).execute("exec", codes, options),
      ),
    );

  withRunOptions(program.command("eval"), "python")
    .summary("run code and print the value of its last expression")
    .description("Runs code and prints the value of its last expression, after its output.")
    .addHelpText(
      "after",
      `${RUNS}

Examples:
  $ holdfast eval 'import math; math.sqrt(2)'                         prints 1.4142135623730951
  $ holdfast eval -l node 'process.versions.node'`,
    )
    .action(
      act(async (codes: string[], options: ExecuteOptions) =>
        (await import("./execute.js")).execute("eval", codes, options),
      ),
    );

  follow(program.command("wait"))
    .summary("go on with a run that yielded: its new output and its exit code")
    .description("Waits for a run that goes on. Prints only what no command has printed yet.")
    .argument("[run]", "the run's id (default: the present run, or the last one)")
    .option("--text <text>", "come back when this text has been written")
    .option("--pattern <regexp>", "come back when a line has been written that matches")
    .option("--port <number>", "come back when somebody listens on this TCP port", within(1, 65_535))
    .addHelpText(
      "after",
      "\nExample:\n  $ holdfast exec --yield 0 'npm run dev'; holdfast wait --port 5173 --yield 30",
    )
    .action(
      act(async (run: string | undefined, options: FollowOptions) =>
        (await import("./execute.js")).wait(run, options),
      ),
    );

  follow(program.command("input"))
    .summary("give a run that reads its input a text, and go on with it")
    .description("Writes a text and a newline to the run that reads, then waits for it.")
    .argument("[text]", "the line; - reads all of standard input")
    .option("--eof", "end of file, after the text")
    .option("--no-newline", "no newline after the text")
    .option("--key <name...>", "to a run on a terminal, after the text: C-c, up, tab, escape, enter, f1, …")
    .option("--run <id>", "which run (default: the one that reads)")
    .addHelpText(
      "after",
      '\nExample:\n  $ holdfast exec --stdin interactive \'printf "Name: "; read n; echo "Hello $n"\'; holdfast input Ada',
    )
    .action(
      act(async (text: string | undefined, options: InputOptions) =>
        (await import("./execute.js")).input(text, options),
      ),
    );
}

function follow(command: Command): Command {
  return withSession(command)
    .option(
      "--yield <seconds>",
      "come back after so long, while it goes on (default: at its end)",
      secondsOrNone,
    )
    .option("--json", "print one RunResult");
}

function withRunOptions(command: Command, language: string): Command {
  return withSession(command.argument("<code...>", CODE))
    .option("-l, --language <name>", `bash, python or node (default: ${language})`)
    .option("--timeout <seconds>", "limit of each run (default: 30)", seconds)
    .option(
      "--yield <seconds>",
      "come back after so long with exit code 75, while the run goes on",
      secondsOrNone,
    )
    .option("--env <name=value>", "a variable for these runs; may be repeated", assignment)
    .option("--cwd <dir>", "the working directory for these runs")
    .option("--stdin <what>", "none, interactive, or - for this command's (default: none)")
    .option(
      "--tty",
      "run on a terminal: with this one's screen and keyboard (C-] leaves it), or, where this is none, fed by `holdfast input`",
    )
    .option("--keep", "what these runs leave behind outlives the session, until the daemon stops")
    .option("--queue", "wait behind a run that goes on")
    .option("--json", "print one RunResult per line");
}
