/** One run, from its turn to its result: outputs, limit, stopping, and what became of the interpreter. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { HoldfastError } from "../errors.js";
import type { Reader } from "../interpreter/blocked.js";
import type { Sink } from "../interpreter/output-pipe.js";
import type { RunEnd } from "../interpreter/run-end.js";
import type { SettledMessage } from "../protocol/messages.js";
import { OutputBuffer } from "../store/output-buffer.js";
import type { SpillSpace } from "../store/spill.js";
import { Interaction, promptOf } from "./interaction.js";
import type { Jobs } from "./jobs.js";
import { Limit } from "./limit.js";
import type { ExecOptions, InputPart, OutputEvent, OutputListener } from "./options.js";
import { News } from "./news.js";
import { type NeedsInput, type Restored, type RunResult, verdict } from "./result.js";
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
  onStop: (() => void) | undefined;
  #endStop: (() => void) | undefined;
  #ended = false;
  #limit: Limit | undefined;
  #held = false;
  #released = false;
  /** Set while it reads its input and nothing is there. */
  needsInput: NeedsInput | undefined;
  /** Called when the run begins to need input. */
  readonly onPaused = new Set<() => void>();
  readonly #interaction: Interaction | undefined;
  /** The stream that was written to last. */
  #latest: OutputEvent["stream"] = "stdout";
  readonly news: News;
  readonly #listeners = new Set<OutputListener>();

  constructor(
    readonly id: string,
    readonly input: RunInput,
    outputBytesMax: number,
    space?: SpillSpace,
  ) {
    this.stdout = new OutputBuffer(outputBytesMax, space);
    this.stderr = new OutputBuffer(outputBytesMax, space);
    this.news = new News(id, this);
    if (this.interactive)
      this.#interaction = new Interaction({
        onReads: (reader) => this.#pause(reader),
        onGoesOn: () => this.#goOn(),
      });
  }

  /** It has ended, and something that it left behind still holds its output. */
  get held(): boolean {
    return this.#held && !this.#released;
  }

  /** It has ended and no output can come any more. */
  isOver(): boolean {
    return this.#ended && !this.held;
  }

  /** Its input comes from `input`. */
  get interactive(): boolean {
    return this.input.options.stdin === "interactive";
  }

  /** false: its reader has switched echo off. */
  get echoes(): boolean {
    return this.needsInput?.echo ?? true;
  }

  /** Gives the run what it reads. Throws INVALID_ARGUMENT where it takes no input. */
  feed(part: InputPart): void {
    if (!this.#interaction)
      throw new HoldfastError("INVALID_ARGUMENT", {
        message: `Run ${this.id} takes no input`,
        got: this.input.options.stdin ?? "none",
        next: 'Start it with stdin: "interactive", or tty: true.',
      });
    this.#interaction.feed(part);
    this.#goOn();
  }

  #goOn(): void {
    this.needsInput = undefined;
    this.#limit?.resume();
  }

  /** It waits for input: its clock stands still. */
  #pause({ pid, program, evidence }: Reader): void {
    this.#limit?.pause();
    this.needsInput = { prompt: promptOf(this[this.#latest]), program, pid, echo: true, evidence };
    for (const tell of this.onPaused) tell();
  }

  /** Calls the listener with each piece of output from now on, also of the jobs that the run leaves; returns what ends that. */
  listen(listener: OutputListener): () => void {
    const own: OutputListener = (event) => listener(event);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Its output is not asked for any more. */
  forget(): void {
    this.stdout.drop();
    this.stderr.drop();
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
    this.needsInput = undefined;
    this.#interaction?.rest();
    this.onStop?.();
  }

  /** Runs in the slot's interpreter, which is ready and idle. Resolves whatever happens. */
  async execute(slot: Slot, jobs: Jobs): Promise<Outcome> {
    const { interpreter } = slot;
    if (!interpreter) throw new Error("a run without an interpreter");
    const { mode, code, timeoutMs, options } = this.input;
    const typed = await this.#interaction?.begin(interpreter);
    const { delta, notShared } = slot.scopeDelta();
    slot.upToDate();
    const startedAt = performance.now();
    this.#ended = false;
    this.onStop = () => {
      this.#endStop = stopRun({
        interpreter,
        startedAt,
        isJob: (pid, start) => jobs.has(pid, start),
      });
    };
    this.#limit = new Limit(timeoutMs, () => this.stop("timed_out"));
    const settle = options.changes !== false;
    slot.dirty = true;
    const ending = interpreter.run(
      {
        run: this.id,
        mode,
        code,
        in: typed ?? this.#stdin(interpreter.folder),
        settle,
        ...delta,
        ...overOf(options),
      },
      this.#sink("stdout"),
      this.#sink("stderr"),
      () => (this.#released = true),
    );
    const end = await ending;
    this.#ended = true;
    this.#interaction?.end();
    this.needsInput = undefined;
    this.#held = end.held;
    this.#limit.end();
    this.#endStop?.();
    return { end, settled: await end.settled, notShared };
  }

  #sink(stream: OutputEvent["stream"]): Sink {
    const buffer = this[stream];
    let decoder: StringDecoder | undefined;
    return (chunk) => {
      buffer.push(chunk);
      this.#latest = stream;
      if (this.#listeners.size === 0) return undefined;
      decoder ??= new StringDecoder("utf8");
      const event = {
        runId: this.id,
        stream,
        text: decoder.write(chunk),
        bytes: Buffer.from(chunk),
      };
      const taken = [...this.#listeners]
        .map((listener) => listener(event))
        .filter((answer) => answer instanceof Promise);
      return taken.length > 0 ? Promise.all(taken) : undefined;
    };
  }

  #stdin(folder: string): string {
    const { stdin } = this.input.options;
    if (typeof stdin !== "object") return "/dev/null";
    const path = join(folder, "in");
    writeFileSync(path, stdin.text);
    return path;
  }

  /** The result of a run that goes on. */
  interim(cwd: string): RunResult {
    const { needsInput } = this;
    return {
      runId: this.id,
      language: this.input.language,
      ...(needsInput ? { status: "needs_input", needsInput } : { status: "running" }),
      exitCode: null,
      ...this.news.take(),
      durationMs: this.durationMs,
      cwd,
      ...this.#kept(),
    };
  }

  /** What the text of the output does not tell. */
  #kept(): Pick<RunResult, "truncated" | "binary"> {
    const { stdout, stderr } = this;
    const truncated = {
      ...(stdout.truncated && { stdout: stdout.truncated }),
      ...(stderr.truncated && { stderr: stderr.truncated }),
    };
    const binary = {
      ...(stdout.binary && { stdout: stdout.binary }),
      ...(stderr.binary && { stderr: stderr.binary }),
    };
    return {
      ...(Object.keys(truncated).length > 0 && { truncated }),
      ...(Object.keys(binary).length > 0 && { binary }),
    };
  }

  /** The result's fields but those that the session adds, and the output, which is told to those who wait. */
  result(cwd: string, { end, notShared }: Outcome, restored: Restored | undefined): RunResult {
    const { done } = end;
    const status = verdict(this.#stopped, {
      code: done?.code ?? end.exit?.code ?? 1,
      signal: end.exit?.signal ?? null,
      interrupted: done?.interrupted ?? false,
    });
    return {
      runId: this.id,
      language: this.input.language,
      ...status,
      stdout: "",
      stderr: "",
      durationMs: this.durationMs,
      cwd,
      ...(done?.result !== undefined && { result: done.result }),
      ...(done?.displays && { displays: done.displays }),
      ...(done?.error && { error: done.error }),
      ...this.#kept(),
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
