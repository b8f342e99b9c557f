/** Events from a callback as an async iterable. A consumer that is slower than the source costs bounded memory. */
export class EventStream<Event> implements AsyncIterable<Event> {
  readonly #waiting: Event[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  /** @param merge joins a new event with the last unread one, where that is possible; undefined keeps both. */
  constructor(private readonly merge: (last: Event, next: Event) => Event | undefined) {}

  push(event: Event): void {
    const last = this.#waiting.at(-1);
    const merged = last === undefined ? undefined : this.merge(last, event);
    if (merged === undefined) this.#waiting.push(event);
    else this.#waiting[this.#waiting.length - 1] = merged;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, void> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) yield event;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
