/** This terminal's keyboard, key by key, and its size, for a run on a terminal: C-c and its kin are the run's. */
import type { InputPart } from "../session/options.js";

const LEAVE = "\x1d"; // C-], as telnet has it

export class Keyboard implements Disposable {
  /** C-] was typed. */
  left = false;
  #typed = "";
  #resized = false;
  #wake: (() => void) | undefined;

  constructor() {
    process.stdin.setRawMode(true).setEncoding("utf8").on("data", this.#onData);
    process.stdout.on("resize", this.#onResize);
  }

  /** What was typed since the last call, and the size if it has changed; undefined: nothing. */
  take(): InputPart | undefined {
    const { columns, rows } = process.stdout;
    const part = {
      ...(this.#typed !== "" && { text: this.#typed }),
      ...(this.#resized && columns > 0 && rows > 0 && { size: { columns, rows } }),
    };
    this.#typed = "";
    this.#resized = false;
    return Object.keys(part).length > 0 ? part : undefined;
  }

  /** Aborted at the next key or change of size. */
  next(): AbortSignal {
    const next = new AbortController();
    this.#wake = () => next.abort();
    if (this.#typed !== "" || this.#resized || this.left) next.abort();
    return next.signal;
  }

  [Symbol.dispose](): void {
    process.stdout.off("resize", this.#onResize);
    process.stdin.off("data", this.#onData).setRawMode(false).pause();
  }

  readonly #onData = (text: string) => {
    const at = text.indexOf(LEAVE);
    this.left ||= at >= 0;
    this.#typed += at < 0 ? text : text.slice(0, at);
    this.#wake?.();
  };

  readonly #onResize = () => {
    this.#resized = true;
    this.#wake?.();
  };
}
