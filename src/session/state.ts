/** A session's state as users see it. The names of the fields are fixed by the contract. */
import { factsOf } from "../interpreter/processes.js";
import type { NameInfo } from "../protocol/messages.js";
import type { HistoryEntry } from "../store/history.js";
import type { Job } from "./jobs.js";
import type { Slot } from "./slot.js";

export interface StateName {
  readonly name: string;
  readonly language: string;
  readonly type: string;
  /** At most 200 characters. */
  readonly view: string;
  /** Bytes, where known. */
  readonly size?: number;
}

export interface StateImport {
  readonly name: string;
  readonly language: string;
  readonly module: string;
  readonly version?: string;
}

export interface InterpreterState {
  readonly language: string;
  readonly executable: string;
  readonly version?: string;
  readonly pid: number;
  /** Resident memory. */
  readonly memoryBytes: number;
  readonly uptimeMs: number;
  readonly status: string;
}

export interface RuntimeState {
  readonly env_vars: Readonly<Record<string, string>>;
  readonly functions: readonly StateName[];
  readonly imports: readonly StateImport[];
  readonly variables: readonly StateName[];
  readonly working_dir: string;
  readonly history: readonly HistoryEntry[];
  readonly jobs: readonly Job[];
  readonly interpreters: readonly InterpreterState[];
  /** While a run is active, the rest is the last committed state. */
  readonly busy?: { readonly runId: string };
}

/** The names of one kind, over all languages. */
export function namesOf(slots: Iterable<Slot>, kind: NameInfo["kind"]): StateName[] {
  const names: StateName[] = [];
  for (const { row, names: known } of slots)
    for (const [name, info] of known)
      if (info.kind === kind) {
        const size = info.size === undefined ? {} : { size: info.size };
        names.push({ name, language: row.name, type: info.type, view: info.view, ...size });
      }
  return names;
}

export function importsOf(slots: Iterable<Slot>): StateImport[] {
  const imports: StateImport[] = [];
  for (const { row, names } of slots)
    for (const [name, info] of names)
      if (info.kind === "import") {
        const version = info.version === undefined ? {} : { version: info.version };
        imports.push({ name, language: row.name, module: info.view, ...version });
      }
  return imports;
}

export function interpretersOf(slots: Iterable<Slot>): InterpreterState[] {
  const interpreters: InterpreterState[] = [];
  for (const { row, interpreter } of slots) {
    if (!interpreter) continue;
    const { executable, version } = interpreter.ready ?? {};
    interpreters.push({
      language: row.name,
      executable: executable ?? interpreter.launch.executable,
      ...(version !== undefined && { version }),
      pid: interpreter.pid,
      memoryBytes: factsOf(interpreter.pid)?.memoryBytes ?? 0,
      uptimeMs: Math.round(performance.now() - interpreter.startedAt),
      status: interpreter.state,
    });
  }
  return interpreters;
}
