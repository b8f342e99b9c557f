/** Jobs that outlive their session (`keep`): they end by `kill`, by a `reset` while their session lives, or with the runtime. */
import type { Interpreter } from "../interpreter/interpreter.js";
import { retire } from "../interpreter/retire.js";
import { limits } from "../limits.js";
import { type Job, type Known, look } from "./jobs.js";

/** Whose the jobs were. */
interface Owner {
  readonly id: string;
  readonly workspace: string;
}

interface Estate extends Owner {
  /** Its process is gone; its guardian is still the jobs' parent. */
  readonly interpreter: Interpreter;
  jobs: Known[];
}

export class KeptJobs {
  readonly #estates = new Set<Estate>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Ids that no two sessions share. */
  nextId(): string {
    return `k${++this.#count}`;
  }

  /** How many are alive whose session is gone. */
  get size(): number {
    return [...this.#estates].reduce((sum, { jobs }) => sum + jobs.length, 0);
  }

  /** Ends an interpreter whose session ends, and all below it but these. */
  async adopt({ id, workspace }: Owner, interpreter: Interpreter, jobs: Known[]): Promise<void> {
    await retire(
      interpreter,
      jobs.map(({ pid }) => pid),
      limits.closeGraceMs,
    );
    this.#estates.add({ id, workspace, interpreter, jobs });
    this.#timer ??= setInterval(() => this.#tend(), limits.keptLookMs).unref();
  }

  /** Some of an ended session are alive. */
  hasOf(id: string): boolean {
    return [...this.#estates].some((estate) => estate.id === id && look(estate.jobs).jobs.length > 0);
  }

  list(workspace: string): Job[] {
    const known = [...this.#estates].filter((estate) => estate.workspace === workspace);
    return look(known.flatMap(({ jobs }) => jobs)).jobs;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#estates].map(({ interpreter }) => interpreter.close(limits.closeGraceMs)));
    this.#estates.clear();
  }

  /** Lets go of the interpreters whose jobs have all ended. */
  #tend(): void {
    for (const estate of this.#estates) {
      const { gone } = look(estate.jobs);
      estate.jobs = estate.jobs.filter((job) => !gone.includes(job));
      if (estate.jobs.length > 0) continue;
      this.#estates.delete(estate);
      void estate.interpreter.close(0);
    }
    if (this.#estates.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
