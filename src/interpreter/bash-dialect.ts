/**
 * The dialect of bash. A command line on the wire is short, because bash reads a FIFO one byte a system call; the code
 * itself stands in a file that the line sources. `st` carries `D<status>` (done), `S` (settled: the dump is in `dm`), `T<status>` (both),
 * `R` (ready or restored), `X<status>` (left by `exit`; a fresh shell stands in its place), `K` (dump sent, now dying).
 */
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type {
  DoneMessage,
  HostBoundMessage,
  KeptEntry,
  RunMessage,
  ScopeDelta,
  SettledMessage,
} from "../protocol/messages.js";
import { settledOf } from "./bash-changes.js";
import { type BashDump, debugTrap, parseDump, restoreScript } from "./bash-dump.js";
import {
  BEYOND_TRAPS,
  HIGH_DESCRIPTORS,
  NEEDS_OWN_SCRIPT,
  OWN_MADE_READONLY,
  TOUCHES_TRAPS,
} from "./bash-patterns.js";
import { joined, quote, unquote } from "./bash-quote.js";
import { forgetInterrupt, installScripts, tookInterrupt } from "./bash-files.js";
import { inScope, overScripts, SCOPE_OR_EXIT, scopeScript } from "./bash-scope.js";
import type { Dialect, DialectContext } from "./dialect.js";

const NAME = /^[A-Za-z_]\w*$/;

export class BashDialect implements Dialect {
  #last: BashDump | undefined;
  #base: BashDump | undefined;
  #status = 0;
  /** The present run reads its file as the shell's own script. */
  #native = false;
  #version: string | undefined;
  #present: Pick<RunMessage, "run" | "code"> = { run: "", code: "" };
  /** A shell that has taken the place of another: what it tells before its restore is not the session's state. */
  #bare = false;
  /** A fresh shell is due: after a syntax error in `[[` bash 5.2 has lost that keyword; or the user froze our names. */
  #unsound = false;
  /** The present run could not enter its folder. */
  #unbegun = false;

  constructor(private readonly context: DialectContext) {}

  boot(): string {
    this.#bare = this.#base !== undefined;
    this.#status = 0;
    installScripts(dirname(this.context.folder));
    const again = `\\exec ${quote(this.context.executable)} --norc --noprofile $_hf/ctl\n`;
    this.#file("again", again);
    return `_hf=${this.context.folder};\\. $_hf/../boot;${SETTLE};\\builtin echo R>$_hf/st\n`;
  }

  run(message: RunMessage): string {
    this.#present = message;
    const { code } = message;
    this.#native = this.#unbegun = false;
    this.context.writeCode(code.endsWith("\\") ? `${code}\n` : code);
    if (this.#needsOwnScript(message)) return this.#runNatively(message);
    const plain = !BEYOND_TRAPS.test(code) && !this.#traced();
    const over = this.#overScripts(message);
    if (message.tty) return this.#runOnTerminal(message, plain, over);
    const { line, release } = this.#framed(message, plain);
    const before = joined(this.#traps(code, plain), over?.before);
    const run = over?.cwd ? `if ${before};then ${line};else ! :;fi` : joined(before, line);
    const whole = inScope(this.#scopeScript(message), run);
    const after = joined(release, over && `\\. $_hf/post`);
    if (!after) return `${whole}\n\\. $_hf/../${message.settle ? "tell" : "done"}\n`;
    return `${whole}\n_hfr=$? _hfv=$_hfu;${after};\\builtin echo D$_hfr>$_hf/st${message.settle ? `;${SETTLE}` : ""}\n`;
  }

  unplug(settle: boolean): string {
    return `\\. $_hf/../replug${settle ? `;${SETTLE}` : ""}\n`;
  }

  needsState(code: string): boolean {
    return this.#unsound || NEEDS_OWN_SCRIPT.test(code);
  }

  settle(): string {
    return `${SETTLE}\n`;
  }

  restore(keep: readonly KeptEntry[]): string {
    const text = keep.at(-1)?.blob;
    const dump = text === undefined ? undefined : parseDump(text);
    const restored =
      dump && this.#base
        ? restoreScript(dump, this.#base)
        : { script: "\\builtin . $_hf/../boot\n", traps: "", last: [] };
    this.#file("restore", [restored.script, restored.traps, ...restored.last, ""].join("\n"));
    this.#last = dump ?? this.#base;
    return `_hf=${this.context.folder};\\. $_hf/restore 2>/dev/null||:;_hfr=${this.#status};\\builtin echo R>$_hf/st\n`;
  }

  /** Ends the shell; the user's own EXIT trap runs as at the end of a script. */
  close(): string {
    return `\\builtin trap - EXIT;\\builtin eval "\${_hfx-}";\\builtin exit\n`;
  }

  tookInterrupt(): boolean | undefined {
    return TOUCHES_TRAPS.test(this.#present.code) ? undefined : tookInterrupt(this.context.folder);
  }

  /** A function or alias stands in the way of a builtin: in posix mode `unset` is found before functions. */
  rescue(): string {
    return (
      `POSIXLY_CORRECT=y;\\unset -f builtin . echo unalias;\\unset POSIXLY_CORRECT;\\builtin enable builtin echo printf trap . declare\n` +
      `\\builtin shopt -u expand_aliases;\\builtin echo D$_hfr>$_hf/st;${SETTLE}\n`
    );
  }

  refuses(delta: ScopeDelta): Record<string, string> {
    const refused: Record<string, string> = {};
    for (const name of [...Object.keys(delta.env?.set ?? {}), ...(delta.env?.unset ?? [])]) {
      if (!NAME.test(name)) refused[name] = "not a name that bash can hold";
      else if (this.#last?.variables.get(name)?.flags.includes("r")) refused[name] = "readonly in bash";
    }
    return refused;
  }

  decode(line: Buffer): readonly HostBoundMessage[] | undefined {
    const text = line.toString("latin1");
    const code = Number(text.slice(1));
    switch (text[0]) {
      case "R":
        this.#bare = false;
        return text === "R"
          ? [this.#base ? { t: "restored", kept: [], lost: {} } : this.#ready()]
          : undefined;
      case "U":
        this.#unbegun = true;
        return [];
      case "S":
      case "K":
        return this.#settled();
      case "D":
      case "T":
      case "X":
        return /^.\d{1,3}$/.test(text) ? this.#ended(text.charAt(0), code) : undefined;
      default:
        return undefined;
    }
  }

  #ended(how: string, code: number): HostBoundMessage[] {
    this.#status = code;
    this.#unsound = code === 2 && how !== "X" && this.#present.code.includes("[[");
    if (how === "D") return [this.#done(code)];
    if (how === "T") return [this.#done(code), ...this.#settled()];
    return [...this.#settled(), { ...this.#done(code), ...(!this.#native && { left: "exit" }), fresh: true }];
  }

  #done(code: number): DoneMessage {
    return { t: "done", run: this.#present.run, code, ...(this.#unbegun && { unbegun: true }) };
  }

  #ready(): HostBoundMessage {
    this.#base = this.#last;
    const version = unquote(this.#version ?? "");
    return { t: "ready", version };
  }

  #settled(): SettledMessage[] {
    const told = this.context.takeDump();
    if (this.#bare) return [];
    if (!told.includes("\x1eF")) return [{ t: "settled", cut: "the shell's state could not be read" }];
    const debug = this.#native ? undefined : debugTrap(this.#last);
    const text = debug === undefined ? told : `${debug}\n${told}`;
    const dump = parseDump(text, this.#last);
    if (OWN_MADE_READONLY.test(text)) this.#unsound = true;
    this.#version ??= /^declare -\S+ BASH_VERSION=(.*)$/m.exec(text)?.[1];
    const message = settledOf(this.#last, dump, text);
    this.#last = dump;
    return [message];
  }

  #short(path: string): string {
    return path.startsWith(`${this.context.folder}/`)
      ? `$_hf${path.slice(this.context.folder.length)}`
      : path;
  }

  #traced(): boolean {
    return this.#last !== undefined && /\b(?:xtrace|verbose|functrace)\b/.test(this.#last.shellOptions);
  }

  /** Whether the run would see that it is sourced: xtrace counts levels, as do FUNCNAME and the DEBUG and RETURN traps. */
  #needsOwnScript({ code, over, jobs, tty }: RunMessage): boolean {
    if (over || jobs || tty || !this.#last || !this.#base) return false;
    return (
      this.needsState(code) ||
      /\b(?:xtrace|history)\b/.test(this.#last.shellOptions) ||
      debugTrap(this.#last) !== undefined
    );
  }

  /** In a loop a command that dies of C-c takes the rest of run and line along: what follows has a line of its own. */
  #runOnTerminal(message: RunMessage, plain: boolean, over?: { before: string }): string {
    const terminal = message.in;
    forgetInterrupt(this.context.folder);
    const before = joined(this.#traps(message.code, plain), over?.before) || ":";
    const redirections = `<${terminal} >${terminal} 2>${terminal}`;
    const high = plain && HIGH_DESCRIPTORS.test(message.code);
    const loop = `for _hfi in 1;do \\. $_hf/r ${high ? "" : redirections};done`;
    const plug = `\\. $_hf/../plug ${terminal};${high ? `\\exec ${redirections};` : ""}`;
    const run = `if ${before};then ${plug}${this.#withStatus(loop, lastOf(message))};else ! :;fi`;
    const line = inScope(this.#scopeScript(message), run);
    const after = joined(high ? RELEASE : undefined, over && "\\. $_hf/post", "\\. $_hf/../unplug");
    return `${line}\n_hfr=$? _hfv=$_hfu;${after}\n`;
  }

  /**
   * The shell becomes a fresh one that reads the run's file as its script, with the state restored before and dumped
   * after. Exact in depth too, but it costs two starts of bash, and the shell's table of jobs.
   */
  #runNatively(message: RunMessage): string {
    this.#native = true;
    const { folder, executable } = this.context;
    const [input, out, err] = [message.in, message.out, message.err].map((path) => this.#short(path));
    const { script, traps, last } = restoreScript(this.#last as BashDump, this.#base as BashDump);
    this.#scopeScript(message);
    const scope = message.cwd === undefined && message.env === undefined ? "" : SCOPE_OR_EXIT;
    const hidden = TOUCHES_TRAPS.test(message.code) && !BEYOND_TRAPS.test(message.code) && !this.#traced();
    const quiet = (line: string) => `{ ${line}; } 2>/dev/null\n`;
    this.#file(
      "restore",
      `${script}${scope}\\. $_hf/../script\n${hidden ? "\\. $_hf/../trap\n" : ""}${traps}\n`,
    );
    this.#file("native", `_hf=${folder}\n\\. $_hf/restore >/dev/null 2>&1\n${last.map(quiet).join("")}`);
    this.#file(
      "go",
      `BASH_ENV=$_hf/native \\exec ${quote(executable)} --norc --noprofile $_hf/r <${input} >${out} 2>${err}\n`,
    );
    return `\\. $_hf/go\n:\n`;
  }

  #file(name: string, latin1: string): void {
    writeFileSync(`${this.context.folder}/${name}`, Buffer.from(latin1, "latin1"));
  }

  /**
   * The line that sources the run's file. Its redirections cost three descriptors from 10 up while it runs; a run that
   * names such descriptors gets them by `exec`, which costs none and has to be released.
   */
  #framed(message: RunMessage, plain: boolean): { line: string; release?: string } {
    const [input, out, err] = [message.in, message.out, message.err].map((path) => this.#short(path));
    const redirections = `<${input} >${out} 2>${err}`;
    const last = lastOf(message);
    if (!plain || !HIGH_DESCRIPTORS.test(message.code))
      return { line: this.#withStatus(`\\. $_hf/r ${redirections}`, last) };
    const line = `\\exec ${redirections};${this.#withStatus("\\. $_hf/r", last)}`;
    return { line, release: RELEASE };
  }

  /** Puts `$?` and `$_` as the last run left them; with `set -e` a bare non-zero status would end the shell. */
  #withStatus(source: string, last: string): string {
    if (this.#status !== 0) return `\\. $_hf/../status ${this.#status} ${last}||${source}`;
    return last ? `: ${last};${source}` : source;
  }

  /** What has to be done about the traps of the runtime and the user before this run. */
  #traps(code: string, plain: boolean): string | undefined {
    const last = this.#last;
    if (last?.exitTrapTaken && last.exitAction !== undefined) {
      this.#file("rearm", `_hfx=${last.exitAction}\n`);
      return `\\. $_hf/rearm;\\. $_hf/../boot`;
    }
    if (!plain) return `\\builtin trap - RETURN`;
    if (TOUCHES_TRAPS.test(code)) return `\\. $_hf/../trap`;
    return last && !(last.sections.get("T") ?? "").includes(" RETURN\n") ? `\\. $_hf/../last` : undefined;
  }

  #scopeScript(delta: ScopeDelta): string | undefined {
    if (delta.cwd === undefined && delta.env === undefined) return undefined;
    this.#file("scope", scopeScript(delta, this.refuses(delta)));
    return `\\. $_hf/scope 2>/dev/null`;
  }

  /** Writes `pre` and `post`: a working directory and environment for one run. */
  #overScripts({ over, err, ...delta }: RunMessage): { cwd: boolean; before: string } | undefined {
    if (!over) return undefined;
    const { pre, post } = overScripts(over, delta, this.#last);
    this.#file("pre", pre);
    this.#file("post", post);
    return { cwd: over.cwd !== undefined, before: `\\. $_hf/pre 2>${this.#short(err)}` };
  }
}

/** What a run has to find as `$_`, if its text asks for it. */
function lastOf({ code }: RunMessage): string {
  return /\$\{?_/.test(code) ? `"$_hfv"` : "";
}

const RELEASE = "\\exec </dev/null >/dev/null 2>&1";
const SETTLE = `\\. $_hf/../settle||:`;
