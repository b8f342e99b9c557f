/** What a shell has told of its state: the last dump, that of a fresh shell, and what each new one changes. */
import type { ReadyMessage, SettledMessage } from "../protocol/messages.js";
import { settledOf } from "./bash-changes.js";
import { CopiedLooks, tooLarge } from "./bash-copy.js";
import { type BashDump, parseDump, restoreScript } from "./bash-dump.js";
import { telling } from "./bash-lines.js";
import { OWN_MADE_READONLY } from "./bash-patterns.js";
import { unquote } from "./bash-quote.js";
import type { DialectContext } from "./dialect.js";

export class BashState {
  /** As of the last dump. */
  last: BashDump | undefined;
  /** Of a fresh shell; undefined until one is ready. */
  base: BashDump | undefined;
  /** A shell that has taken the place of another: what it tells before its restore is not the session's state. */
  bare = false;
  readonly copies: CopiedLooks;
  #version: string | undefined;

  constructor(private readonly context: DialectContext) {
    this.copies = new CopiedLooks(context.folder, () => context.processes());
  }

  /** The first shell is ready. */
  ready(): ReadyMessage {
    this.base = this.last;
    return { t: "ready", version: unquote(this.#version ?? "") };
  }

  /** Why a look is no part of a run. */
  get tooLarge(): string | undefined {
    return tooLarge(this.last);
  }

  /** The line that has the state told. @param itself not by a copy. */
  ask(itself: boolean): string {
    return !itself && this.tooLarge ? this.copies.ask() : `${telling(this.context.folder, "settle")}\n`;
  }

  /** What a dump changes; nothing where the shell is bare. */
  settled(text = this.context.takeDump()): SettledMessage[] {
    if (this.bare) return [];
    if (!text.includes("\x1eF")) return [{ t: "settled", cut: "the shell's state could not be read" }];
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
    return this.settled().map((message) => ({ ...message, leaving: true }));
  }

  /** What a copy has told. */
  looked(number: number): SettledMessage[] {
    const told = this.copies.take(number);
    if (!told) return [];
    return told.outdated ? [{ t: "settled" }] : this.settled(told.text);
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
