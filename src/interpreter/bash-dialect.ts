/**
 * The dialect of bash. `st` carries `D<flags> <status> <PIPESTATUS>` (done), `S` (settled: the dump is in `dm`), `T…` (both),
 * `C` (the text was cut short by an error after which a script goes on), `R` (ready or restored), `X<status>` (left by
 * `exit`; a fresh shell stands in its place), `K` (dump sent, now dying), `L<number>` (a copy has told the state). The flags are `$-`, with
 * `o` for history and `S` where a function `builtin` was removed.
 */
import { dirname } from "node:path";
import type {
  DoneMessage,
  HostBoundMessage,
  KeptEntry,
  RunMessage,
  ScopeDelta,
} from "../protocol/messages.js";
import { Ahead } from "./bash-ahead.js";
import { flagsOf } from "./bash-dump.js";
import { TOUCHES_TRAPS } from "./bash-patterns.js";
import { joined, quote, shown } from "./bash-quote.js";
import * as files from "./bash-files.js";
import {
  before,
  CLEARED,
  evaluable,
  fileText,
  framed,
  isPlain,
  onTerminal,
  readEnd,
  RESCUED,
  type RunEnd,
  type Scene,
  sceneOf,
  script,
  STATUS,
  type Telling,
  telling,
  tellingEnd,
  trapFunction,
} from "./bash-lines.js";
import { restOf } from "./bash-rest.js";
import { Traps } from "./bash-hooks.js";
import { broughtScope, inScope, lentScope, refusedBy } from "./bash-scope.js";
import { BashState } from "./bash-state.js";
import type { Dialect, DialectContext } from "./dialect.js";

const RESTORED: HostBoundMessage = { t: "restored", kept: [], lost: {} };

export class BashDialect implements Dialect {
  readonly #state: BashState;
  readonly #ahead: Ahead;
  readonly #traps: Traps;
  #status = 0;
  #pipes: readonly number[] = [];
  /** `$-` as the last run left it. */
  #flags = "";
  #present: RunMessage | undefined;
  /** Lines of the present run's text that were carried out before it was cut short. */
  #linesDone = 0;
  /** The present run could not enter its folder. */
  #unbegun = false;
  /** The line behind the present run: an interrupt that meets it takes it along, and it is said again. */
  #behind = "";
  /** What the runtime had to undo, as the present run's result tells it. */
  #said: string[] = [];
  /** The state is told with the end of the present run. */
  #settles = false;
  /** Why it is not, where it should be. */
  #unlooked: string | undefined;

  constructor(private readonly context: DialectContext) {
    this.#state = new BashState(context);
    this.#traps = new Traps(context.folder, this.#state);
    this.#ahead = new Ahead(context.folder, (name, text) => context.writeFile(name, text));
  }

  boot(cwd?: string): string {
    const { folder } = this.context;
    this.#state.bare = this.#state.base !== undefined;
    this.#ahead.forget();
    this.#status = 0;
    this.#pipes = [];
    files.installScripts(dirname(folder));
    files.put(folder, "again", `\\exec ${quote(this.context.executable)} --norc --noprofile "$1"\n`);
    const enter = cwd === undefined ? "" : `_hfwd=${shown(quote(cwd))};${script(folder, "enter")};`;
    return this.#answered(
      `${enter}${script(folder, "boot")};${trapFunction(folder)};${telling(folder, "settle")};\\builtin echo R>${folder}/st\n`,
    );
  }

  run(message: RunMessage): string {
    const code = evaluable(message.code);
    this.#present = { ...message, code };
    this.#linesDone = 0;
    this.#unbegun = false;
    this.#said = [];
    const tooLarge = this.#state.hasResting ? undefined : this.#state.tooLarge;
    this.#unlooked = message.settle ? tooLarge : undefined;
    this.#settles = tooLarge === undefined && (message.settle || this.#traps.mayChange(code));
    const { folder } = this.context;
    const over = lentScope(folder, message, this.#state.last);
    if (message.tty) return this.#runOnTerminal(this.#present, over);
    const scene = this.#scene(code);
    this.#write(fileText(code, scene));
    const { line, release } = framed(this.#present, scene, code);
    const traps = this.#traps.before(code);
    const prepare = joined(traps, before(code, scene));
    const run = over ? `if ${over.before};then ${line};else _hfe=1;fi` : line;
    const whole = inScope(folder, broughtScope(folder, message, this.refuses(message)), run);
    const after = joined(release, over?.after);
    const tell = this.#tell();
    // One line: an interrupt that comes before the text has begun takes the text along.
    const text = joined(prepare, whole);
    if (this.#ahead.isReady && !after && !traps && whole === line && isPlain(code, line, scene)) {
      const { written, behind } = this.#ahead.run(joined(text, tell.atOnce), tell.behind);
      this.#behind = behind;
      return written;
    }
    this.#behind = joined(after && STATUS, after, tell.behind);
    return this.#answered(`${text}\n${this.#behind}\n`);
  }

  unplug(settle: boolean): string {
    const { folder } = this.context;
    const tells = settle || this.#settles;
    const line = joined(script(folder, "replug"), tells ? telling(folder, "settle") : "");
    return this.#ahead.lines(`${line}\n`, tells ? 1 : 0);
  }

  needsState(code: string): boolean {
    return this.#traps.needState(code) || /[xvTo]/.test(this.#flags);
  }

  settle(itself = false): string {
    const line = this.#state.ask(itself);
    return this.#ahead.lines(line, this.looksLater && !itself ? 0 : 1);
  }

  get looksLater(): boolean {
    return this.#state.tooLarge !== undefined;
  }

  get isCopied(): boolean {
    return this.#state.copies.isUnderWay;
  }

  isCopy(pid: number): boolean {
    return this.#state.copies.isCopy(pid);
  }

  restore(keep: readonly KeptEntry[]): string {
    const { folder } = this.context;
    files.put(folder, "restore", this.#state.restore(keep.at(-1)?.blob));
    this.#flags = flagsOf(this.#state.last);
    this.#traps.forget();
    return this.#answered(
      `${trapFunction(folder)};\\. ${folder}/restore 2>/dev/null||:;_hfe=0;\\builtin echo R>${folder}/st\n`,
    );
  }

  /** Ends the shell; the user's own EXIT trap runs as at the end of a script. */
  close(): string {
    return this.#ahead.lines("_hfz=1;\\builtin exit\n", 0);
  }

  tookInterrupt(): boolean | undefined {
    const code = this.#present?.code ?? "";
    return TOUCHES_TRAPS.test(code) ? undefined : files.tookInterrupt(this.context.folder);
  }

  rescue(): string {
    this.#said.push(RESCUED);
    return this.#ahead.lines(files.rescueLines(this.context.folder, this.#behind), 0);
  }

  carriesNothingOut(): boolean {
    return files.carriesNothingOut(this.context.folder);
  }

  refuses(delta: ScopeDelta): Record<string, string> {
    return refusedBy(this.#state.last, delta);
  }

  decode(line: Buffer): readonly HostBoundMessage[] | undefined {
    const text = line.toString("latin1");
    if (/^[RSDT]/.test(text)) this.#ahead.answered();
    switch (text[0]) {
      case "R":
        this.#state.bare = false;
        return text === "R" ? [this.#ready()] : undefined;
      case "U":
        this.#unbegun = true;
        return [];
      case "S":
        return this.#settled();
      case "K":
        return this.#state.leaving();
      case "L":
        return this.#state.looked(Number(text.slice(1)));
      case "C":
        return this.#goOn(Number(text.slice(1)));
      case "D":
      case "T":
      case "X":
        return this.#ended(readEnd(text));
      default:
        return undefined;
    }
  }

  #answered(lines: string): string {
    return this.#ahead.lines(lines, 1);
  }

  #ready(): HostBoundMessage {
    this.#ahead.begin();
    return this.#state.base ? RESTORED : this.#state.ready();
  }

  #ended(end: RunEnd | undefined): HostBoundMessage[] | undefined {
    if (!end) return undefined;
    const { how, status } = end;
    [this.#status, this.#pipes, this.#flags] = [status, end.pipes, end.flags];
    if (end.isCleared) this.#said.push(CLEARED);
    if (how === "D") return [this.#done(status)];
    if (how === "T") return [this.#done(status), ...this.#settled()];
    this.#unlooked = undefined;
    this.#ahead.forget();
    const settled = this.#state.leaving();
    this.#state.bare = true;
    return [...settled, { ...this.#done(status), left: "exit", fresh: true }];
  }

  #settled(): HostBoundMessage[] {
    const isCut = this.#unbegun || this.#status === 130;
    return this.#state.settled(this.#traps.hidden(this.#present?.code ?? "", isCut));
  }

  #done(code: number): DoneMessage {
    const run = this.#present?.run ?? "";
    const unlooked = this.#unlooked;
    return {
      t: "done",
      run,
      code,
      said: this.#said,
      ...(this.#unbegun && { unbegun: true }),
      ...(unlooked && { unlooked }),
    };
  }

  /** The shell has dropped what followed an error that a script survives: the rest is carried out, or it is said where the run ended. */
  #goOn(status: number): HostBoundMessage[] {
    const message = this.#present;
    if (!message) return [];
    const { code } = message;
    const once = message.over !== undefined || message.in !== "/dev/null";
    const rest = restOf(code, this.context.errorTail(), this.#state.last?.functions.keys() ?? [], once);
    const tell = this.#tell().behind;
    if (rest.text !== undefined && rest.line > this.#linesDone) {
      this.#linesDone = rest.line;
      const scene = { ...this.#scene(rest.text), status, pipes: [], line: rest.line + 1 };
      this.#write(fileText(rest.text, scene));
      const { line, release } = framed(message, scene, rest.text);
      const text = `${before(rest.text, scene)};${line}\n${joined(release && STATUS, release, tell)}\n`;
      this.context.write(this.#ahead.lines(text, 0));
      return [];
    }
    const say = rest.said ? `\\builtin echo ${quote(rest.said)} >${message.err};` : "";
    this.context.write(this.#ahead.lines(`${say}_hfe=${status};${tell}\n`, 0));
    return [];
  }

  #scene(code: string): Scene {
    const [status, pipes, flags] = [this.#status, this.#pipes, this.#flags];
    const setsDebug = this.#settles && !this.#present?.tty && this.#traps.mayDebug(code);
    return sceneOf(code, this.context.folder, this.#state.last, { status, pipes, flags, setsDebug });
  }

  #runOnTerminal(message: RunMessage, over?: ReturnType<typeof lentScope>): string {
    const [{ folder }, { in: terminal, code }] = [this.context, message];
    const scene = this.#scene(code);
    this.#write(fileText(code, scene));
    files.forgetInterrupt(folder);
    const prepare = joined(this.#traps.before(code), before(code, scene));
    const { plugged, release } = onTerminal(terminal, scene, code);
    const run = over ? `if ${over.before};then ${plugged};else _hfe=1;fi` : plugged;
    const line = inScope(folder, broughtScope(folder, message, this.refuses(message)), run);
    this.#behind = joined(STATUS, release, over?.after, script(folder, "unplug"));
    return this.#answered(`${joined(prepare, line)}\n${this.#behind}\n`);
  }

  #tell(): Telling {
    return tellingEnd(this.context.folder, this.#settles);
  }

  #write(text: string | undefined): void {
    if (text !== undefined) this.context.writeFile("c", text);
  }
}
