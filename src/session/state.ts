/** A session's state as users see it. The names of the fields are fixed by the contract. */
import { factsOf } from "../interpreter/processes.js";
import type { NameInfo } from "../protocol/messages.js";
import type { HistoryEntry } from "../store/history.js";
import type { Job } from "./jobs.js";
import type { Slot } from "./slot.js";

/** What user code has defined or imported. */
export interface StateName {
  readonly name: string;
  readonly language: string;
  readonly kind: NameInfo["kind"];
  readonly type: string;
  /** At most 200 characters. Of an import the module, or what of it. */
  readonly view: string;
  /** Bytes, where known. */
  readonly size?: number;
  /** Of an import, where known. */
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
  /** The names of functions, in all languages, each once. */
  readonly functions: readonly string[];
  /** The names under which user code has imported something, in all languages, each once. */
  readonly imports: readonly string[];
  /** All of them, and the variables: one for each language that has it. */
  readonly names: readonly StateName[];
  readonly working_dir: string;
  readonly history: readonly HistoryEntry[];
  readonly jobs: readonly Job[];
  readonly interpreters: readonly InterpreterState[];
  /** While a run is active, the rest is the last committed state. */
  readonly busy?: { readonly runId: string };
}

/** All names, over all languages. */
export function namesOf(slots: Iterable<Slot>): StateName[] {
  const names: StateName[] = [];
  for (const { row, names: known } of slots)
    for (const [name, { kind, type, view, size, version }] of known)
      names.push({
        name,
        language: row.name,
        kind,
        type,
        view,
        ...(size !== undefined && { size }),
        ...(version !== undefined && { version }),
      });
  return names;
}

export function namesOfKind(names: readonly StateName[], kind: NameInfo["kind"]): string[] {
  return [...new Set(names.flatMap((one) => (one.kind === kind ? [one.name] : [])))];
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
