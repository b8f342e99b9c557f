/** The traps and the function that keep a shell, and what a run must see instead of them. */
import { hookedTrap } from "./bash-dump.js";
import { put } from "./bash-files.js";
import { script, trapFunction } from "./bash-lines.js";
import { hides, SETS_DEBUG, TOUCHES_TRAPS } from "./bash-patterns.js";
import { joined } from "./bash-quote.js";
import type { BashState } from "./bash-state.js";
import { RESTING, type Resting } from "./bash-traps.js";

/** The traps of a shell: what becomes of them around its runs. */
export class Traps {
  /** The function `trap`, and the runtime's own traps, are not there: the last run was not to see them. */
  #unhooked = false;
  /** Traps that rest between runs are set: no look has followed the last run. */
  #areSet = false;

  constructor(
    private readonly folder: string,
    private readonly state: BashState,
  ) {}

  /** Another shell is there. */
  forget(): void {
    this.#unhooked = false;
  }

  /** Whether what is before a run depends on the state. */
  needState(code: string): boolean {
    return this.#unhooked || this.mayChange(code) || hides(code, this.state.hasResting) !== undefined;
  }

  /** Whether traps that rest between runs are there, or may be there behind this text. */
  mayChange(code: string): boolean {
    return this.state.hasResting || this.state.mayTrap || TOUCHES_TRAPS.test(code);
  }

  /** Whether there may be one of DEBUG behind this text. */
  mayDebug(code: string): boolean {
    return this.state.mayTrap || SETS_DEBUG.test(code);
  }

  /** Those that a look does not show: all, but for the first behind a run. @param isCut whether the run may not have come to its text. */
  hidden(code: string, isCut: boolean): readonly Resting[] {
    const isTrue = this.#areSet && (!isCut || TOUCHES_TRAPS.test(code));
    this.#areSet = false;
    return isTrue ? [] : RESTING;
  }

  /** What has to be done about the traps of the runtime and the user before a run. */
  before(code: string): string | undefined {
    const { folder } = this;
    const { last } = this.state;
    const own = last?.functions.has("trap") ? undefined : trapFunction(folder);
    const steps: (string | undefined)[] = [];
    if (this.#unhooked) steps.push(script(folder, "boot"), own);
    if (last?.exitTrapTaken) {
      put(folder, "rearm", hookedTrap(last.exitAction, folder));
      steps.push(`\\. ${folder}/rearm`);
    }
    const without = own === undefined ? undefined : hides(code, this.state.hasResting);
    if (without) steps.push("\\builtin unset -f trap");
    if (without === "all") {
      put(folder, "bare", bareTrap(last?.exitAction));
      steps.push("\\builtin trap - RTMAX-3", `\\. ${folder}/bare`);
    }
    this.#unhooked = without !== undefined;
    this.#areSet = true;
    return joined(...steps) || undefined;
  }
}

function bareTrap(action: string | undefined): string {
  return action === undefined ? "\\builtin trap - EXIT\n" : `\\builtin trap -- ${action} EXIT\n`;
}
