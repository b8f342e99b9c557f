/** The output pipes of one interpreter: a pair for the present run, and those that jobs still hold. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LateMessage } from "../protocol/messages.js";
import { limits } from "../limits.js";
import { areEnding } from "./ending.js";
import { LateSinks } from "./late-sinks.js";
import { OutputPipe, type Sink } from "./output-pipe.js";

type Letter = "o" | "e";

/** Pairs of FIFOs made ahead of need, so that a job that holds a pipe delays nobody. */
const AHEAD = 2;
const LOOK_MS = 1;
const ENDING_LOOK_MS = 1;
const UNCLEAR_MAX = 10;
/** A process that has just been forked is looked at in the midst of its steps: one look may take it for a job. */
const REFUSED_MAX = 3;
/** A run that lasts so long is looked at; a shorter one wakes the host once, by its end. */
const ATTEND_MS = 1;
/** It is read as it goes once it has written something, or has lasted so long: to begin and to end that costs more than a look. */
const FOLLOW_MS = 4;

/** Whose outputs they are. */
export interface OutputsOwner {
  readonly folder: string;
  readonly row: { readonly outputPerRun: boolean };
  readonly guardian: number;
  readonly pid: number;
}

/** Names of the FIFOs to make before an interpreter starts. */
export function initialOutputNames(): string[] {
  return Array.from({ length: 1 + AHEAD }, (_, index) => namesOf(index)).flat();
}

function namesOf(index: number): [string, string] {
  return [`o${index}`, `e${index}`];
}

export class Outputs {
  readonly #present = new Map<Letter, OutputPipe>();
  readonly #held = new Set<OutputPipe>();
  readonly #late = new LateSinks();
  #next = 1;
  #delivery: PromiseWithResolvers<undefined> | undefined;
  #waiting: NodeJS.Timeout | undefined;
  /** performance.now() of when the present run began; undefined between runs. */
  #begunAt: number | undefined;
  /** Goes on over short runs: one timer serves many of them. */
  #attending: NodeJS.Timeout | undefined;

  /** False for a driver that holds one pair for its life: then nothing rotates. */
  readonly #perRun: boolean;
  /** What is to be done when those who hold the last run's pipes have ended, or after a while. */
  #ending: { readonly timer: NodeJS.Timeout; readonly end: () => void } | undefined;

  /** @param order asks the guardian for more FIFOs, ahead of need. */
  constructor(
    private readonly owner: OutputsOwner,
    private readonly order: (names: string[]) => void,
  ) {
    this.#perRun = owner.row.outputPerRun;
    const [out, err] = namesOf(0);
    this.#use("o", out);
    this.#use("e", err);
    if (!this.#perRun) this.#follow();
  }

  /** Undefined when there is a pair for the next run; else resolves when there is. */
  get shortage(): Promise<undefined> | undefined {
    return this.#delivery?.promise;
  }

  /** Directs what comes from now on to a run's sinks; gives the paths for it. */
  begin(out: Sink, err: Sink, run: string): { out: string; err: string } {
    const [first, second] = [this.#present.get("o"), this.#present.get("e")];
    if (!first || !second) throw new Error("a run began while its pipes were on order");
    first.begin(out);
    second.begin(err);
    if (!this.#perRun) this.#late.begin(run, out, err);
    else {
      this.#begunAt = performance.now();
      this.#attending ??= setTimeout(() => this.#attend(), ATTEND_MS).unref();
    }
    return { out: first.path, err: second.path };
  }

  /**
   * Reads all that the run has written. A pipe that a job holds stays with the run's sink, and another takes its place. Where a
   * process substitution holds it that is about to end, its end is waited for, up to a limit.
   * @param onFenced called with whether any was held; at once but for that case.
   * @param onReleased called when the last job has let go.
   * @param late something inside of a driver that has one pair of pipes may still write.
   */
  fence(onFenced: (held: boolean) => void, onReleased: () => void, late = false): void {
    this.#begunAt = undefined;
    if (!this.#perRun) {
      for (const pipe of this.#present.values()) pipe.drain();
      onFenced(this.#late.end(late, onReleased));
      return;
    }
    for (const pipe of this.#held) pipe.drain(); // so that the result tells all that jobs have written before its end
    let held = [...this.#present].filter(([, pipe]) => !pipe.fence());
    const { guardian, pid } = this.owner;
    const deadline = performance.now() + limits.substitutionMs;
    let [unclear, refused] = [0, 0];
    const isWorthwhile = (paths: readonly string[]) => {
      if (paths.length === 0 || performance.now() >= deadline) return false;
      const ending = areEnding(paths, guardian, pid);
      unclear = ending === "unclear" ? unclear + 1 : 0;
      refused = ending === "no" ? refused + 1 : 0;
      return refused < REFUSED_MAX && unclear < UNCLEAR_MAX;
    };
    const look = () => {
      this.#ending = undefined;
      held = held.filter(([, pipe]) => !pipe.drain());
      if (isWorthwhile(held.map(([, pipe]) => pipe.path)))
        this.#ending = {
          timer: setTimeout(look, ENDING_LOOK_MS),
          end: () => onFenced(this.#leave(held, onReleased)),
        };
      else onFenced(this.#leave(held, onReleased));
    };
    look();
  }

  /** Leaves pipes to those who hold them. Returns whether there are any. */
  #leave(held: readonly [Letter, OutputPipe][], onReleased: () => void): boolean {
    let holding = held.length;
    const release = () => {
      if (--holding === 0) onReleased();
    };
    for (const [letter, pipe] of held) this.#part(letter, pipe, release);
    if (holding > 0) this.#restock();
    return held.length > 0;
  }

  /** The end of what the present run has written to stderr, as latin1. */
  errorTail(): string {
    const pipe = this.#present.get("e");
    pipe?.drain();
    return pipe?.tail ?? "";
  }

  /** Takes what a driver with one pair of pipes tells of an earlier run. */
  takeLate(message: LateMessage): void {
    this.#late.take(message);
  }

  close(): void {
    this.#late.end(false, () => undefined);
    clearTimeout(this.#waiting);
    clearTimeout(this.#attending);
    this.#delivery?.resolve(undefined);
    clearTimeout(this.#ending?.timer);
    this.#ending?.end();
    for (const pipe of [...this.#present.values(), ...this.#held]) pipe.close();
    this.#present.clear();
    this.#held.clear();
  }

  #attend(): void {
    const age = this.#begunAt === undefined ? Infinity : performance.now() - this.#begunAt;
    const pipes = age < ATTEND_MS ? [] : [...this.#present.values()];
    if (age < FOLLOW_MS && !pipes.some((pipe) => pipe.flows())) {
      this.#attending?.refresh();
      return;
    }
    this.#attending = undefined;
    if (this.#begunAt !== undefined) this.#follow();
  }

  #follow(): void {
    for (const pipe of this.#present.values()) pipe.follow();
  }

  /** Leaves a pipe to the jobs that hold it. */
  #part(letter: Letter, pipe: OutputPipe, onReleased: () => void): void {
    this.#present.delete(letter);
    this.#held.add(pipe);
    pipe.hold();
    pipe.onReleased = () => {
      this.#held.delete(pipe);
      onReleased();
    };
  }

  /** Takes the next pair of FIFOs, which was ordered ahead; waits for it in the rare case that it is not there yet. */
  #restock(): void {
    const [out, err] = namesOf(this.#next);
    if (!existsSync(join(this.owner.folder, err))) {
      this.#delivery ??= Promise.withResolvers();
      this.#waiting = setTimeout(() => this.#restock(), LOOK_MS);
      return;
    }
    if (!this.#present.has("o")) this.#use("o", out);
    if (!this.#present.has("e")) this.#use("e", err);
    this.order(namesOf(++this.#next + AHEAD - 1));
    this.#delivery?.resolve(undefined);
    this.#delivery = undefined;
  }

  #use(letter: Letter, name: string): void {
    this.#present.set(letter, new OutputPipe(join(this.owner.folder, name)));
  }
}
