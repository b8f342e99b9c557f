/** All sessions of one runtime: one for each workspace and name, made on first use, closed when nobody uses them. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { HoldfastError } from "../errors.js";
import { InterpreterPool } from "../interpreter/pool.js";
import { KeptJobs } from "./kept-jobs.js";
import { limits } from "../limits.js";
import type { Runtime, SessionInfo, SessionOptions } from "./api.js";
import { type EnvPolicy, environmentOf } from "./environment.js";
import { check } from "./checks.js";
import { Losses } from "./losses.js";
import type { SessionSettings } from "./parts.js";
import { makeSession, type RuntimeSession } from "./session.js";
import { unknownSession } from "./unknown-session.js";

export interface RuntimeOptions {
  /** Path or command for each language; default: the usual commands on PATH, and this very Node.js. */
  readonly interpreters?: Readonly<Partial<Record<string, string>>>;
  readonly env?: EnvPolicy;
  /** Warm spares per language from the start (default: one bash, one python); false: never any. */
  readonly warm?: Readonly<Partial<Record<string, number>>> | false;
  /** Default limit of a run, in ms. Default 30 000. */
  readonly timeoutMs?: number;
  /** Default 30 minutes. */
  readonly idleTimeoutMs?: number;
  /** Runs that a session remembers. Default 100. */
  readonly historyLimit?: number;
  readonly maxSessions?: number;
  readonly maxQueuedRuns?: number;
  /** Output kept in memory per stream of a run: half head, half tail. Default 1 MiB. */
  readonly outputBytesMax?: number;
  /** Output of a session on disk, beyond what memory keeps; 0: none. Default 256 MiB. */
  readonly spillBytesMax?: number;
  /** Whether the languages of a session share working directory and environment. Default true. */
  readonly shareScope?: boolean;
}

let lossesIn: (manager: RuntimeSessionManager) => Losses;
let retire: (manager: RuntimeSessionManager, why: string) => void;

export class RuntimeSessionManager implements Runtime {
  static {
    lossesIn = (manager) => manager.#losses;
    retire = (manager, why) => {
      for (const session of manager.#sessions.values()) manager.#retire(session, why);
    };
  }

  readonly #sessions = new Map<string, RuntimeSession>();
  readonly #pool: InterpreterPool;
  readonly #env: Readonly<Record<string, string>>;
  readonly #settings: SessionSettings;
  readonly #idleTimeoutMs: number;
  readonly #maxSessions: number;
  readonly #kept = new KeptJobs();
  readonly #losses = new Losses();
  #sweep: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: RuntimeOptions) {
    this.#env = environmentOf(options.env);
    const { interpreters = {}, warm = { bash: 1, python: 1 } } = options;
    this.#pool = new InterpreterPool({ interpreters, warm, env: this.#env });
    this.#settings = {
      timeoutMs: options.timeoutMs ?? limits.timeoutMs,
      historyLimit: options.historyLimit ?? limits.historyLimit,
      maxQueuedRuns: options.maxQueuedRuns ?? limits.maxQueuedRuns,
      outputBytesMax: options.outputBytesMax ?? limits.outputBytesMax,
      spillBytesMax: options.spillBytesMax ?? limits.spillBytesMax,
      shareScope: options.shareScope ?? true,
    };
    this.#idleTimeoutMs = options.idleTimeoutMs ?? limits.idleTimeoutMs;
    this.#maxSessions = options.maxSessions ?? limits.maxSessions;
  }

  /** Makes a manager and starts its keeper. Throws INVALID_ARGUMENT, UNKNOWN_LANGUAGE, INTERPRETER_NOT_FOUND. */
  static async open(options: RuntimeOptions = {}): Promise<RuntimeSessionManager> {
    const given = check.runtimeOptions(options);
    const manager = new RuntimeSessionManager(given);
    await manager.#pool.open();
    return manager;
  }

  /**
   * The session of a workspace and name: the present one, or a new one.
   * @param options.env the environment of a new session; default: by the runtime's policy.
   * Throws WORKSPACE_NOT_FOUND, INVALID_ARGUMENT, LIMIT_EXCEEDED.
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- a promise by contract: a session may come from afar
  async session(workspace: string, options: SessionOptions = {}): Promise<RuntimeSession> {
    this.#assertOpen();
    const { name = "default", env = this.#env, create = true } = check.sessionOptions(options);
    const real = this.#realOf(workspace, name);
    const id = idOf(real, name);
    const present = this.#sessions.get(id);
    if (present && !present.closed) {
      present.usedAt = performance.now();
      return present;
    }
    if (!create && !this.#kept.hasOf(id)) throw unknownSession(name, real, this.list());
    this.#makeRoom();
    const session: RuntimeSession = makeSession({
      identity: { id, name, workspace: real, env },
      settings: this.#settings,
      pool: this.#pool,
      kept: this.#kept,
      takeLoss: () => this.#losses.take(id),
      onClosed: () => {
        if (this.#sessions.get(id) === session) this.#sessions.delete(id);
      },
    });
    this.#sessions.set(id, session);
    this.#watchIdle();
    return session;
  }

  /** The real path of a workspace; one that was deleted is still that of its living session. */
  #realOf(workspace: string, name: string): string {
    try {
      return check.workspace(workspace);
    } catch (error) {
      const path = typeof workspace === "string" ? resolve(workspace) : "";
      if (this.#sessions.has(idOf(path, name))) return path;
      throw error;
    }
  }

  /** The session of an id. Throws UNKNOWN_SESSION, INVALID_ARGUMENT. */
  get(id: string): RuntimeSession {
    const session = this.#sessions.get(check.sessionId(id));
    if (session && !session.closed) return session;
    throw new HoldfastError("UNKNOWN_SESSION", {
      message: "There is no such session",
      got: id,
      next: "Ask for it by workspace and name.",
    });
  }

  /** Jobs alive whose session has ended. */
  get keptJobs(): number {
    return this.#kept.size;
  }

  list(): SessionInfo[] {
    const now = performance.now();
    const open = [...this.#sessions.values()].filter((session) => !session.closed);
    return open.map(({ id, name, workspace, busy, usedAt }) => ({
      id,
      name,
      workspace,
      busy,
      idleMs: Math.round(now - usedAt),
    }));
  }

  /** Ends one session. Throws UNKNOWN_SESSION. */
  async terminate(id: string): Promise<void> {
    await this.get(id).terminate();
  }

  async terminateAll(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.terminate()));
  }

  /** Ends everything that this runtime has started. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    clearTimeout(this.#sweep);
    await this.terminateAll();
    await this.#kept.close();
    await this.#pool.close();
  }

  /** At the bound the least recently used idle session goes, never a busy one. */
  #makeRoom(): void {
    const open = [...this.#sessions.values()].filter((session) => !session.closed);
    if (open.length < this.#maxSessions) return;
    const idle = open
      .filter((session) => !session.busy)
      .toSorted((one, other) => one.usedAt - other.usedAt)[0];
    if (!idle)
      throw new HoldfastError("LIMIT_EXCEEDED", {
        message: "All sessions are busy",
        got: open.length,
        limit: `${this.#maxSessions} sessions`,
        next: "Terminate one, or raise `maxSessions`.",
      });
    this.#retire(idle, `it made room for another (maxSessions is ${this.#maxSessions})`);
  }

  /** Ends a session that its users did not end: the next of that id tells why. */
  #retire(session: RuntimeSession, why: string): void {
    if (session.closed) return; // its users have ended it
    if (session.holdsState)
      this.#losses.note(session.id, `the session was closed: ${why}; this is a fresh one`);
    void session.terminate();
  }

  /** One timer for all: it wakes when the first session can have been idle for long enough. */
  #watchIdle(): void {
    if (this.#sweep || this.#sessions.size === 0 || this.#closing) return;
    const now = performance.now();
    const oldest = Math.min(...[...this.#sessions.values()].map((session) => session.usedAt));
    const wait = Math.min(
      limits.timeoutMsMax,
      Math.max(limits.idleCheckMsMin, oldest + this.#idleTimeoutMs - now),
    );
    this.#sweep = setTimeout(() => {
      this.#sweep = undefined;
      for (const session of this.#sessions.values())
        if (performance.now() - session.usedAt >= this.#idleTimeoutMs && !session.busy)
          this.#retire(session, `nobody used it for ${inWords(this.#idleTimeoutMs)}`);
      this.#watchIdle();
    }, wait).unref();
  }

  #assertOpen(): void {
    if (this.#closing)
      throw new HoldfastError("SESSION_CLOSED", {
        message: "The runtime is closed",
        next: "Create another with createRuntime().",
      });
  }
}

/** For a host that outlives its runtimes: what they have not told. It is no part of the package's interface. */
export function lossesOf(manager: RuntimeSessionManager): Losses {
  return lossesIn(manager);
}

/** Ends all sessions without their users' doing: the next of each tells why. */
export function retireAll(manager: RuntimeSessionManager, why: string): void {
  retire(manager, why);
}

function inWords(ms: number): string {
  return ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${ms / 1000} s`;
}

function idOf(workspace: string, name: string): string {
  return `s_${createHash("sha256").update(`${workspace}\0${name}`).digest("hex").slice(0, 16)}`;
}
