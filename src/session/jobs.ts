/** What runs leave behind alive, and to which run each process belongs. */
import type { Interpreter } from "../interpreter/interpreter.js";
import { childrenOf, descendantsOf, factsOf, lastBorn, signal } from "../interpreter/processes.js";
import { portsOf } from "../interpreter/ports.js";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import type { KeptJobs } from "./kept-jobs.js";

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
  /** It outlives its session; what it prints after that is lost. */
  readonly kept?: true;
}

/** A process that a run has left behind. */
export interface Known {
  readonly jobId: string;
  readonly runId: string;
  readonly language: string;
  readonly pid: number;
  readonly startTicks: number;
  readonly kept: boolean;
}

/** Process ids come round again, but the kernel cannot make that many processes in so short a time. */
const ROUND_MS = 100;

export class Jobs {
  readonly #known = new Map<string, Known>();
  /** By language: the last process born before a look that found nothing, and when that was (performance.now()). */
  readonly #none = new Map<string, { readonly born: string; at: number }>();
  #count = 0;

  /** @param kept those of earlier sessions of the workspace. */
  constructor(
    private readonly workspace: string,
    private readonly kept: KeptJobs,
  ) {}

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
   * Looks at what lives below an interpreter after a run; new processes are that run's, but children of a job are its job's.
   * One small read when there was nothing and no process has been born since.
   */
  observe(interpreter: Interpreter, runId: string, kept = false): void {
    const language = interpreter.row.name;
    if (this.#known.size === 0 && this.#isEmpty(interpreter, language)) return;
    const alive = new Set<string>();
    const jobs = new Map([...this.#known.values()].map((known) => [known.pid, known]));
    for (const pid of descendantsOf(interpreter.guardian)) {
      const facts = pid === interpreter.pid ? undefined : factsOf(pid);
      if (!facts || facts.state === "Z" || interpreter.dialect.isCopy?.(pid)) continue;
      const key = `${pid}:${facts.startTicks}`;
      alive.add(key);
      if (this.#known.has(key)) continue;
      const parent = jobs.get(facts.parent);
      const owner = parent ? { runId: parent.runId, kept: parent.kept } : { runId, kept };
      const jobId = owner.kept ? this.kept.nextId() : `j${++this.#count}`;
      const known = { jobId, language, pid, startTicks: facts.startTicks, ...owner };
      this.#known.set(key, known);
      jobs.set(pid, known);
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

  /** The jobs alive at this moment, kept ones of earlier sessions of the workspace among them. */
  list(): Job[] {
    const { jobs, gone } = look([...this.#known.values()]);
    for (const { pid, startTicks } of gone) this.#known.delete(`${pid}:${startTicks}`);
    return [...this.kept.list(this.workspace), ...jobs];
  }

  /** The living of a language that outlive the session. */
  keptOf(language: string): Known[] {
    return [...this.#known.values()].filter((known) => known.kept && known.language === language);
  }

  /** SIGTERM, and after a grace SIGKILL, to a job and what it started. Throws INVALID_ARGUMENT for an unknown id. */
  kill(jobId: string): void {
    const job = this.list().find((candidate) => candidate.jobId === jobId);
    if (!job)
      throw new HoldfastError("INVALID_ARGUMENT", {
        message: "There is no such job alive",
        got: jobId,
        next: "List them with jobs().",
      });
    end(job.pid);
  }

  clear(language?: string): void {
    for (const [key, known] of this.#known)
      if (language === undefined || known.language === language) this.#known.delete(key);
  }
}

/** Of an interpreter, and so of what it forks: a subshell, a child of os.fork. */
const OWN_COMMAND = /(?:\/holdfast-\w{6}|--norc --noprofile \S*\bbash)$/;

/** What the kernel says of these processes, and which of them are gone. */
export function look(known: readonly Known[]): { jobs: Job[]; gone: Known[] } {
  const [jobs, gone]: [Job[], Known[]] = [[], []];
  const ports = portsOf(known.map(({ pid }) => pid));
  for (const one of known) {
    const { jobId, runId, language, pid, startTicks, kept } = one;
    const facts = factsOf(pid);
    if (facts?.startTicks !== startTicks || facts.state === "Z") gone.push(one);
    else
      jobs.push({
        jobId,
        runId,
        language,
        pid,
        command: OWN_COMMAND.test(facts.command) ? `a fork of ${language}` : facts.command,
        memoryBytes: facts.memoryBytes,
        cpuMs: facts.cpuMs,
        ports: ports.get(pid) ?? [],
        ...(kept && { kept }),
      });
  }
  return { jobs, gone };
}

/** SIGTERM to a process and all below it; SIGKILL, after the grace, to those of them that are left. */
function end(pid: number): void {
  const tree = [pid, ...descendantsOf(pid)].flatMap((one) => factsOf(one) ?? []);
  for (const one of tree) signal(one.pid, "SIGTERM");
  setTimeout(() => {
    for (const one of tree) if (factsOf(one.pid)?.startTicks === one.startTicks) signal(one.pid, "SIGKILL");
  }, limits.killGraceMs).unref();
}
