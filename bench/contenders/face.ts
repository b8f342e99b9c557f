/** A run through one of the faces: whatever takes code and gives back a result that has to be a success. */
import { type Contender, repeat, type Task } from "../measure.js";

export class Face implements Contender {
  constructor(
    readonly name: string,
    private readonly run: (code: string) => Promise<unknown>,
    readonly slow = false,
  ) {}

  batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => this.run(code), count, gapMs);
  }
}
