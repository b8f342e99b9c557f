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

/** Measures one thing; a failure stands in its place and does not stop the rest. */
export async function attempt(
  title: string,
  show: PartContext["show"],
  measure: () => Promise<void>,
): Promise<void> {
  try {
    await measure();
  } catch (error) {
    show({ title, rows: [], notes: [`FAILED: ${error instanceof Error ? error.message : String(error)}`] });
  }
}
