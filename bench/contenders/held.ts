/** Holdfast: a run in a session that lives on. */
import type { ExecOptions, RuntimeSession } from "../../src/index.js";
import { type Contender, repeat, type Task } from "../measure.js";

export class Held implements Contender {
  constructor(
    readonly name: string,
    private readonly session: RuntimeSession,
    private readonly options: ExecOptions,
  ) {}

  async batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => succeed(this.session, code, this.options), count, gapMs);
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
