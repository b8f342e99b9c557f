/**
 * Looks at a run that does not answer, at growing intervals: shows output that the interpreter buffers, and finds a driver
 * that waits for its next command though the run has not been answered (a shell after `set -n`, a shadowed builtin).
 */
import { limits } from "../limits.js";

export interface Watched {
  /** Makes the interpreter write what it buffers, and takes what it writes. */
  flush(): void;
  /** Whether the driver sleeps in a read of its control FIFO. */
  isWaiting(): boolean;
  /** Called when it has been found waiting three times in a row; `first` for the first such finding. */
  rescue(first: boolean): void;
}

const FINDINGS = 3;

export class RunWatch {
  #timer: NodeJS.Timeout;
  #gapMs: number = limits.watchMs;
  #found = 0;
  #rescues = 0;

  constructor(private readonly watched: Watched) {
    this.#timer = setTimeout(() => this.#look(), limits.watchMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    this.watched.flush();
    this.#found = this.watched.isWaiting() ? this.#found + 1 : 0;
    this.#gapMs = this.#found > 0 ? limits.watchMs : Math.min(this.#gapMs * 2, limits.watchMsMax);
    this.#timer = setTimeout(() => this.#look(), this.#gapMs);
    if (this.#found < FINDINGS) return;
    this.#found = 0;
    this.watched.rescue(this.#rescues++ === 0);
  }
}
