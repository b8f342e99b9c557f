/** Holdfast: a run in a session that lives on. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecOptions, RuntimeSession } from "../../src/index.js";
import { type Contender, repeat, type Task, timed } from "../measure.js";
import { type Answer, answerOf, type Living, LOOP_MS } from "./living.js";

export class Held implements Contender, Living {
  constructor(
    readonly name: string,
    private readonly session: RuntimeSession,
    private readonly options: ExecOptions,
  ) {}

  async batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => succeed(this.session, code, this.options), count, gapMs);
  }

  async run(code: string): Promise<Answer> {
    let text = "";
    const us = await timed(async () => {
      const { runId, stdout, truncated } = await this.session.exec(code, this.options);
      // Beyond what memory keeps, the middle is on disk.
      text = truncated?.stdout ? (await this.session.output(runId)).toString() : stdout;
    });
    return answerOf(us, text);
  }

  async interrupted(code: string): Promise<number> {
    const running = this.session.exec(code, this.options);
    await sleep(LOOP_MS);
    return timed(async () => {
      await this.session.interrupt();
      const { status } = await running;
      if (status !== "interrupted") throw new Error(`${code} was ${status}`);
    });
  }

  async close(): Promise<void> {
    await this.session.terminate();
  }
}

/** A run that must end well: figures of failures are worth nothing. */
export async function succeed(
  session: Pick<RuntimeSession, "exec">,
  code: string,
  options: ExecOptions,
): Promise<void> {
  const { status, stderr } = await session.exec(code, options);
  if (status !== "completed")
    throw new Error(`${code} in ${options.language ?? "bash"} ${status}: ${stderr}`);
}
