/** What a session remembers of its runs: a bounded list, oldest first. */

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

export class History {
  readonly #entries: HistoryEntry[] = [];

  constructor(private readonly entriesMax: number) {}

  add(entry: HistoryEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > this.entriesMax) this.#entries.shift();
  }

  /** The newest entries, oldest first. */
  last(count: number): HistoryEntry[] {
    return count <= 0 ? [] : this.#entries.slice(-count);
  }
}
