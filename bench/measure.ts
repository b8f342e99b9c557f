/** Timing: contenders take turns in small batches, so that a drift of the machine hits all of them alike. */
import { setTimeout as sleep } from "node:timers/promises";

/** What every contender of a group does in one batch. */
export interface Task {
  readonly code: string;
  /** Pause before each call, in ms; 0 is back to back. An idle core answers later. */
  readonly gapMs: number;
}

export interface Contender {
  readonly name: string;
  /** Slow: tens of milliseconds a call, so its batches are smaller. Crawling: it has one call in every fifth round. */
  readonly pace?: "slow" | "crawling";
  /** Does the task so many times; the time of each, in us. */
  batch(task: Task, count: number): Promise<number[]>;
  close?(): Promise<void>;
}

const CRAWLING_ROUNDS = 5;

export interface Rounds {
  readonly rounds: number;
  readonly batch: number;
  readonly slowBatch: number;
}

export interface Summary {
  readonly count: number;
  readonly p10: number;
  readonly p50: number;
  readonly p99: number;
}

/** The time of one action, in us. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) * 1_000;
}

/** A batch of calls that this process makes. */
export async function repeat(action: () => Promise<unknown>, count: number, gapMs = 0): Promise<number[]> {
  const took: number[] = [];
  for (let call = 0; call < count; call++) {
    if (gapMs > 0) await sleep(gapMs);
    took.push(await timed(action));
  }
  return took;
}

/** Rounds of batches, in rotation; the first round warms up and does not count. */
export async function interleave(
  contenders: readonly Contender[],
  task: Task,
  { rounds, batch, slowBatch }: Rounds,
): Promise<Map<string, Summary>> {
  const took = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const index of contenders.keys()) {
      const contender = contenders[(index + round) % contenders.length] as Contender;
      if (contender.pace === "crawling" && round % CRAWLING_ROUNDS !== 1) continue;
      const size = { slow: slowBatch, crawling: 1, none: batch }[contender.pace ?? "none"];
      const times = await contender.batch(task, size);
      if (round > 0) took.get(contender.name)?.push(...times);
    }
  return new Map([...took].map(([name, times]) => [name, summarize(times)]));
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { count: sorted.length, p10: at(0.1), p50: at(0.5), p99: at(0.99) };
}

/** A summary in ms of times in us. */
export function summarizeMs(took: readonly number[]): Summary {
  return summarize(took.map((us) => us / 1_000));
}

/** A summary in ms of one in us. */
export function inMs({ count, p10, p50, p99 }: Summary): Summary {
  return { count, p10: p10 / 1_000, p50: p50 / 1_000, p99: p99 / 1_000 };
}
