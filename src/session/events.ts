/** What those who watch a session see, in the order in which it happened. */
import type { RunResult } from "./result.js";
import type { Run } from "./run.js";
import { tell } from "./tell.js";

export type SessionEvent =
  | { readonly type: "run"; readonly runId: string; readonly language: string; readonly code: string }
  | {
      readonly type: "output";
      readonly runId: string;
      readonly stream: "stdout" | "stderr";
      /** Decoded as UTF-8; a character is never split over two events. */
      readonly text: string;
    }
  /** It ended, yielded, or asks for input: the result as its caller got it. */
  | { readonly type: "result"; readonly result: RunResult }
  | {
      readonly type: "input";
      readonly runId: string;
      /** Empty where the program reads without echo. */
      readonly text: string;
    }
  /** A watcher behind a socket that does not keep up has missed so many events. */
  | { readonly type: "lost"; readonly events: number }
  | { readonly type: "closed" };

type Listener = (event: SessionEvent) => void;

/** The listeners of one session. One that throws is dropped: it must not hurt a run. */
export class Watchers {
  readonly #listeners = new Set<Listener>();
  /** Runs whose output can still come. */
  readonly #runs = new Map<Run, (() => void) | undefined>();

  add(listener: Listener): () => void {
    const own: Listener = (event) => listener(event);
    this.#listeners.add(own);
    for (const run of this.#runs.keys()) this.#listen(run);
    return () => this.#listeners.delete(own);
  }

  /** A run begins. */
  follow(run: Run): void {
    for (const earlier of this.#runs.keys()) if (earlier.isOver()) this.#runs.delete(earlier);
    this.#runs.set(run, undefined);
    if (this.#listeners.size === 0) return;
    const { language, code } = run.input;
    this.tell({ type: "run", runId: run.id, language, code });
    this.#listen(run);
  }

  tell(event: SessionEvent): void {
    for (const listener of this.#listeners)
      void tell(listener, event, () => this.#listeners.delete(listener));
  }

  #listen(run: Run): void {
    if (this.#runs.get(run)) return;
    const tell = ({ stream, text }: { stream: "stdout" | "stderr"; text: string }) =>
      this.tell({ type: "output", runId: run.id, stream, text });
    this.#runs.set(run, run.listen(tell));
  }
}
