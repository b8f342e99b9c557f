/** What a session is made of. */
import type { InterpreterPool } from "../interpreter/pool.js";
import type { KeptJobs } from "./kept-jobs.js";

export interface SessionParts {
  readonly identity: SessionIdentity;
  readonly settings: SessionSettings;
  readonly pool: InterpreterPool;
  readonly kept: KeptJobs;
  /** Why the state of an earlier session of this id is gone; once, where its users have not been told. */
  takeLoss(this: void): string | undefined;
  onClosed(this: void): void;
}

export interface SessionIdentity {
  readonly id: string;
  readonly name: string;
  /** Real path. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a manager gives to each of its sessions. */
export interface SessionSettings {
  readonly timeoutMs: number;
  readonly historyLimit: number;
  readonly maxQueuedRuns: number;
  readonly outputBytesMax: number;
  readonly spillBytesMax: number;
  /** false: each language has a working directory and environment of its own. */
  readonly shareScope: boolean;
}
