/** The plain way: a process for each command. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type Contender, repeat, type Task, timed } from "../measure.js";
import { type Answer, answerOf, type Living, LOOP_MS } from "./living.js";

export class Spawned implements Contender, Living {
  readonly pace = "slow";

  constructor(
    readonly name: string,
    private readonly program: string,
    /** The option that takes code, such as `-c`. */
    private readonly option: string,
  ) {}

  batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => this.once(code), count, gapMs);
  }

  /** Runs one command and gathers its output. */
  async once(code: string): Promise<string> {
    return this.#start(code).output;
  }

  async run(code: string): Promise<Answer> {
    let text = "";
    const us = await timed(async () => {
      text = await this.once(code);
    });
    return answerOf(us, text);
  }

  async interrupted(code: string): Promise<number> {
    const { child, output } = this.#start(code);
    await sleep(LOOP_MS * 5); // a Node.js that has just been started is not in the loop yet
    return timed(() => {
      child.kill("SIGINT");
      return output;
    });
  }

  #start(code: string) {
    const child = spawn(this.program, [this.option, code], { stdio: ["ignore", "pipe", "pipe"] });
    const parts: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => parts.push(chunk));
    child.stderr.resume();
    const output = once(child, "close").then(() => Buffer.concat(parts).toString());
    return { child, output };
  }

  close(): Promise<void> {
    return Promise.resolve(); // nothing is left between its commands
  }
}
