import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** Prints `N passed, N failed[, N skipped]` as the very last line of the process. */
export default class SummaryReporter implements Reporter {
  #line = "0 passed, 0 failed";
  #armed = false;

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.#line = summarize(modules, unhandled.length);
    if (this.#armed) return;
    this.#armed = true;
    // Other reporters and a slow shutdown may still print after the run: only the exit is last.
    process.once("exit", () => process.stdout.write(`${this.#line}\n`));
  }
}

/** A file that does not load, a hook of a suite that throws, and an error outside any test each count as one failure. */
export function summarize(modules: readonly TestModule[], unhandledErrors: number): string {
  const count = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    const suites = [...module.children.allSuites()];
    count.failed += [module, ...suites].filter((part) => part.errors().length > 0).length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test that never came to an end has not passed.
      count[state === "pending" ? "failed" : state]++;
    }
  }
  const line = `${count.passed} passed, ${count.failed} failed`;
  return count.skipped > 0 ? `${line}, ${count.skipped} skipped` : line;
}
