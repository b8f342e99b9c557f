/** Looks, as long as a run with input goes on, whether somebody waits for that input. */
import { limits } from "../limits.js";
import type { Reader } from "./blocked.js";

export interface InputWatched {
  /** Who waits for the input at this moment. */
  look(): Reader | undefined;
  /** The same thread was found waiting twice. */
  onReads(reader: Reader): void;
  /** It waits no longer, though nothing was typed: it had a limit of its own, or was ended. */
  onGoesOn(): void;
}

export class InputWatch {
  #timer: NodeJS.Timeout | undefined;
  #gapMs = 0;
  #found: Reader | undefined;
  #told = false;

  constructor(private readonly watched: InputWatched) {
    this.again();
  }

  /** Something was typed: whoever waits now waits for more. */
  again(): void {
    this.#found = undefined;
    this.#told = false;
    this.#gapMs = limits.inputLookMs;
    this.#next(this.#gapMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const reader = this.watched.look();
    const same = reader !== undefined && reader.thread === this.#found?.thread;
    this.#found = reader;
    if (this.#told && !same) {
      this.#told = false;
      this.watched.onGoesOn();
    } else if (same && !this.#told) {
      this.#told = true;
      this.watched.onReads(reader);
    }
    if (reader && !this.#told) this.#next(limits.inputAgainMs);
    else {
      this.#gapMs = Math.min(this.#gapMs * 2, limits.inputLookMsMax);
      this.#next(this.#gapMs);
    }
  }

  #next(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms);
  }
}
