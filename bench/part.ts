/** One part of the bench: it measures, and shows its tables as they are done. */
import type { Table } from "./table.js";

export interface PartContext {
  /** A short run: fewer rounds, smaller sizes. */
  readonly quick: boolean;
  /** An empty folder. */
  readonly workspace: string;
  readonly show: (table: Table) => void;
}

export type Part = (context: PartContext) => Promise<void>;

/** Nothing that is measured at a time needs so long on a machine that works. */
const ATTEMPT_MS = 180_000;

/** Measures one thing; a failure or a hang stands in its place and does not stop the rest. */
export async function attempt(
  title: string,
  show: PartContext["show"],
  measure: () => Promise<void>,
): Promise<void> {
  try {
    await limited(measure(), ATTEMPT_MS);
  } catch (error) {
    process.exitCode = 1;
    show({ title, rows: [], notes: [`FAILED: ${error instanceof Error ? error.message : String(error)}`] });
  }
}

/** Rejects where there is no answer in time; what does not answer is left alone. */
export async function limited<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${limitMs / 1_000} s`)), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
