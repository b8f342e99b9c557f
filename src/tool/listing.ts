/** What is not a run, as a model reads it: state, history, jobs. Each is a list of short lines. */
import type { Job } from "../session/jobs.js";
import type { RuntimeState, StateName } from "../session/state.js";
import type { HistoryEntry } from "../store/history.js";
import { seconds } from "./report.js";

const VIEW_CHARACTERS_MAX = 80;
const CODE_CHARACTERS_MAX = 100;
const MIB = 1024 * 1024;

export function stateText(state: RuntimeState): string {
  const interpreters = state.interpreters.map(
    ({ language, version = "", memoryBytes }) =>
      `${language} ${version} (${Math.round(memoryBytes / MIB)} MiB)`,
  );
  return lines([
    ...(state.busy ? [`run ${state.busy.runId} goes on; this is the state before it`] : []),
    `cwd: ${state.working_dir}`,
    section("interpreters", interpreters),
    ...byLanguage("variables", state.variables, nameAndView),
    ...byLanguage("functions", state.functions, ({ name }) => name),
    ...byLanguage("imports", state.imports, ({ name, version }) =>
      version === undefined ? name : `${name} ${version}`,
    ),
    section("jobs", state.jobs.map(jobText)),
    `env: ${Object.keys(state.env_vars).length} variables; history: ${state.history.length} runs`,
  ]);
}

export function historyText(entries: readonly HistoryEntry[]): string {
  return lines(
    entries.map(({ run_id, language, status, exit_code, duration_ms, code }) => {
      const how = status === "failed" ? `exit code ${exit_code}` : status;
      return `${run_id} ${language}, ${how}, ${seconds(duration_ms)}: ${oneLine(code, CODE_CHARACTERS_MAX)}`;
    }),
    "(no runs)",
  );
}

export function jobsText(jobs: readonly Job[]): string {
  return lines(jobs.map(jobText), "(no jobs)");
}

function jobText({ jobId, runId, pid, command, ports, cpuMs }: Job): string {
  const port = ports.length > 0 ? `, port ${ports.join(", ")}` : "";
  return `${jobId} of ${runId}: ${oneLine(command, CODE_CHARACTERS_MAX)} (pid ${pid}, cpu ${seconds(cpuMs)}${port})`;
}

function nameAndView({ name, type, view, size }: StateName): string {
  const shown = oneLine(view, VIEW_CHARACTERS_MAX);
  const large = view.length > VIEW_CHARACTERS_MAX && size !== undefined ? ` (${type}, ${size} bytes)` : "";
  return `${name} = ${shown}${large}`;
}

function byLanguage<Name extends { readonly language: string }>(
  title: string,
  names: readonly Name[],
  show: (name: Name) => string,
): string[] {
  const languages = [...new Set(names.map(({ language }) => language))];
  return languages.map((language) =>
    section(`${language} ${title}`, names.filter((name) => name.language === language).map(show)),
  );
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `${title}:\n${items.map((item) => `  ${item}`).join("\n")}`;
}

function lines(all: readonly string[], none = ""): string {
  const text = all.filter((line) => line !== "").join("\n");
  return text === "" ? none : text;
}

function oneLine(text: string, most: number): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, " ⏎ ");
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
