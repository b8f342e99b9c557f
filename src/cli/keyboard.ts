/** This terminal's keyboard, key by key, for a run on a terminal: C-c and its kin are the run's. */
const LEAVE = "\x1d"; // C-], as telnet has it

export class Keyboard implements Disposable {
  /** C-] was typed. */
  left = false;
  #typed = "";
  #wake: (() => void) | undefined;

  constructor() {
    process.stdin.setRawMode(true).setEncoding("utf8").on("data", this.#onData);
  }

  /** What was typed since the last call. */
  take(): string {
    const typed = this.#typed;
    this.#typed = "";
    return typed;
  }

  /** Aborted at the next key. */
  nextKey(): AbortSignal {
    const next = new AbortController();
    this.#wake = () => next.abort();
    if (this.#typed !== "" || this.left) next.abort();
    return next.signal;
  }

  [Symbol.dispose](): void {
    process.stdin.off("data", this.#onData).setRawMode(false).pause();
  }

  readonly #onData = (text: string) => {
    const at = text.indexOf(LEAVE);
    this.left ||= at >= 0;
    this.#typed += at < 0 ? text : text.slice(0, at);
    this.#wake?.();
  };
}
