/** The next line of bash's beginning, written ahead of need: whatever is written, and whenever the shell reads it, each run is evaluated once. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Ahead } from "../src/interpreter/bash-ahead.js";

const BEGINNING = /mapfile .* <\/x\/(r[01]);.*"\$\{_hfd-\}" $/;

/** A shell that reads its lines one by one, and says what it has evaluated. */
class Shell {
  readonly files = new Map<string, string>();
  readonly evaluated: string[] = [];
  #unread = "";

  take(text: string): void {
    this.#unread += text;
  }

  /** Carries the next whole line out; the text of an answer, if it gives one. */
  step(): boolean {
    const end = this.#unread.indexOf("\n");
    if (end < 0) return false;
    const line = this.#unread.slice(0, end);
    this.#unread = this.#unread.slice(end + 1);
    const file = BEGINNING.exec(line)?.[1];
    const run = file === undefined ? line : (this.files.get(file) ?? "");
    const [id] = /run\d+/.exec(run) ?? [];
    if (id) this.evaluated.push(id);
    return id !== undefined;
  }

  get isIdle(): boolean {
    return !this.#unread.includes("\n");
  }
}

const steps = fc.array(fc.constantFrom("run", "line", "silent", "step", "step", "step"), { maxLength: 60 });

test("as a property", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const shell = new Shell();
      const ahead = new Ahead("/x", (name, text) => void shell.files.set(name, text));
      const sent: string[] = [];
      let awaited = 0;
      const step = (): void => {
        if (!shell.step()) return;
        ahead.answered();
        awaited--;
      };
      ahead.begin();
      for (const one of all) {
        if (one === "step") step();
        else if (one === "silent") shell.take(ahead.lines(":\n", 0));
        else if (awaited === 0) {
          // The host sends a run when the one before it is answered; what has no answer it may send at any time.
          const id = `run${sent.length}`;
          sent.push(id);
          awaited++;
          const isAhead = one === "run" && ahead.isReady;
          shell.take(isAhead ? ahead.run(id, "tell").written : ahead.lines(`${id}\n`, 1));
        }
      }
      while (!shell.isIdle) step();
      expect(shell.evaluated).toEqual(sent);
    }),
    { numRuns: 2_000 },
  );
});
