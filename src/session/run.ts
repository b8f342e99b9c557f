/** One run, from its turn to its result: outputs, limit, stopping, and what became of the interpreter. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { Sink } from "../interpreter/output-pipe.js";
import type { RunEnd } from "../interpreter/run-end.js";
import type { SettledMessage } from "../protocol/messages.js";
import { OutputBuffer } from "../store/output-buffer.js";
import type { Jobs } from "./jobs.js";
import type { ExecOptions, OutputEvent } from "./options.js";
import { type Restored, type RunResult, verdict } from "./result.js";
import type { Slot } from "./slot.js";
import { stopRun } from "./stop.js";

export type StopCause = "timed_out" | "interrupted";

export interface RunInput {
  readonly mode: "exec" | "eval";
  readonly language: string;
  readonly code: string;
  readonly timeoutMs: number;
  readonly options: ExecOptions;
}

export interface Outcome {
  readonly end: RunEnd;
  readonly settled: SettledMessage | undefined;
  readonly notShared: Readonly<Record<string, string>>;
}

export class Run {
  readonly stdout: OutputBuffer;
  readonly stderr: OutputBuffer;
  readonly startedAt = performance.now();
  readonly timestamp = new Date().toISOString();
  #stopped: StopCause | undefined;
  #begin: (() => void) | undefined;
  #endStop: (() => void) | undefined;
  #ended = false;

  constructor(
    readonly id: string,
    readonly input: RunInput,
    outputBytesMax: number,
  ) {
    this.stdout = new OutputBuffer(outputBytesMax);
    this.stderr = new OutputBuffer(outputBytesMax);
  }

  /** Whether something has asked it to stop. */
  isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  get durationMs(): number {
    return performance.now() - this.startedAt;
  }

  /** Stops the run, or keeps it from starting. The first cause wins; after the end it is a no-op. */
  stop(cause: StopCause): void {
    if (this.#ended || this.#stopped) return;
    this.#stopped = cause;
    this.#begin?.();
  }

  /** Runs in the slot's interpreter, which is ready and idle. Resolves whatever happens. */
  async execute(slot: Slot, jobs: Jobs): Promise<Outcome> {
    const { interpreter } = slot;
    if (!interpreter) throw new Error("a run without an interpreter");
    const { mode, code, timeoutMs, options } = this.input;
    const { delta, notShared } = slot.scopeDelta();
    slot.upToDate();
    const startedAt = performance.now();
    this.#ended = false;
    this.#begin = () => {
      this.#endStop = stopRun({
        interpreter,
        startedAt,
        isJob: (pid, start) => jobs.has(pid, start),
      });
    };
    const limit = setTimeout(() => this.stop("timed_out"), timeoutMs);
    const settle = options.changes !== false;
    slot.dirty = true;
    const ending = interpreter.run(
      { run: this.id, mode, code, in: this.#stdin(interpreter.folder), settle, ...delta, ...overOf(options) },
      sink(this.stdout, "stdout", options.onOutput),
      sink(this.stderr, "stderr", options.onOutput),
      () => undefined,
    );
    const end = await ending;
    this.#ended = true;
    clearTimeout(limit);
    this.#endStop?.();
    return { end, settled: await end.settled, notShared };
  }

  #stdin(folder: string): string {
    const { stdin } = this.input.options;
    if (typeof stdin !== "object") return "/dev/null";
    const path = join(folder, "in");
    writeFileSync(path, stdin.text);
    return path;
  }

  /** The result's fields but those that the session adds. */
  result(cwd: string, { end, notShared }: Outcome, restored: Restored | undefined): RunResult {
    const { done } = end;
    const status = verdict(this.#stopped, {
      code: done?.code ?? end.exit?.code ?? 1,
      signal: end.exit?.signal ?? null,
      interrupted: done?.interrupted ?? false,
    });
    const { stdout, stderr } = this;
    const kept = {
      ...(stdout.truncated && { stdout: stdout.truncated }),
      ...(stderr.truncated && { stderr: stderr.truncated }),
    };
    const binary = (["stdout", "stderr"] as const).filter((name) => this[name].binary);
    return {
      runId: this.id,
      language: this.input.language,
      ...status,
      stdout: stdout.text(),
      stderr: stderr.text(),
      durationMs: this.durationMs,
      cwd,
      ...(done?.result !== undefined && { result: done.result }),
      ...(done?.displays && { displays: done.displays }),
      ...(done?.error && { error: done.error }),
      ...(Object.keys(kept).length > 0 && { truncated: kept }),
      ...(binary.length > 0 && { binary }),
      ...(restored && { restored }),
      ...(Object.keys(notShared).length > 0 && { notShared }),
    } as RunResult;
  }
}

/** The result of a run that was cancelled before it began. */
export function cancelledResult(runId: string, language: string, cwd: string): RunResult {
  return {
    runId,
    language,
    status: "interrupted",
    exitCode: 130,
    stdout: "",
    stderr: "",
    durationMs: 0,
    cwd,
  };
}

function overOf({ cwd, env }: ExecOptions) {
  return cwd === undefined && env === undefined
    ? {}
    : { over: { ...(cwd !== undefined && { cwd }), ...(env && { env }) } };
}

function sink(buffer: OutputBuffer, stream: OutputEvent["stream"], onOutput: ExecOptions["onOutput"]): Sink {
  if (!onOutput) return (chunk) => buffer.push(chunk);
  const decoder = new StringDecoder("utf8");
  return (chunk) => {
    buffer.push(chunk);
    onOutput({ stream, text: decoder.write(chunk), bytes: Buffer.from(chunk) });
  };
}
