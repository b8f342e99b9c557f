/** Verbs that look at a session or change it. */
import type { Command } from "commander";
import { type Act, type SessionChoice, whole, within, withSession } from "./options.js";
import type { OutputOptions } from "./inspect.js";

export function addSessionVerbs(program: Command, act: Act): void {
  const inspect = () => import("./inspect.js");
  const verb = (name: string, summary: string, example: string) =>
    withSession(program.command(name))
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .option("--json", "print it as JSON")
      .addHelpText("after", `\nExample:\n  $ ${example}`);

  verb("interrupt", "stop the run that goes on, and keep the state", "holdfast interrupt")
    .argument("[run]", "which run (default: the present one)")
    .action(
      act(async (run: string | undefined, options: SessionChoice) =>
        (await inspect()).interrupt(run, options),
      ),
    );

  verb("output", "print the bytes of a run's output", "holdfast output r3 --stream stderr --tail 20")
    .argument("<run>", "the run's id")
    .option("--stream <name>", "stdout, stderr, or the screen of a run on a terminal (default: stdout)")
    .option("--offset <bytes>", "first byte; negative: from the end", whole)
    .option("--length <bytes>", "so many bytes", within(0, Infinity))
    .option("--tail <lines>", "the last lines", within(0, Infinity))
    .option("--grep <regexp>", "the lines that match")
    .option("--context <lines>", "lines around each match", within(0, Infinity))
    .option("--path <path>", "a part of the JSON document that it is, such as '$.items[0].id'")
    .action(act(async (run: string, options: OutputOptions) => (await inspect()).output(run, options)));

  verb("state", "show variables, functions, imports, environment and jobs", "holdfast state").action(
    act(async (options: SessionChoice) => (await inspect()).state(options)),
  );

  verb("history", "list the runs of the session", "holdfast history -n 5")
    .option("-n, --count <number>", "the last so many (default: 20)", within(0, Infinity))
    .action(act(async (options: SessionChoice & { count?: number }) => (await inspect()).history(options)));

  verb(
    "jobs",
    "list what runs have left alive",
    "holdfast exec 'python3 -m http.server &'; holdfast jobs",
  ).action(act(async (options: SessionChoice) => (await inspect()).jobs(options)));

  verb("kill", "end a job and what it started", "holdfast kill j1")
    .argument("<job>", "the job's id, as `jobs` lists it")
    .action(act(async (job: string, options: SessionChoice) => (await inspect()).kill(job, options)));

  verb("reset", "end interpreters and jobs; the session starts afresh", "holdfast reset -l python")
    .option("-l, --language <name>", "only this language's interpreter")
    .action(act(async (options: SessionChoice & { language?: string }) => (await inspect()).reset(options)));

  verb("terminate", "end the session and everything in it", "holdfast terminate -s build")
    .option("--all", "every session of yours")
    .action(act(async (options: SessionChoice & { all?: boolean }) => (await inspect()).terminate(options)));

  verb("watch", "show the session's runs live, as they happen", "holdfast watch").action(
    act(async (options: SessionChoice) => (await import("./watch.js")).watch(options)),
  );

  program
    .command("sessions")
    .summary("list the sessions that the daemon holds")
    .description("Lists the sessions that the daemon holds.")
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  $ holdfast sessions")
    .action(act(async (options: { json?: boolean }) => (await inspect()).sessions(options)));
}
