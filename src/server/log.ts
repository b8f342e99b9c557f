/** The daemon's log: lines with a time, in a file that does not grow without bound. A full disk costs the line, nothing else. */
import { appendFileSync, renameSync, statSync } from "node:fs";
import { limits } from "../limits.js";

export class Log {
  constructor(readonly path: string) {}

  write(line: string): void {
    try {
      if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) > limits.logBytesMax)
        renameSync(this.path, `${this.path}.1`);
      appendFileSync(this.path, `${new Date().toISOString()} ${process.pid} ${line}\n`, { mode: 0o600 });
    } catch {
      // Nobody is there to be told.
    }
  }
}
