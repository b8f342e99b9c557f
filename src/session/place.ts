/**
 * Where an interpreter stands, against where its session stands. One rule: a run begins in the session's folder. The interpreter
 * whose run has ended last stands there; any other one is compared with it before a run, as the kernel tells, and told the way
 * where it stands elsewhere. Where no way is left, that is into an empty folder that was deleted while the keeper stood in it:
 * nothing is there, and nothing can be made there.
 */
import { resolve } from "node:path";
import { cwdOf, folderAt, isEnterable, standOf, standsInDeleted } from "../interpreter/folders.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import { hasProc } from "../interpreter/processes.js";
import type { DoneMessage, OsString } from "../protocol/messages.js";
import type { Scope } from "./scope.js";

/** What a run's message says of the folder. */
export interface Move {
  readonly cwd?: OsString;
  readonly way?: string;
}

/** A run's own folder, if it has one: where it is, and where the interpreter has to be again after it. */
interface Loan {
  readonly lent: string | undefined;
  readonly home: string | undefined;
}

export class Place {
  /** It is not where the session is: in the empty folder. */
  astray = false;
  /** What it was told last, where the kernel does not tell. */
  #told: OsString | undefined;
  #loan: Loan | undefined;

  constructor(
    private readonly scope: Scope,
    /** Every process of the session. */
    private readonly inhabitants: () => readonly number[],
  ) {}

  /** By what the session's folder can be entered: its path, or a process that stands in it; undefined when by nothing. */
  way(): string | undefined {
    const { cwd, holder } = this.scope;
    if (!hasProc) return cwd;
    const held = holder && isAlive(holder) ? folderAt(standOf(holder.pid)) : undefined;
    if (holder && held !== undefined) {
      if (folderAt(cwd) === held) return isEnterable(cwd) ? cwd : undefined;
      return isEnterable(standOf(holder.pid)) ? standOf(holder.pid) : undefined;
    }
    if (isEnterable(cwd)) return cwd;
    const other = this.inhabitants().find((pid) => standsInDeleted(pid, cwd) && isEnterable(standOf(pid)));
    return other === undefined ? undefined : standOf(other);
  }

  /** A run begins. @param over its own folder. */
  begin(interpreter: Interpreter, over: string | undefined): Move {
    const move = this.#move(interpreter);
    const home = () => folderAt(move.cwd === undefined ? standOf(interpreter.pid) : (move.way ?? move.cwd));
    this.#loan =
      over === undefined ? undefined : { lent: folderAt(resolve(this.scope.cwd, over)), home: home() };
    return move;
  }

  #move(interpreter: Interpreter): Move {
    const { scope } = this;
    const { cwd } = scope;
    if (!hasProc) {
      const move = this.#told === cwd ? {} : { cwd };
      this.#told = cwd;
      return move;
    }
    if (scope.holder === interpreter) return {};
    const way = this.way();
    this.astray = way === undefined;
    const target = way ?? standOf(interpreter.guardian);
    if (folderAt(target) === folderAt(standOf(interpreter.pid))) return {};
    return { cwd, ...(target !== cwd && { way: target }) };
  }

  /** A run has ended: where it has gone is where the session is. */
  end(interpreter: Interpreter, done: DoneMessage): void {
    const { scope } = this;
    if (done.unbegun) return;
    // A shell that has become another goes through its own folder.
    const told = done.fresh ? done.cwd : undefined;
    const isOnlyMoved = !this.astray && !this.#loan;
    const stands = hasProc && !isOnlyMoved ? folderAt(told ?? standOf(interpreter.pid)) : undefined;
    if (this.astray && stands === folderAt(standOf(interpreter.guardian))) return;
    if (this.#loan && stands !== undefined && stands === this.#loan.lent && stands !== this.#loan.home) {
      if (scope.holder === interpreter) scope.holder = undefined; // there was no way back
      return;
    }
    const cwd = told ?? done.cwd ?? cwdOf(interpreter.pid);
    if (cwd === undefined) return;
    scope.commit({ cwd });
    scope.holder = interpreter;
    this.#told = cwd;
    this.astray = false;
  }

  /** Its process is another one. */
  renew(interpreter: Interpreter): void {
    if (this.scope.holder === interpreter) this.scope.holder = undefined;
  }
}

function isAlive({ state }: Interpreter): boolean {
  return state !== "gone" && state !== "closed";
}
