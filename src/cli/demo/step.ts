/** What a step of the demo is. The steps themselves are data: see steps.ts. */
import type { RunResult, RunStatus } from "../../session/result.js";
import type { RuntimeState } from "../../session/state.js";
import type { WeatherFacts } from "./weather.js";

/** What a check may look at. */
export interface Seen {
  readonly result: RunResult;
  /** The session's state after the run. */
  readonly state: RuntimeState;
  readonly workspace: string;
  /** What the data says, worked out by the demo itself. */
  readonly facts: WeatherFacts;
}

export interface Step {
  readonly title: string;
  readonly language: string;
  readonly code: string;
  readonly timeoutMs?: number;
  /** How the run has to end. Default "completed". */
  readonly ends?: RunStatus;
  /** What must be true afterwards, by the words that are shown. */
  readonly proves: Readonly<Record<string, (seen: Seen) => boolean>>;
}
