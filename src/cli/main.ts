#!/usr/bin/env node
/** The command `holdfast`: from argv to the library. A verb's own part is loaded when the verb is used. */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { printFault } from "./fault.js";
import { exitCodes } from "./exit-codes.js";
import type { ExecuteOptions } from "./execute.js";
import { paintFor } from "./paint.js";

const CODE = "code to run; - reads it from standard input. Several run one after another in one session";

const RUNS = `
The session lives as long as this command: each CODE finds the variables, functions, working directory and
environment that the ones before it left, whatever ended them. State between two commands needs the background
daemon, which is planned. A later CODE runs even if an earlier one failed.

Exit code: that of the last CODE; 124 when it passed its limit, 128 + n when signal n killed it; 130 after Ctrl-C;
125 when Holdfast itself could not do it. With --json it is 0 unless it would be 125 or 130.`;

const program = new Command("holdfast")
  .description(`${manifest.description}.`)
  .version(manifest.version)
  .exitOverride()
  .showHelpAfterError("Try holdfast --help.")
  .configureHelp({ styleTitle: (title) => paintFor(process.stdout).bold(title) })
  .configureOutput({
    outputError: (text, write) =>
      write(text.replace(/^error: /, `${paintFor(process.stderr).red("holdfast:")} `)),
  });

let exitCode: number = exitCodes.done;

withRunOptions(program.command("exec"), "bash")
  .summary("run code; its output and exit code are this command's")
  .description("Runs code and hands on its output as it comes.")
  .addHelpText(
    "after",
    `${RUNS}

Examples:
  $ holdfast exec 'x=41' 'echo $((x+1))'                              prints 42
  $ holdfast exec 'x=41; exit 3' 'echo $((x+1))'                      prints 42: a session outlives exit
  $ holdfast exec --timeout 1 'n=7; while :; do :; done' 'echo $n'    prints 7 after a second
  $ holdfast exec -l node 'const a = await Promise.resolve(6)' 'console.log(a * 7)'
  $ holdfast exec -l python - < analysis.py`,
  )
  .action((codes: string[], options: ExecuteOptions) => run("exec", codes, options));

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
  .action((codes: string[], options: ExecuteOptions) => run("eval", codes, options));

program
  .command("demo")
  .summary("a real job in three languages, with two interpreters killed on the way")
  .description(
    "Works on a real data set in a temporary folder with bash, Python and Node.js, kills two interpreters, stops an\nendless loop, and checks that nothing is lost and nothing is left alive. Exit code 1 when a check fails.",
  )
  .option("--keep", "leave the folder with the report where it is, and say where")
  .addHelpText("after", "\nIt needs git, and the npm package vega-datasets for its data.")
  .action(async (options: { keep?: boolean }) => {
    const { demo } = await import("./demo/demo.js");
    exitCode = await demo(options);
  });

try {
  await program.parseAsync();
} catch (error) {
  // Commander has already said what was wrong; for --help and --version its exit code is 0.
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.fault;
  else {
    printFault(error, process.argv.includes("--json"));
    exitCode = exitCodes.fault;
  }
}
process.exitCode = exitCode;

async function run(mode: "exec" | "eval", codes: string[], options: ExecuteOptions): Promise<void> {
  const { execute } = await import("./execute.js");
  exitCode = await execute(mode, codes, options);
}

function withRunOptions(command: Command, language: string): Command {
  return command
    .argument("<code...>", CODE)
    .option(
      "-w, --workspace <dir>",
      "the session's folder, where it starts (default: $HOLDFAST_WORKSPACE, else the git root above, else here)",
    )
    .option("-l, --language <name>", `bash, python or node (default: ${language})`)
    .option("--timeout <seconds>", "limit of each run (default: 30)", seconds)
    .option("--env <name=value>", "a variable for these runs; may be repeated", assignment)
    .option("--cwd <dir>", "the working directory for these runs")
    .option("--json", "print one RunResult per line");
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0)) throw new InvalidArgumentError("Give seconds as a number above 0.");
  return value;
}

function assignment(text: string, before: Record<string, string> = {}): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Write it as NAME=value.");
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
