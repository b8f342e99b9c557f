/**
 * The sinks of runs that have ended, for a driver whose one pair of pipes belongs to the present run: it tells by messages
 * what code of an earlier run has written.
 */
import type { LateMessage } from "../protocol/messages.js";
import { limits } from "../limits.js";
import type { Sink } from "./output-pipe.js";

export class LateSinks {
  readonly #sinks = new Map<string, Record<LateMessage["stream"], Sink>>();
  readonly #held: (() => void)[] = [];

  begin(run: string, stdout: Sink, stderr: Sink): void {
    this.#sinks.set(run, { stdout, stderr });
    for (const oldest of this.#sinks.keys()) {
      if (this.#sinks.size <= limits.lateRunsMax) break;
      this.#sinks.delete(oldest);
    }
  }

  /**
   * A run has ended.
   * @param late something may still write, for this run or an earlier one; false: for none.
   * @returns whether the run is held, which `onReleased` ends.
   */
  end(late: boolean, onReleased: () => void): boolean {
    if (late) this.#held.push(onReleased);
    else for (const release of this.#held.splice(0)) release();
    return late;
  }

  take({ run, stream, data }: LateMessage): void {
    void this.#sinks.get(run)?.[stream](Buffer.from(data, "base64"));
  }
}
