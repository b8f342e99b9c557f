/** What a run gives back. */
import type { RunError } from "../protocol/messages.js";
import type { Reached } from "./options.js";
import type { Kept } from "../store/output-buffer.js";

export interface NameChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What a run added, changed and removed. `cwd.changed` holds the new path; `jobs` are ids. */
export interface Changes {
  readonly variables: NameChanges;
  readonly functions: NameChanges;
  readonly imports: NameChanges;
  readonly env: NameChanges;
  readonly cwd: NameChanges;
  readonly jobs: NameChanges;
  /** Why the look was cut short, if it was. */
  readonly cut?: string;
}

/** The interpreter was lost and brought back; or the session, with nothing left of its state. */
export interface Restored {
  /** What happened, in one line. */
  readonly reason: string;
  /** What could not be kept: names, with the reason. */
  readonly lost: Readonly<Record<string, string>>;
  /** Kinds of state that no restore brings back. */
  readonly never?: string;
}

/** What jobs of an earlier run wrote since it was last told. */
export interface BackgroundOutput {
  readonly runId: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Who waits for input, and how that is known. */
export interface NeedsInput {
  /** The unfinished last line of the output; the last line where that is finished. */
  readonly prompt: string;
  readonly program: string;
  readonly pid: number;
  /** false: what is typed is not shown (a password), and Holdfast keeps it out of history and logs. */
  readonly echo: boolean;
  /** What the kernel says, in one line. */
  readonly evidence: string;
  /** It is not known whether it reads: it may not be inspected (sudo and what that starts), sleeps, and is silent. `wait` waits on. */
  readonly guess?: true;
}

/** A stream that is no text. */
export interface BinaryOutput {
  /** Such as "PNG image"; "data" where it is nothing known. */
  readonly type: string;
  readonly bytes: number;
}

interface RunResultFields {
  readonly runId: string;
  readonly language: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Monotonic time from the start of the run to its end, in ms. */
  readonly durationMs: number;
  /** The session's working directory after the run. */
  readonly cwd: string;
  /** repr of the last expression (python, node). */
  readonly result?: string;
  /** Rich outputs as MIME bundles. */
  readonly displays?: readonly Readonly<Record<string, unknown>>[];
  readonly error?: RunError;
  readonly changes?: Changes;
  /** Per stream of which not all is kept: bytes kept and bytes written. */
  readonly truncated?: { readonly stdout?: Kept; readonly stderr?: Kept };
  /** Streams that are no text. */
  readonly binary?: Readonly<Partial<Record<"stdout" | "stderr", BinaryOutput>>>;
  readonly restored?: Restored;
  readonly background?: readonly BackgroundOutput[];
  /** What of `until` has come. The run, or a job of it, goes on. */
  readonly reached?: Reached;
  readonly needsInput?: NeedsInput;
  /** Of a run on a terminal: a full-screen program (alternate screen) is in front, and this is what it shows. */
  readonly fullScreen?: true;
  readonly screen?: string;
  /** Names of the session's scope that this language cannot take, with the reason. */
  readonly notShared?: Readonly<Record<string, string>>;
}

export type RunResult = RunResultFields &
  (
    | { readonly status: "completed"; readonly exitCode: 0 }
    | { readonly status: "failed"; readonly exitCode: number }
    | { readonly status: "timed_out"; readonly exitCode: null }
    | { readonly status: "interrupted"; readonly exitCode: 130 }
    | { readonly status: "crashed"; readonly exitCode: number }
    | { readonly status: "running"; readonly exitCode: null }
    | { readonly status: "needs_input"; readonly exitCode: null }
  );

export type RunStatus = RunResult["status"];

/** Status and exit code of a run, from how it ended and what was done to it. The first cause wins. */
export function verdict(
  stopped: "timed_out" | "interrupted" | undefined,
  end: { code: number; signal: number | null; interrupted: boolean; reached: boolean },
): Pick<RunResult, "status" | "exitCode"> {
  const untouched = end.code === 0 && end.signal === null && !end.interrupted && !end.reached;
  if (stopped === "timed_out" && !untouched) return { status: "timed_out", exitCode: null };
  if ((stopped === "interrupted" && !untouched) || end.interrupted)
    return { status: "interrupted", exitCode: 130 };
  if (end.signal !== null) return { status: "crashed", exitCode: 128 + end.signal };
  return end.code === 0 ? { status: "completed", exitCode: 0 } : { status: "failed", exitCode: end.code };
}
