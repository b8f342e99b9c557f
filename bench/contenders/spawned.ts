/** The plain way: a process for each command. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Contender, repeat, type Task } from "../measure.js";

export class Spawned implements Contender {
  readonly slow = true;

  constructor(
    readonly name: string,
    private readonly program: string,
    /** The option that takes code, such as `-c`. */
    private readonly option: string,
  ) {}

  async batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => this.once(code), count, gapMs);
  }

  /** Runs one command and gathers its output. */
  async once(code: string): Promise<void> {
    const child = spawn(this.program, [this.option, code], { stdio: ["ignore", "pipe", "pipe"] });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => parts.push(chunk));
    await once(child, "close");
  }
}
