/** The sessions of one host process: nothing starts before the first call, and each conversation has its own. */
import type { Runtime, Session, SessionOptions } from "../session/api.js";
import type { RuntimeOptions } from "../session/manager.js";
import { createRuntime } from "../runtime.js";

const BETWEEN = "/";

export class HostSessions {
  #runtime: Promise<Runtime> | undefined;
  readonly #owned = new Map<string, Map<string, Session>>();

  constructor(readonly options: () => RuntimeOptions = () => ({})) {}

  /**
   * The runtime as one conversation sees it. The session of the owner's own name is its default; any other name is
   * below it, so that no name that a model chooses reaches another conversation.
   */
  of(owner: string, env?: () => Readonly<Record<string, string>>): Runtime {
    const own = async (workspace: string, { name = owner }: SessionOptions = {}): Promise<Session> => {
      const runtime = await this.#open();
      const session = await runtime.session(workspace, {
        name: name === owner ? owner : `${owner}${BETWEEN}${name}`,
        ...(env && { env: env() }),
      });
      const sessions = this.#owned.get(owner) ?? new Map<string, Session>();
      this.#owned.set(owner, sessions.set(session.id, session));
      return session;
    };
    const list = async () => {
      const known = await (await this.#runtime)?.list();
      return (known ?? []).filter(({ id }) => this.#owned.get(owner)?.has(id));
    };
    const terminateAll = () => this.end(owner);
    return {
      session: own,
      list,
      terminate: async (id) => (await this.#open()).terminate(id),
      terminateAll,
      close: terminateAll,
    };
  }

  /** Ends what one conversation has started. */
  async end(owner: string): Promise<void> {
    const sessions = this.#owned.get(owner);
    this.#owned.delete(owner);
    await Promise.all([...(sessions?.values() ?? [])].map((session) => session.terminate()));
  }

  /** Ends everything. A later call begins anew. */
  async close(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = undefined;
    this.#owned.clear();
    await (await runtime)?.close();
  }

  #open(): Promise<Runtime> {
    this.#runtime ??= createRuntime(this.options()).catch((error: unknown) => {
      this.#runtime = undefined;
      throw error;
    });
    return this.#runtime;
  }
}
