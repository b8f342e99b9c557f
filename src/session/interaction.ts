/** What passes between a run that reads and those who type: a pipe or a terminal, and the watch that tells when it waits. */
import { setTimeout as pause } from "node:timers/promises";
import { HoldfastError } from "../errors.js";
import { findReader, type Guess, type Reader, tellsCalls } from "../interpreter/blocked.js";
import { checkInputBytes, InputPipe } from "../interpreter/input-pipe.js";
import { InputWatch } from "../interpreter/input-watch.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import { descendantsOf, factsOf, signal, ticksAt } from "../interpreter/processes.js";
import { guessReader } from "../interpreter/sealed.js";
import type { Terminal, TerminalMode } from "../interpreter/terminal.js";
import { findTypist } from "../interpreter/typist.js";
import { limits } from "../limits.js";
import type { OutputBuffer } from "../store/output-buffer.js";
import { keySequence } from "./keys.js";
import type { InputPart } from "./options.js";
import type { Screen } from "./screen.js";

/** So much of the output's end is looked at for the line that asks. */
const PROMPT_BYTES_MAX = 1024;
const INTERRUPT = "\x03";
const QUESTION = /\S(?<!\.\.|…|%)\s*$/;
const LOOK_AGAIN_MS = [5, 15, 50, 150, 500];
const MISSED_MS = 50;

/** Somebody waits; on a terminal also what stands before the cursor, and whether the terminal or the program shows what is typed. */
export interface Waiting extends Reader {
  readonly echo: boolean;
  readonly prompt?: string;
}

export interface InteractionHooks {
  onReads(this: void, waiting: Waiting): void;
  onGoesOn(this: void): void;
  /** The line that asks, and how much was written altogether. */
  asked(this: void): { readonly prompt: string; readonly written: number };
}

export class Interaction {
  /** C-c was typed. */
  interrupted = false;
  #pipe: InputPipe | undefined;
  #terminal: Terminal | undefined;
  #interpreter: Interpreter | undefined;
  #watch: InputWatch | undefined;
  /** How often something was typed: what is found is of the time before. */
  #fed = 0;
  /** Typed before the run has begun. */
  readonly #early: InputPart[] = [];

  /** @param screen set: the run is on a terminal. */
  constructor(
    private readonly hooks: InteractionHooks,
    private readonly screen?: Screen,
  ) {}

  /** Makes what a run in this interpreter reads from. Throws HOST_FAILURE. */
  async begin(interpreter: Interpreter): Promise<{ path: string; terminal?: Terminal }> {
    this.end();
    this.#interpreter = interpreter;
    return this.screen ? this.#beginTerminal(interpreter, this.screen) : this.#beginPipe(interpreter);
  }

  async #beginTerminal(interpreter: Interpreter, screen: Screen) {
    await screen.open();
    const terminal = await interpreter.terminal();
    const path = await terminal.open(screen.size);
    this.#terminal = terminal;
    this.#begun(() => (terminal.flushed ? findTypist(interpreter, terminal) : undefined));
    return { path, terminal };
  }

  async #beginPipe(interpreter: Interpreter) {
    const pipe = await InputPipe.make(interpreter.folder, interpreter.orderFifos);
    const links = {
      isInput: (link: string) => link === pipe.path,
      isDrivers: (link: string) => link.startsWith(interpreter.folder),
    };
    this.#pipe = pipe;
    const begun = ticksAt(performance.now());
    this.#begun(() => {
      const pids = pipe.flushed ? descendantsOf(interpreter.guardian) : [];
      const since = () => pids.flatMap((pid) => factsOf(pid) ?? []).filter((one) => one.startTicks >= begun);
      return findReader(pids, links) ?? guessReader(since());
    });
    return { path: pipe.path };
  }

  #begun(find: () => Reader | undefined | Promise<Reader | undefined>): void {
    for (const part of this.#early.splice(0)) void this.feed(part);
    const look = async () => {
      const reader = await find();
      return reader?.guess ? this.#weigh(reader, reader.guess) : reader;
    };
    const onReads = (reader: Reader) => void this.#tell(reader);
    // Elsewhere a run that waits for input is one that goes on: it yields, or meets its limit.
    this.#watch = tellsCalls ? new InputWatch({ look, onReads, onGoesOn: this.hooks.onGoesOn }) : undefined;
  }

  /** A guess is likelier behind an unfinished line, unless that ends as progress does. */
  async #weigh(reader: Reader, { mark, silenceMs }: Guess): Promise<Reader | undefined> {
    await this.screen?.drawn();
    const { prompt, written } = this.hooks.asked();
    const line = this.screen?.prompt() ?? prompt;
    if (this.screen?.fullScreen) return undefined;
    const asks = !line.endsWith("\n") && QUESTION.test(line);
    const guess = { mark: `${mark} ${written}`, silenceMs: asks ? limits.inputSilenceMs : silenceMs };
    return { ...reader, guess };
  }

  async #tell(reader: Reader): Promise<void> {
    if (!this.screen) {
      this.hooks.onReads({ ...reader, echo: true });
      return;
    }
    const { watch, fed } = { watch: this.#watch, fed: this.#fed };
    const mode = await this.#terminal?.mode();
    await this.screen.drawn();
    // A program that takes keys one by one shows itself what it takes.
    this.screen.byKey = mode?.canonical === false;
    const echo = mode === undefined || mode.echo || this.screen.byKey;
    if (watch === this.#watch && fed === this.#fed)
      this.hooks.onReads({ ...reader, echo, prompt: this.screen.prompt() });
  }

  /** Resolves to whether what was typed is shown. Throws INVALID_ARGUMENT, LIMIT_EXCEEDED. */
  async feed(part: InputPart): Promise<boolean> {
    const { text = "", eof, keys, size } = part;
    this.#fed++;
    this.#watch?.again();
    if ((keys ?? size) && !this.screen)
      throw new HoldfastError("INVALID_ARGUMENT", {
        message: "Keys and a size are for a run on a terminal",
        got: keys ?? size,
        next: "Start it with tty: true, or pass text and eof.",
      });
    const typed = text + keySequence(keys ?? [], this.screen?.application);
    if (!this.#pipe && !this.#terminal) {
      const early = this.#early.reduce((sum, { text: before = "" }) => sum + before.length, typed.length);
      checkInputBytes(early);
      this.#early.push(part);
      return true;
    }
    if (size) this.screen?.resize(size);
    if (size) this.#terminal?.resize(size);
    this.#pipe?.write(typed);
    if (eof) this.#pipe?.end();
    const mode = this.#terminal && (await this.#type(this.#terminal, typed, eof === true));
    this.#watch?.again();
    return mode?.echo ?? true;
  }

  async #type(terminal: Terminal, typed: string, eof: boolean): Promise<TerminalMode> {
    this.interrupted ||= typed.includes(INTERRUPT); // before the run's end can tell
    let mode = typed === "" ? undefined : await terminal.type(Buffer.from(typed, "utf8"));
    if (mode?.interrupt) void this.#interrupt(terminal, mode);
    if (eof || mode === undefined) mode = eof ? await terminal.eof() : await terminal.mode();
    return mode;
  }

  /**
   * An interrupt was typed. Nobody else knows of it where no signal interrupts the driver, or where what was in front ended as
   * it came: of it, as the run's end will tell, or before. A shell that was starting a program as it came knows of it only when
   * that has ended, or never, where its child had not become that program yet.
   */
  async #interrupt(terminal: Terminal, { interrupt, foreground }: TerminalMode): Promise<void> {
    this.interrupted = true;
    const interpreter = this.#interpreter;
    const goesOn = () => terminal === this.#terminal && interpreter?.state === "running";
    if (!interpreter || !goesOn()) return;
    const { row, dialect, pid } = interpreter;
    if (row.interruptSignal === undefined) {
      interpreter.abandonRun();
      return;
    }
    if (interrupt === "heard" && foreground !== pid) return;
    const isOwn = () => dialect.tookInterrupt?.() !== undefined;
    if (interrupt === "missed") {
      if (!isOwn()) await pause(MISSED_MS, undefined, { ref: false }); // the user's trap runs once for one interrupt
      if (!goesOn()) return;
      signal(pid, "SIGINT");
    }
    for (const ms of LOOK_AGAIN_MS) {
      await pause(ms, undefined, { ref: false });
      if (!goesOn() || !isOwn() || dialect.tookInterrupt?.()) return;
      signal(pid, "SIGINT");
      const { foreground: started } = await terminal.mode();
      if (started > 0 && started !== pid) signal(-started, "SIGINT");
    }
  }

  /** What a terminal answers when a program asks it. */
  reply(text: string): void {
    this.#terminal?.reply(text);
  }

  /** The run is being stopped: nobody is asked for anything any more. */
  rest(): void {
    this.#watch?.end();
    this.#watch = undefined;
  }

  end(): void {
    this.rest();
    this.#pipe?.close();
    this.#pipe = this.#terminal = undefined;
  }
}

/**
 * The line that asks: the unfinished last one of what was written, else the last.
 * @param from where the last answer came: it ended the line, as a terminal would show it.
 */
export function promptOf(written: OutputBuffer, from: number): string {
  const start = Math.max(from, written.total - PROMPT_BYTES_MAX);
  const text = written.read(start, written.total - start).toString("utf8");
  return /[^\n]*\n?$/.exec(text)?.[0].replace(/^\ufffd+/, "") ?? "";
}
