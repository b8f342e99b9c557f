/** First come, first served: tasks of one session never overlap. */
import { HoldfastError } from "../errors.js";

/** What may be stopped while it waits. */
export interface Stoppable {
  isStopped(): boolean;
  /** Called when it is stopped. */
  onStop: (() => void) | undefined;
}

interface Waiting<Caller> {
  readonly caller: Caller | undefined;
  start(): void;
}

export class Queue<Caller extends Stoppable> {
  readonly #waiting: Waiting<Caller>[] = [];
  #busy = false;
  #holder: Caller | undefined;

  constructor(private readonly waitingMax: number) {}

  get length(): number {
    return this.#waiting.length;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Whose turn it is; undefined too where that has not named itself. Known in the moment in which the turn is given. */
  get holder(): Caller | undefined {
    return this.#holder;
  }

  /** Who has its turn or waits for it, in order. */
  get callers(): Caller[] {
    return [this.#holder, ...this.#waiting.map(({ caller }) => caller)].filter(
      (caller) => caller !== undefined,
    );
  }

  /**
   * Resolves when it is the caller's turn; the caller then owes one `leave`. False when it was stopped first.
   * Throws QUEUE_FULL.
   */
  enter(caller?: Caller): Promise<boolean> | true {
    if (caller?.isStopped()) return Promise.resolve(false);
    if (!this.#busy) {
      this.#busy = true;
      this.#holder = caller;
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
      const entry: Waiting<Caller> = {
        caller,
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
    this.#holder = next?.caller;
    if (next) next.start();
    else this.#busy = false;
  }
}
