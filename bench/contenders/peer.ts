/** A peer that is driven, and timed, by a program of its own (bench/peers): tasks in, answers out, a line of JSON each. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Contender, Task } from "../measure.js";
import { benchPath } from "../place.js";
import { findPython } from "./find-python.js";
import { type Answer, answerOf, type Living, LOOP_MS } from "./living.js";

export interface PeerProgram {
  readonly name: string;
  /** File of bench/peers, and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Python modules that it needs. */
  readonly modules: readonly string[];
  /** Debian packages that bring them. */
  readonly packages: readonly string[];
  /** It is another one with one thing different: its runs are measured, and nothing else. */
  readonly variant?: true;
}

/** Undefined when all is there; else what is missing and how to get it, in words. */
export function missing({ name, modules, packages }: PeerProgram): string | undefined {
  if (findPython(modules) !== undefined) return undefined;
  return `${name} left out: no python3 has ${modules.join(" and ")}. On Debian: apt-get install ${packages.join(" ")}`;
}

export class Peer implements Contender, Living {
  readonly pace = "slow";
  /** What it needed to be ready, in us. */
  startUs = Number.NaN;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
  ) {}

  static async start({ name, command: [file, ...args], modules }: PeerProgram): Promise<Peer> {
    return Peer.run(name, findPython(modules) ?? "python3", [benchPath("peers", file), ...args]);
  }

  static async run(
    name: string,
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<Peer> {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], env });
    child.stdin.on("error", () => undefined);
    const peer = new Peer(name, child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
    const [startUs] = (await peer.#answer()) as [number?];
    peer.startUs = startUs ?? Number.NaN;
    return peer;
  }

  async batch(task: Task, count: number): Promise<number[]> {
    return (await this.#ask({ ...task, count })) as number[];
  }

  async run(code: string): Promise<Answer> {
    const [us, text] = (await this.#ask({ run: code })) as [number, string];
    return answerOf(us, text);
  }

  async interrupted(code: string): Promise<number> {
    const [us] = (await this.#ask({ interrupt: code, afterMs: LOOP_MS })) as [number];
    return us;
  }

  /** It ends by itself at the end of its input, unless it hangs. */
  async close(limitMs = 2_000): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, "close");
    this.child.stdin?.end();
    const late = setTimeout(() => this.child.kill("SIGKILL"), limitMs);
    await closed;
    clearTimeout(late);
  }

  async #ask(task: object): Promise<unknown[]> {
    this.child.stdin?.write(`${JSON.stringify(task)}\n`);
    return this.#answer();
  }

  async #answer(): Promise<unknown[]> {
    for (;;) {
      const answer = await this.answers.next();
      if (answer.done) throw new Error("it is gone");
      if (answer.value.startsWith("[") && answer.value.endsWith("]"))
        return JSON.parse(answer.value) as unknown[];
    }
  }
}
