/** A session's state for a reader at a terminal. */
import type { RuntimeState } from "../session/state.js";
import { paintFor } from "./paint.js";
import { age, bytes, table } from "./table.js";

export function stateText(state: RuntimeState): string {
  const { bold, dim } = paintFor(process.stdout);
  const parts = [`${bold("cwd")}  ${state.working_dir}\n`];
  if (state.busy) parts.push(`${bold("busy")}  run ${state.busy.runId}\n`);
  const section = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => {
    if (rows.length > 0) parts.push(`\n${table(head, rows)}`);
  };
  const of = (kind: string) => state.names.filter((name) => name.kind === kind);
  section(
    ["interpreter", "version", "pid", "memory", "up"],
    state.interpreters.map(({ language, version = "", pid, memoryBytes, uptimeMs }) => [
      language,
      version,
      pid,
      bytes(memoryBytes),
      age(uptimeMs),
    ]),
  );
  section(
    ["variable", "language", "type", "value"],
    of("variable").map(({ name, language, type, view }) => [name, language, type, view]),
  );
  section(
    ["function", "language"],
    of("function").map(({ name, language }) => [name, language]),
  );
  section(
    ["import", "language", "module"],
    of("import").map(({ name, language, view, version }) => [
      name,
      language,
      version === undefined ? view : `${view} ${version}`,
    ]),
  );
  section(
    ["job", "run", "pid", "command"],
    state.jobs.map(({ jobId, runId, pid, command }) => [jobId, runId, pid, command]),
  );
  const { length } = Object.keys(state.env_vars);
  parts.push(dim(`\n${length} environment variables and ${state.history.length} runs; --json has all\n`));
  return parts.join("");
}
