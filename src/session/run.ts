/** One run, from its turn to its result: outputs, limit, stopping, and what became of the interpreter. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { HoldfastError } from "../errors.js";
import type { Sink } from "../interpreter/output-pipe.js";
import type { RunEnd } from "../interpreter/run-end.js";
import type { SettledMessage } from "../protocol/messages.js";
import { OutputBuffer } from "../store/output-buffer.js";
import type { SpillSpace } from "../store/spill.js";
import { terminalEnv } from "./environment.js";
import { Interaction, promptOf, type Waiting } from "./interaction.js";
import type { Jobs } from "./jobs.js";
import { Limit } from "./limit.js";
import type { ExecOptions, InputPart, OutputEvent, OutputListener } from "./options.js";
import { News } from "./news.js";
import type { NeedsInput } from "./result.js";
import { Screen } from "./screen.js";
import type { Slot } from "./slot.js";
import { type Stopping, stopRun } from "./stop.js";
import { tell } from "./tell.js";

/** What a terminal has where nothing else is said. */
const SIZE = { columns: 80, rows: 24 };
const SECRET = /pass(?:word|phrase|code)|\bPIN\b|secret/i;

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
  /** performance.now() of when it was asked to stop, or ended by itself: it may still be settled, or its interpreter brought back. */
  endingAt: number | undefined;
  onStop: (() => void) | undefined;
  #stopping: Stopping | undefined;
  #ended = false;
  #limit: Limit | undefined;
  #held = false;
  #released = false;
  /** Set while it reads its input and nothing is there. */
  needsInput: NeedsInput | undefined;
  /** Called when the run begins to need input, or to fill its terminal's screen. */
  readonly onPaused = new Set<() => void>();
  /** Set: it is on a terminal. */
  readonly screen: Screen | undefined;
  readonly #interaction: Interaction | undefined;
  /** The stream that was written to last. */
  #latest: OutputEvent["stream"] = "stdout";
  /** Where each stream was when it was last answered. */
  #answeredAt = { stdout: 0, stderr: 0 };
  readonly news: News;
  readonly #listeners = new Set<OutputListener>();
  readonly #decoders: Partial<Record<OutputEvent["stream"], StringDecoder>> = {};

  constructor(
    readonly id: string,
    readonly input: RunInput,
    outputBytesMax: number,
    space?: SpillSpace,
  ) {
    this.stdout = new OutputBuffer(outputBytesMax, space);
    this.stderr = new OutputBuffer(outputBytesMax, space);
    this.news = new News(id, this);
    const { tty, stdin } = input.options;
    const onReply = (text: string) => this.#interaction?.reply(text);
    const onFullScreen = () => this.#tellPaused();
    if (tty) this.screen = new Screen(tty === true ? SIZE : tty, { onReply, onFullScreen });
    if (!this.interactive) return;
    const hooks = {
      onReads: (waiting: Waiting) => this.#pause(waiting),
      onGoesOn: () => this.#goOn(),
      asked: () => ({ prompt: this.#prompt(), written: this.stdout.total + this.stderr.total }),
    };
    this.#interaction = new Interaction(hooks, this.screen);
    if (tty && typeof stdin === "object") void this.#interaction.feed({ text: stdin.text, eof: true });
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
    return this.input.options.stdin === "interactive" || this.screen !== undefined;
  }

  /** Gives the run what it reads; resolves to whether that is shown. Throws INVALID_ARGUMENT where it takes no input. */
  async feed(part: InputPart): Promise<boolean> {
    if (!this.#interaction)
      throw new HoldfastError("INVALID_ARGUMENT", {
        message: `Run ${this.id} takes no input`,
        got: this.input.options.stdin ?? "none",
        next: 'Start it with stdin: "interactive", or tty: true.',
      });
    this.#answeredAt = { stdout: this.stdout.total, stderr: this.stderr.total };
    const shown = await this.#interaction.feed(part);
    this.#goOn();
    return shown;
  }

  /** Somebody who was told of a guess waits on: it is not told again. */
  doubt(): void {
    if (this.needsInput?.guess) this.#goOn();
  }

  #goOn(): void {
    this.needsInput = undefined;
    this.#limit?.resume();
  }

  /** It waits for input: its clock stands still. */
  #pause({ pid, program, evidence, echo, guess, prompt = this.#prompt() }: Waiting): void {
    this.#limit?.pause();
    // Where it is not known whether what is typed is shown, it is kept out of logs if the question says so.
    const shown = echo && !(guess && SECRET.test(prompt));
    this.needsInput = { prompt, program, pid, echo: shown, evidence, ...(guess && { guess: true }) };
    this.#tellPaused();
  }

  #prompt(): string {
    return promptOf(this[this.#latest], this.#answeredAt[this.#latest]);
  }

  #tellPaused(): void {
    if (this.#stopped) return;
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

  /** Whether what stopped it has reached it: it has not ended by itself. */
  get stopReached(): boolean {
    return this.#stopping?.reached() ?? false;
  }

  /** What has asked it to stop. */
  get stopCause(): StopCause | undefined {
    return this.#stopped;
  }

  isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** C-c was typed on its terminal. */
  get typedInterrupt(): boolean {
    return this.#interaction?.interrupted ?? false;
  }

  get durationMs(): number {
    return performance.now() - this.startedAt;
  }

  /** Stops the run, or keeps it from starting. The first cause wins; after the end it is a no-op. */
  stop(cause: StopCause): void {
    if (this.#ended || this.#stopped) return;
    this.#stopped = cause;
    this.endingAt = performance.now();
    this.needsInput = undefined;
    this.#interaction?.rest();
    this.onStop?.();
  }

  /** Runs in the slot's interpreter, which is ready and idle. Undefined: it was stopped before it began. */
  async execute(slot: Slot, jobs: Jobs): Promise<Outcome | undefined> {
    const { interpreter } = slot;
    if (!interpreter) throw new Error("a run without an interpreter");
    const { mode, code, timeoutMs, options } = this.input;
    const typed = await this.#interaction?.begin(interpreter);
    if (this.isStopped()) {
      this.#interaction?.end();
      await typed?.terminal?.rest();
      return undefined;
    }
    const { delta, notShared } = slot.scopeDelta(interpreter, options.cwd);
    if (slot.place.astray && options.cwd === undefined)
      this.#say(`the folder ${slot.scope.cwd} cannot be entered: this runs in an empty one`);
    const startedAt = performance.now();
    this.#ended = false;
    this.endingAt = undefined;
    this.onStop = () => {
      this.#stopping = stopRun({
        interpreter,
        startedAt,
        isJob: (pid, start) => jobs.has(pid, start),
      });
    };
    this.#limit = new Limit(timeoutMs, () => this.stop("timed_out"));
    const settle = options.changes !== false;
    slot.begin(this.id);
    const ending = interpreter.run(
      {
        run: this.id,
        mode,
        code,
        in: typed?.path ?? this.#stdin(interpreter.folder),
        settle,
        ...delta,
        ...overOf(options, this.screen && terminalEnv(slot.scope.env)),
      },
      {
        out: this.#sink("stdout"),
        err: this.#sink("stderr"),
        onReleased: () => (this.#released = true),
        ...(typed?.terminal && { terminal: typed.terminal }),
      },
    );
    const end = await ending;
    for (const line of end.done?.said ?? []) this.#say(line);
    if (end.done?.unbegun) this.#say(`the folder ${slot.scope.cwd} could not be entered: nothing was run`);
    this.#ended = true;
    this.endingAt ??= performance.now();
    const rest = await this.screen?.end();
    if (rest?.length) void this.#write("stdout", rest);
    this.#interaction?.end();
    this.needsInput = undefined;
    this.#held = end.held;
    this.#limit.end();
    await this.#stopping?.end();
    return { end, settled: await end.settled, notShared };
  }

  /** What the runtime itself has to say of it. */
  #say(line: string): void {
    void this.#write("stderr", Buffer.from(`holdfast: ${line}\n`));
  }

  #sink(stream: OutputEvent["stream"]): Sink {
    const { screen } = this;
    if (!screen) return (chunk) => this.#write(stream, chunk);
    return (chunk) => {
      const taken = this.#write(stream, screen.take(chunk));
      const { behind } = screen;
      return behind ? Promise.all([behind, taken]) : taken;
    };
  }

  /** Keeps output and tells it; a promise where a listener holds the rest back. */
  #write(stream: OutputEvent["stream"], chunk: Buffer): Promise<unknown> | undefined {
    this[stream].push(chunk);
    this.#latest = stream;
    if (this.#listeners.size === 0) return undefined;
    const decoder = (this.#decoders[stream] ??= new StringDecoder("utf8"));
    const event = { runId: this.id, stream, text: decoder.write(chunk), bytes: Buffer.from(chunk) };
    const taken = [...this.#listeners].flatMap((listener) => tell(listener, event) ?? []);
    return taken.length > 0 ? Promise.all(taken) : undefined;
  }

  #stdin(folder: string): string {
    const { stdin } = this.input.options;
    if (typeof stdin !== "object") return "/dev/null";
    const path = join(folder, "in");
    writeFileSync(path, stdin.text);
    return path;
  }
}

/** @param also what a terminal changes in the environment. */
function overOf({ cwd, env }: ExecOptions, also?: Readonly<Record<string, string | null>>) {
  if (cwd === undefined && env === undefined && Object.keys(also ?? {}).length === 0) return {};
  return { over: { ...(cwd !== undefined && { cwd }), env: { ...also, ...env } } };
}
