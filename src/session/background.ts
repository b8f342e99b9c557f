/** What jobs of earlier runs write, to be told with the next result. */
import type { BackgroundOutput, RunResult } from "./result.js";
import type { Run } from "./run.js";

export class Background {
  /** Runs that have ended while something still held their output. */
  readonly #runs = new Set<Run>();

  follow(run: Run): void {
    if (run.held) this.#runs.add(run);
  }

  /** The result with what other runs' jobs have written since it was last told. */
  addTo(result: RunResult): RunResult {
    if (this.#runs.size === 0) return result;
    const background: BackgroundOutput[] = [];
    for (const run of this.#runs) {
      if (run.id === result.runId) continue;
      const { held } = run;
      const output = run.news.take();
      if (output.stdout !== "" || output.stderr !== "") background.push({ runId: run.id, ...output });
      if (!held) this.#runs.delete(run);
    }
    return background.length > 0 ? { ...result, background } : result;
  }
}
