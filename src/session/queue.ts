/** First come, first served: tasks of one session never overlap. */
import { HoldfastError } from "../errors.js";

/** What may be stopped while it waits. */
export interface Stoppable {
  isStopped(): boolean;
  /** Called when it is stopped. */
  onStop: (() => void) | undefined;
}

interface Waiting {
  start(): void;
}

export class Queue {
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(private readonly waitingMax: number) {}

  get length(): number {
    return this.#waiting.length;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /**
   * Resolves when it is the caller's turn; the caller then owes one `leave`. False when it was stopped first.
   * Throws QUEUE_FULL.
   */
  enter(caller?: Stoppable): Promise<boolean> | true {
    if (caller?.isStopped()) return Promise.resolve(false);
    if (!this.#busy) {
      this.#busy = true;
      return true;
    }
    if (this.#waiting.length >= this.waitingMax)
      throw new HoldfastError("QUEUE_FULL", {
        message: "Too many runs wait in this session",
        got: this.#waiting.length,
        limit: `${this.waitingMax} runs`,
        next: "Await some of them, use another session, or raise `maxQueuedRuns`.",
      });
    return new Promise((resolve) => {
      const entry: Waiting = {
        start: () => {
          if (caller) caller.onStop = undefined;
          resolve(true);
        },
      };
      if (caller)
        caller.onStop = () => {
          this.#waiting.splice(this.#waiting.indexOf(entry), 1);
          resolve(false);
        };
      this.#waiting.push(entry);
    });
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next.start();
    else this.#busy = false;
  }
}
