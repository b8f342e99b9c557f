/** What runs leave behind alive, and to which run each process belongs. */
import type { Interpreter } from "../interpreter/interpreter.js";
import { childrenOf, descendantsOf, factsOf, lastBorn, signal } from "../interpreter/processes.js";
import { portsOf } from "../interpreter/ports.js";
import { HoldfastError } from "../errors.js";

export interface Job {
  readonly jobId: string;
  /** The run that started it. */
  readonly runId: string;
  readonly language: string;
  readonly pid: number;
  readonly command: string;
  /** Resident memory. */
  readonly memoryBytes: number;
  readonly cpuMs: number;
  /** TCP ports that it listens on. */
  readonly ports: readonly number[];
}

interface Known {
  readonly jobId: string;
  readonly runId: string;
  readonly language: string;
  readonly pid: number;
  readonly startTicks: number;
}

/** Process ids come round again, but the kernel cannot make that many processes in so short a time. */
const ROUND_MS = 100;

export class Jobs {
  readonly #known = new Map<string, Known>();
  /** By language: the last process born before a look that found nothing, and when that was (performance.now()). */
  readonly #none = new Map<string, { readonly born: string; at: number }>();
  #count = 0;

  /** Whether this very process belongs to an earlier run. */
  has(pid: number, startTicks: number): boolean {
    return this.#known.has(`${pid}:${startTicks}`);
  }

  /** How many of a language's jobs were alive at the last look. */
  countOf(language: string): number {
    let count = 0;
    for (const known of this.#known.values()) if (known.language === language) count++;
    return count;
  }

  get ids(): string[] {
    return [...this.#known.values()].map((known) => known.jobId);
  }

  /**
   * Looks at what lives below an interpreter after a run; new processes are that run's.
   * One small read when there was nothing and no process has been born since.
   */
  observe(interpreter: Interpreter, runId: string): void {
    const language = interpreter.row.name;
    if (this.#known.size === 0 && this.#isEmpty(interpreter, language)) return;
    const alive = new Set<string>();
    for (const pid of descendantsOf(interpreter.guardian)) {
      const facts = pid === interpreter.pid ? undefined : factsOf(pid);
      if (!facts || facts.state === "Z") continue;
      const key = `${pid}:${facts.startTicks}`;
      alive.add(key);
      if (!this.#known.has(key))
        this.#known.set(key, {
          jobId: `j${++this.#count}`,
          runId,
          language,
          pid,
          startTicks: facts.startTicks,
        });
    }
    for (const [key, known] of this.#known)
      if (known.language === language && !alive.has(key)) this.#known.delete(key);
  }

  #isEmpty({ pid, guardian }: Interpreter, language: string): boolean {
    const [last, born, at] = [this.#none.get(language), lastBorn(), performance.now()];
    if (last?.born === born && born !== "" && at - last.at < ROUND_MS) {
      last.at = at;
      return true;
    }
    const empty = childrenOf(pid).length === 0 && childrenOf(guardian).length <= 1;
    if (empty) this.#none.set(language, { born, at });
    else this.#none.delete(language);
    return empty;
  }

  /** The jobs alive at this moment. */
  list(): Job[] {
    const jobs: Job[] = [];
    const ports = portsOf([...this.#known.values()].map(({ pid }) => pid));
    for (const [key, { jobId, runId, language, pid, startTicks }] of this.#known) {
      const facts = factsOf(pid);
      if (facts?.startTicks !== startTicks || facts.state === "Z") this.#known.delete(key);
      else
        jobs.push({
          jobId,
          runId,
          language,
          pid,
          command: facts.command,
          memoryBytes: facts.memoryBytes,
          cpuMs: facts.cpuMs,
          ports: ports.get(pid) ?? [],
        });
    }
    return jobs;
  }

  /** SIGTERM to a job and what it started. Throws INVALID_ARGUMENT for an unknown id. */
  kill(jobId: string): void {
    const job = this.list().find((candidate) => candidate.jobId === jobId);
    if (!job)
      throw new HoldfastError("INVALID_ARGUMENT", {
        message: "There is no such job alive",
        got: jobId,
        next: "List them with jobs().",
      });
    for (const pid of [job.pid, ...descendantsOf(job.pid)]) signal(pid, "SIGTERM");
  }

  clear(language?: string): void {
    for (const [key, known] of this.#known)
      if (language === undefined || known.language === language) this.#known.delete(key);
  }
}
