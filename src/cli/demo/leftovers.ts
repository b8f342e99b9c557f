/** What is alive of all that the demo has started, read from /proc: descendants, and whoever carries the demo's mark. */
import { readdirSync, readFileSync } from "node:fs";
import { descendantsOf, factsOf, hasProc } from "../../interpreter/processes.js";

export class Processes {
  readonly #seen = new Set<string>();

  /** @param mark a `NAME=value` in the environment of all that the demo starts; it outlives the loss of a parent. */
  constructor(private readonly mark: string) {}

  /** False where the system has no /proc: then nothing can be said. */
  readonly canTell = hasProc;

  /** Processes seen so far, by pid and start. */
  get count(): number {
    return this.#seen.size;
  }

  /** Those alive at this moment. */
  look(): string[] {
    const alive = [...new Set([...descendantsOf(process.pid), ...this.#marked()])].flatMap((pid) => {
      const facts = factsOf(pid);
      return facts ? [{ key: `${pid}@${facts.startTicks}`, text: `${pid} ${facts.command}` }] : [];
    });
    for (const { key } of alive) this.#seen.add(key);
    return alive.map(({ text }) => text);
  }

  #marked(): number[] {
    if (!this.canTell) return [];
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && this.#hasMark(name))
      .map(Number);
  }

  #hasMark(pid: string): boolean {
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(this.mark);
    } catch {
      return false; // gone, or another user's
    }
  }
}
