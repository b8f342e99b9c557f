/** The working directory and environment that a session's languages share, and what each interpreter knows of them. */
import { folderAt } from "../interpreter/folders.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import type { EnvDelta, ScopeDelta } from "../protocol/messages.js";

export class Scope {
  cwd: string;
  /** The interpreter that has gone to `cwd` by itself: where it stands is the session's folder, whatever its path has become. */
  holder: Interpreter | undefined;
  /** Counts the commits, so that an interpreter that is up to date costs one comparison. */
  version = 0;
  readonly #env: Map<string, string>;
  #view: { readonly version: number; readonly env: Readonly<Record<string, string>> } | undefined;

  readonly #origin: Origin;

  constructor({ cwd, env }: Origin) {
    const { PWD: logical = cwd } = env;
    this.#origin = { cwd, env: { ...env, PWD: leadsTo(logical, cwd) ? logical : cwd } };
    this.cwd = cwd;
    this.#env = new Map(Object.entries(this.#origin.env));
  }

  /** The environment as an object of its own, the same one until the next commit. */
  get env(): Readonly<Record<string, string>> {
    if (this.#view?.version !== this.version)
      this.#view = { version: this.version, env: Object.fromEntries(this.#env) };
    return this.#view.env;
  }

  /** It is not what the session was made with. */
  get changed(): boolean {
    return this.cwd !== this.#origin.cwd || this.since(startingScope(this.#origin.env)) !== undefined;
  }

  /** Takes what a run has done to the scope. PWD and OLDPWD follow the folder; a shell's own PWD may lead to it by links. */
  commit({ cwd, env }: ScopeDelta): void {
    if (cwd !== undefined && cwd !== this.cwd) {
      const former = this.#env.get("PWD") ?? this.cwd;
      this.cwd = cwd;
      this.version++;
      if (!leadsTo(former, cwd)) {
        this.#env.set("OLDPWD", former);
        this.#env.set("PWD", cwd);
      }
    }
    if (!env) return;
    this.version++;
    apply(env, this.#env);
  }

  /** Back to what the session was made with. */
  reset(): void {
    this.cwd = this.#origin.cwd;
    this.holder = undefined;
    this.#env.clear();
    for (const [name, value] of Object.entries(this.#origin.env)) this.#env.set(name, value);
    this.version++;
  }

  /** What an interpreter has yet to learn of the environment; undefined when it is up to date. */
  since(known: KnownScope): EnvDelta | undefined {
    if (known.version === this.version) return undefined;
    const set: Record<string, string> = {};
    for (const [name, value] of this.#env) if (known.env.get(name) !== value) set[name] = value;
    const unset = [...known.env.keys()].filter((name) => !this.#env.has(name));
    return Object.keys(set).length + unset.length > 0 ? { set, unset } : undefined;
  }

  /** Marks an interpreter as up to date. */
  learn(known: KnownScope): void {
    if (known.version === this.version) return;
    known.version = this.version;
    known.env = new Map(this.#env);
  }
}

/** What a session is made with. */
interface Origin {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What an interpreter knows of the environment. */
export interface KnownScope {
  version: number;
  env: Map<string, string>;
}

/** The scope of an interpreter that was started with this much. */
export function startingScope(env: Readonly<Record<string, string>>): KnownScope {
  return { version: -1, env: new Map(Object.entries(env)) };
}

/** Takes what an interpreter has told: that it knows. */
export function apply({ set, unset }: EnvDelta, env: Map<string, string>): void {
  for (const name of unset) env.delete(name);
  for (const [name, value] of Object.entries(set)) env.set(name, value);
}

function leadsTo(path: string, folder: string): boolean {
  if (path === folder) return true;
  const found = folderAt(path);
  return found !== undefined && found === folderAt(folder);
}
