/** The marker design: an interactive interpreter over pipes that is told to print a mark after each command. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type Contender, repeat, type Task } from "../measure.js";

export interface MarkerDesign {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The line of code that prints this mark. */
  readonly print: (mark: string) => string;
}

export class Marker implements Contender {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  #output = "";
  #look: () => void = () => undefined;

  constructor(private readonly design: MarkerDesign) {
    this.name = design.name;
    const [program, ...args] = design.command;
    this.#child = spawn(program, args);
    this.#child.stderr.resume();
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#look();
    });
  }

  async batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => this.#run(code), count, gapMs);
  }

  async #run(code: string): Promise<void> {
    const mark = randomUUID();
    this.#output = "";
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.#output.includes(`${mark}\n`)) resolve();
      };
      this.#child.stdin.write(`${code}\n${this.design.print(mark)}\n`);
    });
  }

  async close(): Promise<void> {
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }
}
