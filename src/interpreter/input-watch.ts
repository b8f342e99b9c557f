/** Looks, as long as a run with input goes on, whether somebody waits for that input. */
import { limits } from "../limits.js";
import type { Reader } from "./blocked.js";

export interface InputWatched {
  /** Who waits for the input at this moment. */
  look(): Reader | undefined | Promise<Reader | undefined>;
  /** The same thread was found waiting again and again. */
  onReads(reader: Reader): void;
  /** It waits no longer, though nothing was typed: it had a limit of its own, or was ended. */
  onGoesOn(this: void): void;
}

/** So many looks must agree. */
const LOOKS = 2;
const PATIENT_LOOKS = 5;

export class InputWatch {
  #timer: NodeJS.Timeout | undefined;
  #gapMs = 0;
  #found: Reader | undefined;
  #told = false;
  #round = 0;
  /** How often in a row it was the same one. */
  #looks = 0;
  /** Since when (performance.now()). */
  #since = 0;

  constructor(private readonly watched: InputWatched) {
    this.again();
  }

  /** Something was typed: whoever waits now waits for more. */
  again(): void {
    this.#round++;
    this.#found = undefined;
    this.#told = false;
    this.#gapMs = limits.inputLookMs;
    this.#next(this.#gapMs);
  }

  end(): void {
    this.#round++;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const round = this.#round;
    const reader = await this.watched.look();
    if (round !== this.#round) return; // something was typed, or it has ended, meanwhile
    const same =
      reader !== undefined &&
      reader.thread === this.#found?.thread &&
      reader.guess?.mark === this.#found.guess?.mark;
    this.#found = reader;
    this.#looks = same ? this.#looks + 1 : 1;
    if (!same) this.#since = performance.now();
    const sure = same && this.#suffices(reader);
    if (this.#told && !same) {
      this.#told = false;
      this.watched.onGoesOn();
    } else if (sure && !this.#told) {
      this.#told = true;
      this.watched.onReads(reader);
    }
    if (reader && !this.#told && !reader.guess)
      this.#next(reader.patient ? limits.inputPatientMs : limits.inputAgainMs);
    else {
      this.#gapMs = Math.min(this.#gapMs * 2, limits.inputLookMsMax);
      this.#next(this.#gapMs);
    }
  }

  #suffices({ guess, patient }: Reader): boolean {
    if (guess) return performance.now() - this.#since >= guess.silenceMs;
    return this.#looks >= (patient ? PATIENT_LOOKS : LOOKS);
  }

  #next(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }
}
