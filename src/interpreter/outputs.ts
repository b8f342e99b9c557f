/** The output pipes of one interpreter: a pair for the present run, and those that jobs still hold. */
import { join } from "node:path";
import { type Deferred, deferred } from "../protocol/deferred.js";
import { OutputPipe, type Sink } from "./output-pipe.js";

type Letter = "o" | "e";

/** Pairs of FIFOs made at the start: one in use, one in stock, so that a job that holds a pipe delays nobody. */
const PAIRS_AT_START = 2;

/** Names of the FIFOs to make before an interpreter starts. */
export function initialOutputNames(): string[] {
  return Array.from({ length: PAIRS_AT_START }, (_, index) => namesOf(index)).flat();
}

function namesOf(index: number): [string, string] {
  return [`o${index}`, `e${index}`];
}

export class Outputs {
  readonly #present = new Map<Letter, OutputPipe>();
  readonly #held = new Set<OutputPipe>();
  readonly #stock: number[] = [];
  #made = PAIRS_AT_START;
  #delivery: Deferred<void> | undefined;

  /**
   * @param perRun false for a driver that holds one pair for its life: then nothing rotates.
   * @param order asks the guardian for more FIFOs, ahead of need.
   */
  constructor(
    private readonly folder: string,
    private readonly perRun: boolean,
    private readonly order: (names: string[]) => void,
  ) {
    for (let index = 1; index < PAIRS_AT_START; index++) this.#stock.push(index);
    this.#use("o", 0);
    this.#use("e", 0);
  }

  /** Undefined when there is a pair for the next run; else resolves when there is. */
  get shortage(): Promise<void> | undefined {
    return this.#delivery?.promise;
  }

  /** Directs what comes from now on to a run's sinks; gives the paths for it. */
  begin(out: Sink, err: Sink): { out: string; err: string } {
    const [first, second] = [this.#present.get("o"), this.#present.get("e")];
    if (!first || !second) throw new Error("a run began while its pipes were on order");
    first.begin(out);
    second.begin(err);
    return { out: first.path, err: second.path };
  }

  /**
   * Reads all that the run has written. A pipe that a job holds stays with the run's sink, and another takes its place.
   * @param onReleased called when the last job has let go.
   * @returns whether any was held.
   */
  fence(onReleased: () => void): boolean {
    let holding = 0;
    const release = () => {
      if (--holding === 0) onReleased();
    };
    for (const [letter, pipe] of this.#present) {
      if (!this.perRun) pipe.drain();
      else if (!pipe.fence()) {
        holding++;
        this.#part(letter, pipe, release);
      }
    }
    if (holding > 0) this.#restock();
    return holding > 0;
  }

  /** FIFOs that were ordered exist. */
  delivered(index: number): void {
    this.#stock.push(index);
    if (this.#delivery) this.#restock();
  }

  close(): void {
    for (const pipe of [...this.#present.values(), ...this.#held]) pipe.close();
    this.#present.clear();
    this.#held.clear();
  }

  /** Leaves a pipe to the jobs that hold it. */
  #part(letter: Letter, pipe: OutputPipe, onReleased: () => void): void {
    this.#present.delete(letter);
    this.#held.add(pipe);
    pipe.onReleased = () => {
      this.#held.delete(pipe);
      onReleased();
    };
  }

  #restock(): void {
    const index = this.#stock.shift();
    this.order(namesOf(this.#made++));
    if (index === undefined) {
      this.#delivery ??= deferred();
      return;
    }
    for (const letter of ["o", "e"] as const) if (!this.#present.has(letter)) this.#use(letter, index);
    this.#delivery?.resolve();
    this.#delivery = undefined;
  }

  #use(letter: Letter, index: number): void {
    this.#present.set(letter, new OutputPipe(join(this.folder, `${letter}${index}`)));
  }
}
