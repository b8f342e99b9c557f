/** The working directory and environment that a session's languages share, and what each interpreter knows of them. */
import type { EnvDelta, ScopeDelta } from "../protocol/messages.js";

export class Scope {
  cwd: string;
  /** Counts the commits, so that an interpreter that is up to date costs one comparison. */
  version = 0;
  readonly #env: Map<string, string>;
  #view: { readonly version: number; readonly env: Readonly<Record<string, string>> } | undefined;

  constructor(
    private readonly origin: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ) {
    this.cwd = origin.cwd;
    this.#env = new Map(Object.entries(origin.env));
  }

  /** The environment as an object of its own, the same one until the next commit. */
  get env(): Readonly<Record<string, string>> {
    if (this.#view?.version !== this.version)
      this.#view = { version: this.version, env: Object.fromEntries(this.#env) };
    return this.#view.env;
  }

  /** It is not what the session was made with. */
  get changed(): boolean {
    return this.since(startingScope(this.origin.env, this.origin.cwd)) !== undefined;
  }

  /** Takes what a run has done to the scope. */
  commit(delta: ScopeDelta): void {
    if (delta.cwd !== undefined && delta.cwd !== this.cwd) {
      this.cwd = delta.cwd;
      this.version++;
    }
    if (!delta.env) return;
    this.version++;
    for (const name of delta.env.unset) this.#env.delete(name);
    for (const [name, value] of Object.entries(delta.env.set)) this.#env.set(name, value);
  }

  /** Back to what the session was made with. */
  reset(): void {
    this.cwd = this.origin.cwd;
    this.#env.clear();
    for (const [name, value] of Object.entries(this.origin.env)) this.#env.set(name, value);
    this.version++;
  }

  /** What an interpreter has yet to learn; undefined when it is up to date. */
  since(known: KnownScope): ScopeDelta | undefined {
    if (known.version === this.version) return undefined;
    const set: Record<string, string> = {};
    for (const [name, value] of this.#env) if (known.env.get(name) !== value) set[name] = value;
    const unset = [...known.env.keys()].filter((name) => !this.#env.has(name));
    const env: EnvDelta | undefined = Object.keys(set).length + unset.length > 0 ? { set, unset } : undefined;
    return { ...(known.cwd !== this.cwd && { cwd: this.cwd }), ...(env && { env }) };
  }

  /** Marks an interpreter as up to date. */
  learn(known: KnownScope): void {
    if (known.version === this.version) return;
    known.version = this.version;
    known.cwd = this.cwd;
    known.env = new Map(this.#env);
  }
}

export interface KnownScope {
  version: number;
  cwd: string;
  env: Map<string, string>;
}

/** The scope of an interpreter that was started with this much. */
export function startingScope(env: Readonly<Record<string, string>>, cwd: string): KnownScope {
  return { version: -1, cwd, env: new Map(Object.entries(env)) };
}
