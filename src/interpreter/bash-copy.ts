/**
 * Looks at a large shell. What such a shell holds takes many times as long to tell as a run takes: a copy of it, made by fork, tells it
 * into a file, while the shell takes the next run. The copy is no child and no job of the shell's.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../limits.js";
import type { BashDump } from "./bash-dump.js";
import { script, STATUS } from "./bash-lines.js";
import { hasProc, outputOf } from "./processes.js";

const NAME = "dc";

export class CopiedLooks {
  #last = 0;
  #awaited: { readonly number: number; readonly askedAt: number; outdated: boolean } | undefined;

  constructor(
    private readonly folder: string,
    private readonly processes: () => readonly number[],
  ) {}

  /** The line that makes a copy look. */
  ask(): string {
    this.forget();
    const number = ++this.#last;
    this.#awaited = { number, askedAt: performance.now(), outdated: false };
    const look = `{ \\builtin trap -p DEBUG;${script(this.folder, "copy")};}>|${this.#path(number)}`;
    return `${STATUS};case $({ ${look};\\builtin echo L${number}>|${this.folder}/st;} </dev/null 2>/dev/null &) in *) ;; esac\n`;
  }

  /** What the copy of this number has told, "" where that cannot be read; undefined where nobody waits for it. */
  take(number: number): { readonly text: string; readonly outdated: boolean } | undefined {
    const awaited = this.#awaited;
    if (awaited?.number !== number) return undefined;
    const text = contentOf(this.#path(number));
    this.forget();
    return { text, outdated: awaited.outdated };
  }

  /** The shell itself has told its state. */
  outdate(): void {
    if (this.#awaited) this.#awaited.outdated = true;
  }

  /** What the awaited copy tells is not wanted any more. */
  forget(): void {
    if (this.#awaited) rmSync(this.#path(this.#awaited.number), { force: true });
    this.#awaited = undefined;
  }

  /** Whether a copy is alive that is awaited. */
  get isUnderWay(): boolean {
    return (
      this.#awaited !== undefined &&
      performance.now() - this.#awaited.askedAt < limits.copyMsMax &&
      this.processes().some((pid) => this.isCopy(pid))
    );
  }

  isCopy(pid: number): boolean {
    return this.#last > 0 && outputOf(pid)?.startsWith(this.#path("")) === true;
  }

  #path(number: number | ""): string {
    return join(this.folder, `${NAME}${number}`);
  }
}

/** Why the look at a shell comes after the run; undefined where it is a part of the run. */
export function tooLarge(last: BashDump | undefined): string | undefined {
  if (!last || !hasProc) return undefined;
  const names = last.variables.size + last.functions.size;
  if (names <= limits.lookNamesMax && last.size <= limits.lookBytesMax) return undefined;
  const kilobytes = Math.round(last.size / 1000);
  return `the shell holds ${names} names, ${kilobytes} kB: they are looked at after the run, and state tells them`;
}

/** A file in a folder that the user's code can reach: only a regular one of a size that is expected is read. */
function contentOf(path: string): string {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = fstatSync(fd);
      return found.isFile() && found.size <= limits.dumpBytesMax ? readFileSync(fd, "latin1") : "";
    } finally {
      closeSync(fd);
    }
  } catch {
    return "";
  }
}
