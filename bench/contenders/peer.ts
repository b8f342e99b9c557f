/** A peer that is driven, and timed, by a program of its own (bench/peers): tasks in, times out, a line of JSON each. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Contender, Task } from "../measure.js";
import { benchPath } from "../place.js";

/** Where Debian puts what python3-ipykernel, python3-jupyter-client and python3-pexpect bring. */
const PYTHON = "/usr/bin/python3";

export interface PeerProgram {
  readonly name: string;
  /** File of bench/peers, and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Python modules that it needs. */
  readonly modules: readonly string[];
}

/** Undefined when all is there; else what is missing, in words. */
export function missing({ name, modules }: PeerProgram): string | undefined {
  const absent = modules.filter((module) => spawnSync(PYTHON, ["-c", `import ${module}`]).status !== 0);
  return absent.length > 0 ? `${name} left out: ${PYTHON} has no ${absent.join(", ")}` : undefined;
}

export class Peer implements Contender {
  readonly slow = true;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
  ) {}

  static async start({ name, command: [file, ...args] }: PeerProgram): Promise<Peer> {
    return Peer.run(name, PYTHON, [benchPath("peers", file), ...args]);
  }

  static async run(
    name: string,
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<Peer> {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], env });
    const peer = new Peer(name, child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
    await peer.#answer();
    return peer;
  }

  async batch(task: Task, count: number): Promise<number[]> {
    this.child.stdin?.write(`${JSON.stringify({ ...task, count })}\n`);
    return this.#answer();
  }

  async close(): Promise<void> {
    const closed = once(this.child, "close");
    this.child.stdin?.end();
    await closed;
  }

  async #answer(): Promise<number[]> {
    for (;;) {
      const answer = await this.answers.next();
      if (answer.done) throw new Error(`${this.name} ended`);
      if (answer.value.startsWith("[") && answer.value.endsWith("]"))
        return JSON.parse(answer.value) as number[];
    }
  }
}
