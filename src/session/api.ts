/**
 * What a session and a runtime offer, wherever they live: `RuntimeSession` and `RuntimeSessionManager` in this process, or
 * in the daemon behind a socket. The tool and every face are written against these.
 */
import type { HistoryEntry } from "../store/history.js";
import type { SessionEvent } from "./events.js";
import type { Job } from "./jobs.js";
import type { ExecOptions, InputPart, OutputQuery, WaitOptions } from "./options.js";
import type { RunResult } from "./result.js";
import type { RuntimeState } from "./state.js";
import type { StreamEvent } from "./stream-run.js";

export interface Session {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  exec(code: string, options?: ExecOptions): Promise<RunResult>;
  eval(code: string, options?: ExecOptions): Promise<RunResult>;
  stream(code: string, options?: ExecOptions): AsyncGenerator<StreamEvent, void, void>;
  wait(runId: string, options?: WaitOptions): Promise<RunResult>;
  input(input: string | InputPart, options?: WaitOptions): Promise<RunResult>;
  interrupt(runId?: string): Promise<boolean>;
  state(): Promise<RuntimeState>;
  history(count?: number): Promise<HistoryEntry[]>;
  jobs(): Promise<Job[]>;
  kill(jobId: string): Promise<void>;
  output(runId: string, query?: OutputQuery): Promise<Buffer>;
  getEnv(): Promise<Record<string, string>>;
  setEnv(env: Readonly<Record<string, string | undefined>>): Promise<void>;
  getWorkdir(): Promise<string>;
  changeDir(path: string): Promise<void>;
  reset(options?: { language?: string }): Promise<void>;
  /** Calls the listener with everything that happens in the session from now on; returns what ends that. */
  watch(listener: (event: SessionEvent) => void): () => void;
  terminate(): Promise<void>;
}

export interface SessionInfo {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  readonly busy: boolean;
  readonly idleMs: number;
}

export interface SessionOptions {
  /** Default "default". */
  readonly name?: string;
  /** The environment of a new session; default: by the runtime's policy. A session that exists keeps its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** false: only one that exists, or whose kept jobs do; else UNKNOWN_SESSION. Default true. */
  readonly create?: boolean;
}

export interface Runtime {
  session(workspace: string, options?: SessionOptions): Promise<Session>;
  list(): SessionInfo[] | Promise<SessionInfo[]>;
  terminate(id: string): Promise<void>;
  terminateAll(): Promise<void>;
  close(): Promise<void>;
}
