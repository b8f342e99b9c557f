/** What is not a run, as a model reads it: state, history, jobs. Each is a list of short lines. */
import type { Job } from "../session/jobs.js";
import type { StateName } from "../session/state.js";
import type { HistoryEntry } from "../store/history.js";
import { seconds } from "./report.js";
import type { ToolState } from "./state.js";

const VIEW_CHARACTERS_MAX = 80;
const CODE_CHARACTERS_MAX = 100;
const MIB = 1024 * 1024;

export function stateText(state: ToolState): string {
  const interpreters = state.interpreters.map(
    ({ language, version = "", memoryBytes }) =>
      `${language} ${version} (${Math.round(memoryBytes / MIB)} MiB)`,
  );
  const { names, env_names: env } = state;
  return lines([
    ...(state.busy ? [`run ${state.busy.runId} goes on; this is the state before it`] : []),
    `cwd: ${state.working_dir}`,
    section("interpreters", interpreters),
    ...byLanguage("variables", names, "variable", nameAndView),
    ...byLanguage("functions", names, "function", ({ name }) => name),
    ...byLanguage("imports", names, "import", ({ name, version }) =>
      version === undefined ? name : `${name} ${version}`,
    ),
    section("jobs", state.jobs.map(jobText)),
    `env: ${env.length} variables${env.length > 0 ? ` (values by names): ${env.join(" ")}` : ""}`,
    `history: ${state.history.length} runs`,
  ]);
}

/** What there is of each name that was asked for. */
export function namesText({ names, env_vars: env = {} }: ToolState, asked: readonly string[]): string {
  return lines(
    asked.flatMap((name) => {
      const found = [
        ...(Object.hasOwn(env, name) ? [`env ${name}=${env[name]}`] : []),
        ...names.filter((one) => one.name === name).map(described),
      ];
      return found.length > 0 ? found : [`${name}: there is no such name`];
    }),
    "(no names)",
  );
}

function described({ name, language, kind, type, view, size, version }: StateName): string {
  const facts = [
    type,
    ...(version === undefined ? [] : [version]),
    ...(size === undefined ? [] : [`${size} bytes`]),
  ];
  return `${language} ${kind} ${name} = ${view} (${facts.join(", ")})`;
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

function byLanguage(
  title: string,
  names: readonly StateName[],
  kind: StateName["kind"],
  show: (name: StateName) => string,
): string[] {
  const ofKind = names.filter((name) => name.kind === kind);
  const languages = [...new Set(ofKind.map(({ language }) => language))];
  return languages.map((language) =>
    section(`${language} ${title}`, ofKind.filter((name) => name.language === language).map(show)),
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
