/**
 * What this daemon holds that the next one has to know, in a file that outlives it: the sessions that a crash would cost, and
 * those that have ended without their users' doing.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { lossesOf, type RuntimeSessionManager } from "../session/manager.js";

interface Recorded {
  readonly pid: number;
  readonly sessions: readonly string[];
  /** By id: why its state is gone. */
  readonly losses: Readonly<Record<string, string>>;
}

export class SessionRecord {
  constructor(private readonly path: string) {}

  /** Has the runtime tell what earlier daemons have not told. Returns how many sessions the last one lost by a crash. */
  announce(runtime: RuntimeSessionManager): number {
    const { pid, sessions, losses } = read(this.path);
    const told = lossesOf(runtime);
    for (const [id, reason] of Object.entries(losses)) told.note(id, reason);
    for (const id of sessions)
      told.note(id, `the daemon that held this session (pid ${pid}) was killed; this is a fresh session`);
    return sessions.length;
  }

  /** Notes what there is to know; no file where that is nothing. */
  write(runtime: RuntimeSessionManager): void {
    const sessions = runtime.list().map(({ id }) => id);
    const losses = lossesOf(runtime).untold;
    try {
      if (sessions.length + Object.keys(losses).length === 0) {
        rmSync(this.path, { force: true });
        return;
      }
      const recorded: Recorded = { pid: process.pid, sessions, losses };
      writeFileSync(this.path, JSON.stringify(recorded), { mode: 0o600 });
    } catch {
      // A full disk: a later crash will lose sessions without a word, and everything else works.
    }
  }
}

function read(path: string): Recorded {
  try {
    const { pid = 0, sessions, losses } = JSON.parse(readFileSync(path, "utf8")) as Partial<Recorded>;
    return { pid, sessions: Array.isArray(sessions) ? sessions : [], losses: losses ?? {} };
  } catch {
    return { pid: 0, sessions: [], losses: {} };
  }
}
