/** Why the state of sessions is gone that their users did not end, until the next session of the same id has told it. */
import { limits } from "../limits.js";

export class Losses {
  readonly #reasons = new Map<string, string>();

  note(id: string, reason: string): void {
    this.#reasons.set(id, reason);
    for (const oldest of this.#reasons.keys()) {
      if (this.#reasons.size <= limits.lossesMax) break;
      this.#reasons.delete(oldest);
    }
  }

  /** Tells it once. */
  take(id: string): string | undefined {
    const reason = this.#reasons.get(id);
    this.#reasons.delete(id);
    return reason;
  }

  /** By id. */
  get untold(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#reasons);
  }
}
