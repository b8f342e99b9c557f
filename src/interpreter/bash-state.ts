/** What a shell has told of its state: the last dump, that of a fresh shell, and what each new one changes. */
import type { ReadyMessage, SettledMessage } from "../protocol/messages.js";
import { settledOf } from "./bash-changes.js";
import { CopiedLooks, tooLarge } from "./bash-copy.js";
import { type BashDump, parseDump, restoreScript } from "./bash-dump.js";
import { telling } from "./bash-lines.js";
import { OWN_MADE_READONLY } from "./bash-patterns.js";
import { unquote } from "./bash-quote.js";
import { RESTING, type Resting, restingTraps } from "./bash-traps.js";
import type { DialectContext } from "./dialect.js";

/** A function that may set a trap that rests. */
const SETS_RESTING = /\btrap\b[^]*\b(?:DEBUG|RETURN)\b/;

export class BashState {
  /** As of the last dump. */
  last: BashDump | undefined;
  /** Of a fresh shell; undefined until one is ready. */
  base: BashDump | undefined;
  /** A shell that has taken the place of another: what it tells before its restore is not the session's state. */
  bare = false;
  readonly copies: CopiedLooks;
  #version: string | undefined;
  #searched: BashDump["functions"] | undefined;
  #mayTrap = false;

  constructor(private readonly context: DialectContext) {
    this.copies = new CopiedLooks(context.folder, () => context.processes());
  }

  /** The first shell is ready. */
  ready(): ReadyMessage {
    this.base = this.last;
    return { t: "ready", version: unquote(this.#version ?? "") };
  }

  /** Whether traps rest between runs. */
  get hasResting(): boolean {
    return restingTraps(this.last?.sections.get("T")).length > 0;
  }

  /** Whether a function is there that may set such a trap. */
  get mayTrap(): boolean {
    const functions = this.last?.functions;
    if (functions !== this.#searched) {
      this.#searched = functions;
      this.#mayTrap = [...(functions?.values() ?? [])].some((body) => SETS_RESTING.test(body));
    }
    return this.#mayTrap;
  }

  /** Why a look is no part of a run. */
  get tooLarge(): string | undefined {
    return tooLarge(this.last);
  }

  /** The line that has the state told. @param itself not by a copy. */
  ask(itself: boolean): string {
    return !itself && this.tooLarge ? this.copies.ask() : `${telling(this.context.folder, "settle")}\n`;
  }

  /** What a dump changes; nothing where the shell is bare. @param hidden traps that it does not show, although they are there. */
  settled(hidden: readonly Resting[], dumped = this.context.takeDump()): SettledMessage[] {
    if (this.bare) return [];
    if (!dumped.includes("\x1eF")) return [{ t: "settled", cut: "the shell's state could not be read" }];
    const text = [...restingTraps(this.last?.sections.get("T"), hidden), dumped].join("\n");
    const dump = parseDump(text, this.last);
    if (OWN_MADE_READONLY.test(text)) this.context.abandon("its code froze names of the driver's");
    this.#version ??= /^declare -\S+ BASH_VERSION=(.*)$/m.exec(text)?.[1];
    const message = settledOf(this.last, dump, text);
    this.last = dump;
    return [message];
  }

  /** The last state of a shell that goes: what a copy of it tells later is older. */
  leaving(): SettledMessage[] {
    this.copies.outdate();
    return this.settled(["DEBUG"]).map((message) => ({ ...message, leaving: true }));
  }

  /** What a copy has told. */
  looked(number: number): SettledMessage[] {
    const told = this.copies.take(number);
    if (!told) return [];
    return told.outdated ? [{ t: "settled" }] : this.settled(RESTING, told.text);
  }

  /** The script that gives a fresh shell the state of this dump, or nothing but the driver's own. */
  restore(text: string | undefined): string {
    this.copies.forget();
    const dump = text === undefined ? undefined : parseDump(text);
    this.last = dump ?? this.base;
    const { folder } = this.context;
    return dump && this.base ? restoreScript(dump, this.base, folder) : `\\builtin . ${folder}/../boot\n`;
  }
}
