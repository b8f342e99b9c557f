/** Who waits for which message of a driver. When the process goes, nobody is left waiting. */
import type { HoldfastError } from "../errors.js";
import type { RestoredMessage, SettledMessage } from "../protocol/messages.js";

import { limits } from "../limits.js";
import type { RunWatch } from "./run-watch.js";

const UNRESTORED = "it did not take its state within the limit";
const NOT_RESTORED: RestoredMessage = {
  t: "restored",
  kept: [],
  lost: { "*": "the interpreter ended while it was restored" },
};

export class Answers {
  #watch: RunWatch | undefined;
  #restoring: NodeJS.Timeout | undefined;
  #start: PromiseWithResolvers<undefined> | undefined;
  #restored: PromiseWithResolvers<RestoredMessage> | undefined;
  readonly #settled: PromiseWithResolvers<SettledMessage | undefined>[] = [];

  /**
   * @param watch looks after a driver from which a state is awaited.
   * @param end ends one that has not told in time that it was restored.
   */
  constructor(
    private readonly watch: () => RunWatch,
    private readonly end: (fault: string) => void,
  ) {}

  /** Whether anybody waits. */
  get awaited(): boolean {
    return this.#start !== undefined || this.#restored !== undefined || this.#settled.length > 0;
  }

  /** Resolves with the first message that shows a started driver; rejects with `late()` after the limit (ms). */
  async start(limitMs: number, late: () => HoldfastError): Promise<void> {
    const start = Promise.withResolvers<undefined>();
    this.#start = start;
    const timer = setTimeout(() => start.reject(late()), limitMs);
    try {
      await start.promise;
    } finally {
      clearTimeout(timer);
      this.#start = undefined;
    }
  }

  started(): void {
    this.#start?.resolve(undefined);
  }

  notStarted(reason: HoldfastError): void {
    this.#start?.reject(reason);
  }

  /** State messages come in the order in which they were asked for. */
  settled(): Promise<SettledMessage | undefined> {
    const waiting = Promise.withResolvers<SettledMessage | undefined>();
    this.#settled.push(waiting);
    this.#watch ??= this.watch();
    return waiting.promise;
  }

  /** Hands a state message to the first who asked; false when nobody did. */
  settle(message: SettledMessage): boolean {
    const waiting = this.#settled.shift();
    waiting?.resolve(message);
    if (this.#settled.length === 0) this.#endWatch();
    return waiting !== undefined;
  }

  /** @param alive false when the process has ended meanwhile, and no answer will come. */
  async restored(alive: boolean): Promise<RestoredMessage> {
    if (!alive) return NOT_RESTORED;
    this.#restored = Promise.withResolvers();
    this.#restoring = setTimeout(() => this.end(UNRESTORED), limits.restoreMsMax);
    try {
      return await this.#restored.promise;
    } finally {
      clearTimeout(this.#restoring);
      this.#restored = undefined;
    }
  }

  restore(message: RestoredMessage): void {
    this.started(); // a shell answers its start like a restore
    this.#restored?.resolve(message);
  }

  /** The process is gone. */
  fail(reason: HoldfastError): void {
    for (const waiting of this.#settled.splice(0)) waiting.resolve(undefined);
    this.#endWatch();
    this.#restored?.resolve(NOT_RESTORED);
    this.notStarted(reason);
  }

  #endWatch(): void {
    this.#watch?.end();
    this.#watch = undefined;
  }
}
