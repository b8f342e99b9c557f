/** What the actions of a case work with: the session, runs that go on meanwhile, other sessions and runtimes. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecOptions, RunResult, RuntimeOptions } from "../../src/index.js";
import type { Language } from "./case.js";
import type { Road, RoadRuntime, RoadSession } from "./road.js";

const POLL_MS = 5;
/** How long something may take that must happen. The test's own limit is longer, and its message says less. */
const PATIENCE_MS = 15_000;

/** A run that goes on while the test does something else. */
export interface Started {
  readonly result: Promise<RunResult>;
  /** Resolves when this text was seen in the output; rejects when the run ends without it. */
  saw(text: string): Promise<void>;
}

/** What an action works with. */
export class Bench {
  readonly #runtimes: RoadRuntime[] = [];
  readonly #sessions: RoadSession[] = [];

  constructor(
    readonly road: Road,
    readonly runtime: RoadRuntime,
    readonly session: RoadSession,
    readonly language: Language,
    /** The workspace. */
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.#sessions.push(session);
  }

  readonly exec = async (code: string, options: ExecOptions = {}): Promise<RunResult> =>
    this.session.exec(code, { language: this.language, ...options });

  /** Starts a run and does not wait for its end. */
  readonly start = (
    code: string,
    options: ExecOptions = {},
    session: RoadSession = this.session,
  ): Started => {
    let seen = "";
    const wanted: { text: string; found: () => void }[] = [];
    const onOutput: ExecOptions["onOutput"] = (event) => {
      seen += event.text;
      options.onOutput?.(event);
      for (const { text, found } of wanted) if (seen.includes(text)) found();
    };
    const result = session.exec(code, { language: this.language, ...options, onOutput });
    result.catch(() => undefined);
    const saw = async (text: string) => {
      if (seen.includes(text)) return;
      const ended = result.then((end) => {
        if (!seen.includes(text))
          throw new Error(`the run ended without ${JSON.stringify(text)}: ${JSON.stringify(end)}`);
      });
      await Promise.race([ended, new Promise<void>((found) => wanted.push({ text, found }))]);
    };
    return { result, saw };
  };

  /** Another session of the same runtime, in a folder of its own below the workspace. */
  readonly another = async (name: string): Promise<RoadSession> => {
    const folder = join(this.folder, `of ${name}`);
    mkdirSync(folder, { recursive: true });
    const session = await this.runtime.session(folder, { name, env: this.env });
    this.#sessions.push(session);
    return session;
  };

  /** A runtime of the case's own. */
  readonly open = async (options: RuntimeOptions): Promise<RoadRuntime> => {
    const runtime = await this.road.open({ warm: false, ...options });
    this.#runtimes.push(runtime);
    return runtime;
  };

  readonly path = (name: string): string => join(this.folder, name);

  /** The pid of the session's interpreter. */
  readonly pid = async (session: RoadSession = this.session): Promise<number> => {
    const { interpreters } = await session.state();
    const pid = interpreters.find(({ language }) => language === this.language)?.pid;
    if (pid === undefined) throw new Error(`no ${this.language} interpreter is alive`);
    return pid;
  };

  /** Ends all that the case has opened. */
  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.terminate()));
    await Promise.all(this.#runtimes.map((runtime) => runtime.close()));
  }
}

/** Waits until something is so that raises no event of its own: the end of a foreign process, a file. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not so after ${PATIENCE_MS} ms: ${what}`);
    await sleep(POLL_MS);
  }
}

/** Whether a process is alive; a zombie is not. */
export function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
