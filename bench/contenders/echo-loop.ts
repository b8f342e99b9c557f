/** The floor: a line to another process and back over a pair of FIFOs, opened as Holdfast opens its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contender, repeat, type Task } from "../measure.js";

const BOTH = constants.O_RDWR | constants.O_NONBLOCK;
const NEWLINE = 10;

export class EchoLoop implements Contender {
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), "bench-"));
  readonly #request: number;
  readonly #reply: Socket;
  #answered: () => void = () => undefined;

  /** @param command is given the paths of its input and its output as last arguments. */
  constructor(
    readonly name: string,
    command: readonly string[],
  ) {
    const paths = [join(this.#folder, "in"), join(this.#folder, "out")] as const;
    execFileSync("mkfifo", paths);
    this.#request = openSync(paths[0], BOTH);
    this.#reply = new Socket({ fd: openSync(paths[1], BOTH), readable: true, writable: false });
    this.#reply.on("data", (chunk: Buffer) => {
      if (chunk.at(-1) === NEWLINE) this.#answered();
    });
    const [program = "", ...args] = command;
    this.#child = spawn(program, [...args, ...paths], { stdio: "ignore" });
  }

  async batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    const line = Buffer.from(`${code}\n`);
    const roundTrip = () =>
      new Promise<void>((resolve) => {
        this.#answered = resolve;
        writeSync(this.#request, line);
      });
    return repeat(roundTrip, count, gapMs);
  }

  async close(): Promise<void> {
    const closed = once(this.#child, "close");
    this.#child.kill();
    await closed;
    this.#reply.destroy();
    closeSync(this.#request);
    rmSync(this.#folder, { recursive: true });
  }
}
