export { HoldfastError, type HoldfastErrorCode } from "./errors.js";
export { createRuntime } from "./runtime.js";
export {
  RuntimeSessionManager,
  type EnvPolicy,
  type RuntimeOptions,
  type SessionInfo,
} from "./session/manager.js";
export { RuntimeSession } from "./session/session.js";
export type { StreamEvent } from "./session/stream-run.js";
export type { ExecOptions, OutputEvent } from "./session/options.js";
export type { Changes, NameChanges, Restored, RunResult, RunStatus } from "./session/result.js";
export type { RuntimeState } from "./session/state.js";
export type { Job } from "./session/jobs.js";
export type { HistoryEntry } from "./store/history.js";
