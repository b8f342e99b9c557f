/** The daemon's sessions as a runtime. */
import type { Runtime, SessionInfo, SessionOptions } from "../session/api.js";
import { check } from "../session/checks.js";
import { environmentOf } from "../session/environment.js";
import type { Link } from "./link.js";
import { RemoteSession } from "./remote-session.js";

export interface DaemonInfo {
  readonly pid: number;
  readonly version: string;
  readonly uptimeMs: number;
  readonly sessions: number;
  readonly log: string;
}

export class RemoteRuntime implements Runtime {
  constructor(readonly link: Link) {}

  /** A session gets the environment of this process, unless another is given. */
  async session(workspace: string, options: SessionOptions = {}): Promise<RemoteSession> {
    const { name, env, create = true } = check.sessionOptions(options);
    const made = create ? { env: env ?? environmentOf() } : { create };
    const params = { workspace: check.workspacePath(workspace), name, ...made };
    return new RemoteSession(
      this.link,
      (await this.link.call("session", params)) as { id: string; name: string; workspace: string },
    );
  }

  /** The session of an id. Rejects with UNKNOWN_SESSION. */
  async get(id: string): Promise<RemoteSession> {
    const identity = await this.link.call("find", { session: check.sessionId(id) });
    return new RemoteSession(this.link, identity as { id: string; name: string; workspace: string });
  }

  async list(): Promise<SessionInfo[]> {
    return (await this.link.call("list", {})) as SessionInfo[];
  }

  async terminate(id: string): Promise<void> {
    await this.link.call("terminate", { session: check.sessionId(id) });
  }

  async terminateAll(): Promise<void> {
    await this.link.call("terminateAll", {});
  }

  async info(): Promise<DaemonInfo> {
    return (await this.link.call("info", {})) as DaemonInfo;
  }

  /** Ends the daemon and all its sessions; resolves when nothing of them is alive. */
  async stop(): Promise<void> {
    await this.link.call("stop", {});
  }

  /** Ends this connection; the sessions live on. */
  async close(): Promise<void> {
    await this.link.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
