/** The sessions of one host process: nothing starts before the first call, and each conversation has its own. */
import type { Runtime, Session, SessionInfo, SessionOptions } from "../session/api.js";
import { check } from "../session/checks.js";
import type { RuntimeOptions } from "../session/manager.js";
import { unknownSession } from "../session/unknown-session.js";
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
    const list = async () => {
      const known = await (await this.#runtime)?.list();
      return (known ?? []).filter(({ id }) => this.#owned.get(owner)?.has(id));
    };
    const own = async (workspace: string, options: SessionOptions = {}): Promise<Session> => {
      const { name = owner, create = true } = options;
      const below = `${owner}${BETWEEN}`;
      const whole = name === owner ? owner : `${below}${name}`;
      if (!create) assertThere(workspace, whole, below, await list());
      const runtime = await this.#open();
      const session = await runtime.session(workspace, { name: whole, ...(env && { env: env() }) });
      const sessions = this.#owned.get(owner) ?? new Map<string, Session>();
      this.#owned.set(owner, sessions.set(session.id, session));
      return session;
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

/** Throws UNKNOWN_SESSION, with the names as the conversation itself uses them. */
function assertThere(path: string, whole: string, below: string, known: readonly SessionInfo[]): void {
  const workspace = check.workspace(path);
  if (known.some((session) => session.name === whole && session.workspace === workspace)) return;
  const own = (name: string) => (name.startsWith(below) ? name.slice(below.length) : name);
  throw unknownSession(
    own(whole),
    workspace,
    known.map((session) => ({ name: own(session.name), workspace: session.workspace })),
  );
}
