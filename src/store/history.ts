/** What a session remembers of its runs: a bounded list, oldest first, and their outputs while they are remembered. */
import { HoldfastError } from "../errors.js";
import type { OutputBuffer } from "./output-buffer.js";

export interface HistoryEntry {
  readonly run_id: string;
  /** Start, ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly duration_ms: number;
  readonly language: string;
  readonly code: string;
  readonly status: string;
  readonly exit_code: number | null;
}

export interface RunOutputs {
  readonly stdout: OutputBuffer;
  readonly stderr: OutputBuffer;
}

export class History {
  readonly #entries: HistoryEntry[] = [];
  readonly #outputs = new Map<string, RunOutputs>();

  constructor(private readonly entriesMax: number) {}

  add(entry: HistoryEntry): void {
    this.#entries.push(entry);
    const forgotten = this.#entries.length > this.entriesMax ? this.#entries.shift() : undefined;
    if (forgotten) this.#outputs.delete(forgotten.run_id);
  }

  keepOutputs(runId: string, outputs: RunOutputs): void {
    this.#outputs.set(runId, outputs);
  }

  /** Throws UNKNOWN_RUN. */
  outputs(runId: string): RunOutputs {
    const outputs = this.#outputs.get(runId);
    if (outputs) return outputs;
    throw new HoldfastError("UNKNOWN_RUN", {
      message: "The outputs of this run are not here",
      got: runId,
      limit: `the last ${this.entriesMax} runs`,
      next: "List runs with history(); raise `historyLimit` to keep more.",
    });
  }

  /** The newest entries, oldest first. */
  last(count: number): HistoryEntry[] {
    return count <= 0 ? [] : this.#entries.slice(-count);
  }
}
