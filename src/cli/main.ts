#!/usr/bin/env node
/** The command `holdfast`: from argv to the daemon's API. A verb's own part is loaded when the verb is used. */
import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { exitCodes } from "./exit-codes.js";
import { printFault } from "./fault.js";
import { paintFor } from "./paint.js";
import { addRunVerbs } from "./run-verbs.js";
import { addSessionVerbs } from "./session-verbs.js";
import { addSystemVerbs } from "./system-verbs.js";

const program = new Command("holdfast")
  .description(`${manifest.description}.`)
  .version(manifest.version, "-v, --version")
  .exitOverride()
  .showHelpAfterError("Try holdfast --help.")
  .configureHelp({ styleTitle: (title) => paintFor(process.stdout).bold(title) })
  .configureOutput({
    outputError: (text, write) =>
      write(text.replace(/^error: /, `${paintFor(process.stderr).red("holdfast:")} `)),
  });

let exitCode: number = exitCodes.done;
const act =
  <Args extends unknown[]>(action: (...args: Args) => Promise<number>) =>
  async (...args: Args) => {
    exitCode = await action(...args);
  };

addRunVerbs(program, act);
addSessionVerbs(program, act);
addSystemVerbs(program, act);

// A reader that has gone, such as head, is no fault; a run that goes on is ended in order (ending.ts).
for (const stream of [process.stdout, process.stderr])
  stream.on("error", () => {
    if (stream.listenerCount("error") === 1) process.exit(exitCodes.brokenPipe);
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
