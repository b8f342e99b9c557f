/**
 * A road is a way to a session: the library, the daemon, MCP. All run the same cases. What the suite needs of one is what the
 * library offers, and a road that lacks something says so by name.
 */
import { createRuntime, type RuntimeOptions } from "../../src/index.js";
import type { RuntimeSession, RuntimeSessionManager } from "../../src/index.js";

export type RoadSession = Pick<
  RuntimeSession,
  | "id"
  | "exec"
  | "eval"
  | "wait"
  | "input"
  | "interrupt"
  | "state"
  | "history"
  | "jobs"
  | "kill"
  | "output"
  | "getEnv"
  | "setEnv"
  | "getWorkdir"
  | "changeDir"
  | "reset"
  | "terminate"
> &
  Partial<Pick<RuntimeSession, "watch">>;

export interface RoadRuntime {
  session(
    workspace: string,
    options?: { name?: string; env?: Readonly<Record<string, string>> },
  ): Promise<RoadSession>;
  /** The session of an id. Rejects with UNKNOWN_SESSION. */
  byId(id: string): Promise<RoadSession>;
  list(): Promise<ReturnType<RuntimeSessionManager["list"]>>;
  close(): Promise<void>;
}

export interface Road {
  readonly name: string;
  /** Cases by title that this road cannot have by its nature, each with the reason. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** A runtime of its own. */
  open(options?: RuntimeOptions): Promise<RoadRuntime>;
}

export const libraryRoad: Road = {
  name: "library",
  open: async (options) => {
    const runtime = await createRuntime(options);
    return {
      session: async (workspace, given) => runtime.session(workspace, given),
      byId: async (id) => Promise.resolve().then(() => runtime.get(id)),
      list: async () => Promise.resolve(runtime.list()),
      close: async () => runtime.close(),
    };
  },
};
