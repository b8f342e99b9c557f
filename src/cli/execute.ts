/** `holdfast exec` and `holdfast eval`: a session, its runs one after another, and the exit code. */
import { text } from "node:stream/consumers";
import { HoldfastError } from "../errors.js";
import { createRuntime } from "../runtime.js";
import type { OutputEvent } from "../session/options.js";
import type { RunResult } from "../session/result.js";
import { Ending } from "./ending.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";
import { findWorkspace } from "./workspace.js";

export interface ExecuteOptions {
  readonly workspace?: string;
  readonly language?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly json?: boolean;
}

/** Runs each code in one session. Returns the exit code; throws HoldfastError for what is not the code's fault. */
export async function execute(
  mode: "exec" | "eval",
  args: readonly string[],
  { workspace, timeout, json = false, ...options }: ExecuteOptions,
): Promise<number> {
  const codes = await readCodes(args);
  using ending = new Ending();
  // The command ends with its runs: a spare would never be used.
  await using runtime = await createRuntime({ warm: false });
  const session = await runtime.session(findWorkspace(workspace));
  let exitCode: number = exitCodes.done;
  for (const code of codes) {
    if (ending.signal.aborted) break;
    const result = await session[mode](code, {
      ...options,
      ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
      ...(!json && { onOutput: handOn }),
      signal: ending.signal,
    });
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else exitCode = conclude(result);
  }
  return ending.exitCode ?? exitCode;
}

async function readCodes(args: readonly string[]): Promise<string[]> {
  if (args.filter((arg) => arg === "-").length > 1)
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: "Standard input can be read only once",
      got: args,
      next: "Give - once.",
    });
  return Promise.all(args.map(async (arg) => (arg === "-" ? text(process.stdin) : arg)));
}

function handOn({ stream, bytes }: OutputEvent): void {
  process[stream].write(bytes);
}

/** Says what the output alone does not tell; returns the exit code. */
function conclude(result: RunResult): number {
  if (result.result !== undefined) process.stdout.write(`${result.result}\n`);
  if (result.status === "timed_out")
    printNote(
      `stopped at its limit after ${(result.durationMs / 1000).toFixed(1)} s; raise it with --timeout`,
    );
  const lost = Object.entries(result.restored?.lost ?? {}).map(([name, reason]) => `${name} (${reason})`);
  if (result.restored && (lost.length > 0 || result.status === "crashed"))
    printNote(`${result.restored.reason}${lost.length > 0 ? `; not kept: ${lost.join(", ")}` : ""}`);
  return result.exitCode ?? exitCodes.timedOut;
}
