export { HoldfastError, type HoldfastErrorCode } from "./errors.js";
export { createRuntime } from "./runtime.js";
export { RuntimeSessionManager, type RuntimeOptions } from "./session/manager.js";
export { RuntimeSession } from "./session/session.js";
export type { StreamEvent } from "./session/stream-run.js";
export type { EnvPolicy } from "./session/environment.js";
export type { Runtime, Session, SessionInfo, SessionOptions } from "./session/api.js";
export type { SessionEvent } from "./session/events.js";
export type { ExecOptions, InputPart, OutputEvent, OutputQuery, WaitOptions } from "./session/options.js";
export type { TerminalSize } from "./interpreter/terminal.js";
export type {
  BackgroundOutput,
  BinaryOutput,
  Changes,
  NameChanges,
  NeedsInput,
  Restored,
  RunResult,
  RunStatus,
} from "./session/result.js";
export type { RuntimeState } from "./session/state.js";
export type { Job } from "./session/jobs.js";
export type { HistoryEntry } from "./store/history.js";
export {
  createRuntimeTool,
  type RuntimeTool,
  type RuntimeToolOptions,
  type RuntimeToolResult,
} from "./tool/runtime-tool.js";
