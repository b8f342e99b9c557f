/** A run's limit: a clock that can stand still, as it does while the run needs input. */
export class Limit {
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onPassed called once, when the clock has run for `ms`. */
  constructor(
    ms: number,
    private readonly onPassed: () => void,
  ) {
    this.#left = ms;
    this.resume();
  }

  resume(): void {
    if (this.#timer) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.onPassed, Math.max(1, this.#left));
  }

  pause(): void {
    if (!this.#timer) return;
    this.end();
    this.#left -= performance.now() - this.#since;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
