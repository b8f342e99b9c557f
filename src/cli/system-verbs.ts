/** Verbs about Holdfast itself. */
import type { Command } from "commander";
import type { McpVerbOptions } from "./mcp.js";
import type { Act } from "./options.js";

export function addSystemVerbs(program: Command, act: Act): void {
  program
    .command("demo")
    .summary("a real job in three languages, with two interpreters killed on the way")
    .description(
      "Works on a real data set in a temporary folder with bash, Python and Node.js, kills two interpreters, stops an\nendless loop, and checks that nothing is lost and nothing is left alive. Exit code 1 when a check fails.",
    )
    .option("--keep", "leave the folder with the report where it is, and say where")
    .option("--json", "print one object: the checks, what is left alive, and all RunResults")
    .addHelpText("after", "\nIt needs git.")
    .action(
      act(async (options: { keep?: boolean; json?: boolean }) =>
        (await import("./demo/demo.js")).demo(options),
      ),
    );

  program
    .command("doctor")
    .summary("check what Holdfast needs, and say how to mend each lack")
    .description(
      "Looks for interpreters, limits and the daemon. Exit code 1 when something that it needs is missing.",
    )
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  $ holdfast doctor")
    .action(act(async (options: { json?: boolean }) => (await import("./doctor.js")).doctor(options)));

  program
    .command("bench")
    .summary("measure a run in a living session against a process for each command")
    .description(
      "Measures medians on this machine: the first run in a new session, the runs after it, and a process started for each\ncommand, in every language. The whole bench, with floors and peers, is `npm run bench` in the repository.",
    )
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  $ holdfast bench")
    .action(act(async (options: { json?: boolean }) => (await import("./bench.js")).bench(options)));

  program
    .command("mcp")
    .summary("serve the tool `runtime` over the Model Context Protocol on stdio")
    .description("Serves the tool `runtime` on standard input and output. Its sessions live in the daemon.")
    .option("-w, --workspace <dir>", "the sessions' folder")
    .option("--print-config <host>", "print how to add it: claude-code, codex, cursor, vscode, openclaw")
    .option("--structured", "give results also as data (structuredContent), with their schema")
    .option("--json", "print the configuration as JSON")
    .addHelpText("after", "\nExample:\n  $ holdfast mcp --print-config claude-code")
    .action(act(async (options: McpVerbOptions) => (await import("./mcp.js")).mcp(options)));

  program
    .command("stop")
    .summary("end the daemon and every session of yours")
    .description("Ends the daemon and every session that it holds; returns when nothing of them is alive.")
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  $ holdfast stop")
    .action(act(async (options: { json?: boolean }) => (await import("./stop.js")).stop(options)));

  program
    .command("completion")
    .summary("print what makes a shell complete these commands")
    .description("Prints a bash script that completes verbs and options.")
    .argument("<shell>", "bash")
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  $ source <(holdfast completion bash)")
    .action(
      act(async (shell: string, options: { json?: boolean }) =>
        (await import("./completion.js")).completion(program, shell, options.json),
      ),
    );
}
