/**
 * Where interpreters come from: keepers, one for each python that sessions use, and warm spares, started ahead of need.
 *
 * The number of spares of a language follows its use: none before the first one (but those that the options ask for), then
 * as many as were taken within the last seconds, up to a bound, and none while memory is short.
 */
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import type { LanguageRow } from "./dialect.js";
import { findExecutable } from "./find-executable.js";
import { Interpreter } from "./interpreter.js";
import { Keeper } from "./keeper.js";
import { languageRow } from "./languages.js";
import { availableMemoryBytes } from "./processes.js";

export type Environment = Readonly<Record<string, string>>;

export interface PoolOptions {
  /** Path or command for each language that shall not be looked for on PATH. */
  readonly interpreters: Readonly<Partial<Record<string, string>>>;
  /** Environment of the keepers and of the spares. */
  readonly env: Environment;
  /** Spares wanted from the start, for each language; `false` for none at all, at any time. */
  readonly warm: Readonly<Partial<Record<string, number>>> | false;
}

/** An interpreter, and the environment that it starts with. */
export interface Acquired {
  readonly interpreter: Interpreter;
  readonly env: Environment;
}

/** Spares start here; the first run takes them to the session's folder. */
const SPARE_CWD = "/";
const KEEPER_COMMANDS = ["python3", "/usr/bin/python3", "/usr/local/bin/python3", "python"];
const ENV_NAME = /^[A-Za-z_]\w*$/;

export class InterpreterPool {
  readonly #keepers = new Map<string, Promise<Keeper>>();
  /** Those that ended too: their folders stay while their interpreters live. */
  readonly #ended: Keeper[] = [];
  readonly #spares = new Map<string, Promise<Interpreter>[]>();
  /** Times (performance.now) at which interpreters of a language were taken. */
  readonly #taken = new Map<string, number[]>();
  readonly #refills = new Map<string, NodeJS.Timeout>();
  #closed = false;

  constructor(private readonly options: PoolOptions) {}

  /** Starts the first keeper and the spares that the options ask for. */
  async open(): Promise<void> {
    await this.#mainKeeper();
    for (const [language, count] of Object.entries(this.options.warm || {}))
      if (count) this.#refill(languageRow(language));
  }

  /** An interpreter of this language for a session: a spare where one fits, else a new one. */
  async acquire(row: LanguageRow, env: Environment, cwd: string): Promise<Acquired> {
    const times = this.#taken.get(row.name) ?? [];
    this.#taken.set(row.name, [...times, performance.now()].slice(-limits.warmSparesMax));
    const executable = findExecutable(row, this.options.interpreters[row.name], env["PATH"]);
    const spare = await this.#takeSpare(row, executable, env);
    this.#refillSoon(row);
    if (spare) return { interpreter: spare, env: this.options.env };
    return { interpreter: await this.#start(row, executable, env, cwd), env };
  }

  /** Ends all that the pool started, sessions' interpreters included. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#refills.values()) clearTimeout(timer);
    await Promise.allSettled(Array.from(this.#spares.values()).flat());
    const living = await Promise.allSettled(Array.from(this.#keepers.values()));
    const keepers = living.flatMap((keeper) => (keeper.status === "fulfilled" ? [keeper.value] : []));
    await Promise.all([...keepers, ...this.#ended].map((keeper) => keeper.close()));
  }

  async #start(row: LanguageRow, executable: string, env: Environment, cwd: string): Promise<Interpreter> {
    const keeper = await (row.launch === "fork" ? this.#keeperOf(executable, env) : this.#mainKeeper());
    return Interpreter.start({ row, executable, keeper, env, cwd });
  }

  async #takeSpare(row: LanguageRow, executable: string, env: Environment): Promise<Interpreter | undefined> {
    if (!this.#fitsSpare(row, env)) return undefined;
    const spares = this.#spares.get(row.name) ?? [];
    for (let spare = spares.shift(); spare; spare = spares.shift()) {
      const interpreter = await spare.catch(() => undefined);
      if (interpreter?.state === "idle" && interpreter.launch.executable === executable) return interpreter;
      await interpreter?.close(0);
    }
    return undefined;
  }

  /** A spare learns a session's environment by its first run; what only a start can give needs an own start. */
  #fitsSpare(row: LanguageRow, env: Environment): boolean {
    const names = new Set([...Object.keys(env), ...Object.keys(this.options.env)]);
    for (const name of names) {
      if (env[name] === this.options.env[name]) continue;
      if (!ENV_NAME.test(name) || row.startOnlyEnv.test(name)) return false;
    }
    return true;
  }

  #refillSoon(row: LanguageRow): void {
    if (this.#closed || this.options.warm === false || this.#refills.has(row.name)) return;
    const refill = setTimeout(() => {
      this.#refills.delete(row.name);
      this.#refill(row);
    }, limits.warmDelayMs);
    this.#refills.set(row.name, refill.unref());
  }

  #refill(row: LanguageRow): void {
    if (this.#closed || availableMemoryBytes() < limits.warmMemoryBytesMin) return;
    const spares = this.#spares.get(row.name) ?? [];
    this.#spares.set(row.name, spares);
    while (spares.length < this.#sparesWanted(row)) {
      const spare = this.#startSpare(row);
      spare.catch(() => spares.splice(spares.indexOf(spare), 1));
      spares.push(spare);
    }
  }

  async #startSpare(row: LanguageRow): Promise<Interpreter> {
    const { interpreters, env } = this.options;
    return this.#start(row, findExecutable(row, interpreters[row.name], env["PATH"]), env, SPARE_CWD);
  }

  #sparesWanted(row: LanguageRow): number {
    const since = performance.now() - limits.warmWindowMs;
    const recent = (this.#taken.get(row.name) ?? []).filter((time) => time > since).length;
    const asked = this.options.warm ? (this.options.warm[row.name] ?? 0) : 0;
    const used = this.#taken.has(row.name) ? 1 : 0;
    return Math.min(limits.warmSparesMax, Math.max(asked, used, recent));
  }

  /** The keeper that starts programs: any python will do, so one that is configured wrongly hinders only python sessions. */
  #mainKeeper(): Promise<Keeper> {
    return this.#keeper("", async () => {
      const configured = this.options.interpreters["python"];
      const failures: unknown[] = [];
      for (const command of configured === undefined ? KEEPER_COMMANDS : [configured, ...KEEPER_COMMANDS]) {
        try {
          const path = findExecutable(languageRow("python"), command, this.options.env["PATH"]);
          return await Keeper.start(path, this.options.env);
        } catch (error) {
          failures.push(error);
        }
      }
      throw new HoldfastError("INTERPRETER_NOT_FOUND", {
        message: "Holdfast supervises its processes by a Python program, and found no Python 3.8 or later",
        next: "Install python3, or set `interpreters.python` to its absolute path.",
        cause: failures[0],
      });
    });
  }

  /** The keeper whose forks are sessions of this python in this kind of environment. */
  async #keeperOf(executable: string, env: Environment): Promise<Keeper> {
    const main = await this.#mainKeeper();
    const { startOnlyEnv } = languageRow("python");
    const special = Object.entries(env).filter(
      ([name, value]) => startOnlyEnv.test(name) && this.options.env[name] !== value,
    );
    const missing = Object.keys(this.options.env).filter((name) => startOnlyEnv.test(name) && !(name in env));
    if (main.command === executable && special.length + missing.length === 0) return main;
    return this.#keeper(JSON.stringify([executable, special, missing]), () => Keeper.start(executable, env));
  }

  #keeper(key: string, start: () => Promise<Keeper>): Promise<Keeper> {
    if (this.#closed) return Promise.reject(closedPool());
    const present = this.#keepers.get(key);
    if (present) return present;
    const starting = start();
    this.#keepers.set(key, starting);
    const forget = () => {
      if (this.#keepers.get(key) === starting) this.#keepers.delete(key);
    };
    starting.then(async (keeper) => {
      await keeper.exited;
      this.#ended.push(keeper);
      forget();
    }, forget);
    return starting;
  }
}

function closedPool(): HoldfastError {
  return new HoldfastError("SESSION_CLOSED", {
    message: "The runtime is closed",
    next: "Create another with createRuntime().",
  });
}
