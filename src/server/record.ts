/** Which sessions this daemon holds, in a file that outlives it: so the next daemon knows what a crash has cost. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { SessionInfo } from "../session/api.js";

interface Recorded {
  readonly pid: number;
  readonly sessions: readonly string[];
}

export class SessionRecord {
  /** Sessions of a daemon that did not end in order, whose users have not been told. */
  readonly #lost: Set<string>;
  readonly #lostBy: number;

  constructor(private readonly path: string) {
    const { pid, sessions } = read(path);
    this.#lost = new Set(sessions);
    this.#lostBy = pid;
  }

  get lostCount(): number {
    return this.#lost.size;
  }

  /** Once for each session that a crash has cost: what happened. */
  takeLoss(id: string): string | undefined {
    if (!this.#lost.delete(id)) return undefined;
    return `the daemon that held this session (pid ${this.#lostBy}) was killed; this is a fresh session`;
  }

  /** Notes the sessions that there are; those whose loss is not told yet stay noted. */
  write(sessions: readonly SessionInfo[]): void {
    const recorded: Recorded = {
      pid: process.pid,
      sessions: [...new Set([...sessions.map(({ id }) => id), ...this.#lost])],
    };
    try {
      writeFileSync(this.path, JSON.stringify(recorded), { mode: 0o600 });
    } catch {
      // A full disk: a later crash will lose sessions without a word, and everything else works.
    }
  }

  /** The daemon ends in order: nothing is lost unsaid. */
  clear(): void {
    rmSync(this.path, { force: true });
  }
}

function read(path: string): Recorded {
  try {
    const { pid, sessions } = JSON.parse(readFileSync(path, "utf8")) as Partial<Recorded>;
    return { pid: pid ?? 0, sessions: Array.isArray(sessions) ? sessions : [] };
  } catch {
    return { pid: 0, sessions: [] };
  }
}
