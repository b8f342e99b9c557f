/** The marker design: an interactive interpreter over pipes that is told to print a mark after each command. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type Contender, repeat, type Task, timed } from "../measure.js";
import { type Answer, answered, type Living, LOOP_MS } from "./living.js";

export interface MarkerDesign {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The lines of code that print this mark. */
  readonly print: (mark: string) => string;
}

export class Marker implements Contender, Living {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  #pieces: string[] = [];
  #look: (piece: string) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(private readonly design: MarkerDesign) {
    this.name = design.name;
    const [program, ...args] = design.command;
    this.#child = spawn(program, args);
    this.#child.once("exit", () => this.#fail(new Error("it is gone")));
    this.#child.stdin.on("error", () => undefined);
    this.#child.stderr.resume();
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#pieces.push(text);
      this.#look(text);
    });
  }

  async batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => this.#run(code), count, gapMs);
  }

  run(code: string): Promise<Answer> {
    return answered(() => this.#run(code));
  }

  async interrupted(code: string): Promise<number> {
    const running = this.#run(code);
    await sleep(LOOP_MS);
    return timed(() => {
      this.#child.kill("SIGINT");
      return running;
    });
  }

  /** What is printed before the mark. */
  async #run(code: string): Promise<string> {
    const mark = `${randomUUID()}\n`;
    this.#pieces = [];
    let seen = "";
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#look = (piece) => {
        seen = `${seen.slice(-mark.length)}${piece}`;
        if (seen.includes(mark)) resolve(this.#pieces.join("").replace(mark, ""));
      };
      this.#child.stdin.write(`${code}\n${this.design.print(mark.trimEnd())}\n`);
    });
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }
}
