/** What passes between a run that reads and those who type: its pipe, and the watch that tells when it waits. */
import { HoldfastError } from "../errors.js";
import { findReader, type Reader, tellsCalls } from "../interpreter/blocked.js";
import { checkInputBytes, InputPipe } from "../interpreter/input-pipe.js";
import { InputWatch } from "../interpreter/input-watch.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import { descendantsOf } from "../interpreter/processes.js";
import type { OutputBuffer } from "../store/output-buffer.js";
import type { InputPart } from "./options.js";

/** So much of the output's end is looked at for the line that asks. */
const PROMPT_BYTES_MAX = 1024;

export interface InteractionHooks {
  onReads(reader: Reader): void;
  onGoesOn(): void;
}

export class Interaction {
  #pipe: InputPipe | undefined;
  #watch: InputWatch | undefined;
  /** Typed before the run has begun. */
  readonly #early: InputPart[] = [];

  constructor(private readonly hooks: InteractionHooks) {}

  /** Makes the pipe from which a run in this interpreter reads; gives its path. */
  async begin(interpreter: Interpreter): Promise<string> {
    this.end();
    const pipe = await InputPipe.make(interpreter.folder, interpreter.orderFifos);
    const links = {
      isInput: (link: string) => link === pipe.path,
      isDrivers: (link: string) => link.startsWith(interpreter.folder),
    };
    const look = () => (pipe.flushed ? findReader(descendantsOf(interpreter.guardian), links) : undefined);
    this.#pipe = pipe;
    for (const part of this.#early.splice(0)) this.feed(part);
    // Elsewhere a run that waits for input is one that goes on: it yields, or meets its limit.
    this.#watch = tellsCalls ? new InputWatch({ look, ...this.hooks }) : undefined;
    return pipe.path;
  }

  /** Throws INVALID_ARGUMENT, LIMIT_EXCEEDED. */
  feed(part: InputPart): void {
    const { text = "", eof, keys } = part;
    if (keys)
      throw new HoldfastError("INVALID_ARGUMENT", {
        message: "Keys are for a run on a terminal",
        got: keys,
        next: "Start it with tty: true, or pass text and eof.",
      });
    const early = this.#early.reduce((sum, { text: before = "" }) => sum + before.length, text.length);
    checkInputBytes(this.#pipe ? 0 : early);
    if (!this.#pipe) this.#early.push(part);
    this.#pipe?.write(text);
    if (eof) this.#pipe?.end();
    this.#watch?.again();
  }

  /** The run is being stopped: nobody is asked for anything any more. */
  rest(): void {
    this.#watch?.end();
    this.#watch = undefined;
  }

  end(): void {
    this.rest();
    this.#pipe?.close();
    this.#pipe = undefined;
  }
}

/** The line that asks: the unfinished last one of what was written, else the last. */
export function promptOf(written: OutputBuffer): string {
  const text = written.read(-PROMPT_BYTES_MAX, PROMPT_BYTES_MAX).toString("utf8");
  return /[^\n]*\n?$/.exec(text)?.[0].replace(/^\ufffd+/, "") ?? "";
}
