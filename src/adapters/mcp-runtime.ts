/** A runtime that is connected with its first session, and again when the daemon has gone meanwhile. */
import { HoldfastError } from "../errors.js";
import type { Runtime, Session, SessionInfo, SessionOptions } from "../session/api.js";

export class ReconnectingRuntime implements Runtime {
  #runtime: Promise<Runtime> | undefined;

  constructor(private readonly connect: () => Promise<Runtime>) {}

  async session(workspace: string, options?: SessionOptions): Promise<Session> {
    return this.#again((runtime) => runtime.session(workspace, options));
  }

  async list(): Promise<SessionInfo[]> {
    return this.#again(async (runtime) => runtime.list());
  }

  async terminate(id: string): Promise<void> {
    return this.#again((runtime) => runtime.terminate(id));
  }

  async terminateAll(): Promise<void> {
    return this.#again((runtime) => runtime.terminateAll());
  }

  /** Ends the connection; the sessions live on. */
  async close(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = undefined;
    await (await runtime)?.close();
  }

  /** These requests may be made twice: the connection may have been lost long before. */
  async #again<Value>(request: (runtime: Runtime) => Promise<Value>): Promise<Value> {
    const known = this.#runtime;
    try {
      return await request(await this.#open());
    } catch (error) {
      if (!(error instanceof HoldfastError) || error.code !== "HOST_FAILURE" || !known) throw error;
      if (this.#runtime === known) this.#runtime = undefined;
      return request(await this.#open());
    }
  }

  #open(): Promise<Runtime> {
    this.#runtime ??= this.connect().catch((error: unknown) => {
      this.#runtime = undefined;
      throw error;
    });
    return this.#runtime;
  }
}
