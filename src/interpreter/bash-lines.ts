/**
 * The command lines for `ctl`. A run's text is evaluated at the top level of the shell, whose script is called `bash` (`$0`,
 * BASH_SOURCE, FUNCNAME, LINENO, `caller` and messages are then those of a script). A short text stands in the line, a long one in `c`.
 */
import { posix } from "node:path";
import type { RunMessage } from "../protocol/messages.js";
import { type BashDump, isReadonly } from "./bash-dump.js";
import { HIGH_DESCRIPTORS, TOUCHES_TRAPS } from "./bash-patterns.js";
import { quoteText } from "./bash-quote.js";
import { isWhole, returnsAtTop } from "./bash-text.js";
import { restingTraps, settingTraps, TAKE_AWAY } from "./bash-traps.js";

/** A longer text costs less in a file: bash reads a FIFO one byte a system call. */
const INLINE_CHARACTERS_MAX = 400;
/** Beyond this it is not looked whether a text is whole. */
const LOOKED_AT_MAX = 16_384;

export interface Scene {
  readonly folder: string;
  /** What makes the text's own state: options and traps that rest between runs. */
  readonly preludes: readonly string[];
  /** `$?`, PIPESTATUS and, where the text asks for it, `$_` of the run before. */
  readonly status: number;
  readonly pipes: readonly number[];
  readonly wantsLast: boolean;
  /** Line number of the text's first line; undefined where LINENO cannot be set. */
  readonly line: number | undefined;
  /** Nothing of the driver's may be evaluated together with the text. */
  readonly bare: boolean;
  /** Stands behind the text, and sets `_hfe` where that has not noted its end. */
  readonly end: string;
}

/** Gives back the descriptors that `exec` has taken. */
const RELEASE = "\\exec </dev/null >/dev/null 2>&1";
/** Ahead of what the driver does behind a run: what that was cut short with. */
export const STATUS = "_hfn=${_hfn-$?}";
/** Sets `_hfe` and `_hfu` behind the last command, where `$_` and PIPESTATUS are still those of the text. */
const NOTE = '_hfe="$? ${PIPESTATUS[@]}" _hfu=$_';
/** For a text that has not noted its end. */
const NOTE_END = "_hfe=${_hfe-$?}";
/** A text that may switch tracing on. */
const MAY_TRACE = /\bset\b|xtrace|\bsource\b|\beval\b|(?:^|[\s;&|])\.\s/;
const SHOWS_MORE = /\bDEBUG\b|verbose|history|\bset\s+[-+]\w*v|XTRACEFD/;

/** What is said of a run that has defined such a function. */
export const CLEARED = "the function `builtin` was undone: a session cannot go on beside it";
/** What is said where the shell had not answered (rescueLines in bash-files.ts). */
export const RESCUED =
  "the shell did not answer: functions `builtin` and `.`, aliases and disabled builtins were undone";
/** bash refuses a script with such a first line; it looks at 80 bytes. */
const BINARY = /^[^\n\0]{0,79}\0/;
const REFUSED = "\\builtin echo bash: bash: cannot execute binary file >&2; (\\builtin exit 126)";

/** The text as it can be evaluated: without the NULs that bash skips in a script, and that end what `mapfile` reads. */
export function evaluable(code: string): string {
  if (BINARY.test(code)) return REFUSED;
  const text = code.replaceAll("\0", "");
  return text.endsWith("\\") ? `${text}\n` : text;
}

/** Sourced as the driver's scripts are: their path tells them the folder. */
export function script(folder: string, name: string): string {
  return `\\. ${folder}/../${name}`;
}

/** What precedes every run: the last of the driver's names go; without `_hfe` a run goes on. */
export function before(code: string, { folder, wantsLast }: Scene): string {
  const unset = wantsLast ? "_hfd _hfe _hfto" : "_hfd _hfe _hfto _hfu";
  const read = isInline(code) || returnsAtTop(code) ? "" : `;\\builtin mapfile -d '' _hfd <${folder}/c`;
  return `\\builtin unset -v ${unset}${read}`;
}

/** What has to stand in the file `c`; undefined where the line holds the text. */
export function fileText(code: string, scene: Scene): string | undefined {
  if (returnsAtTop(code)) return `${[...scene.preludes, ""].join(";")}${code}${notes(code, scene)}`;
  return isInline(code) ? undefined : code;
}

/**
 * Whether this line of a text may be evaluated from a file: that is one level deeper, which a trace shows, and a DEBUG trap fires for it.
 * A text that may leave traps has to leave them where bash has them; one that does not note its end may hide what follows it.
 */
export function isPlain(code: string, line: string, { bare, preludes, end }: Scene): boolean {
  return (
    !bare &&
    preludes.length === 0 &&
    end === NOTE_END &&
    !MAY_TRACE.test(code) &&
    !TOUCHES_TRAPS.test(code) &&
    line.includes(NOTE)
  );
}

function isInline(code: string): boolean {
  return code.length <= INLINE_CHARACTERS_MAX;
}

/** The command that evaluates the text, and notes how it ended where it did not itself. */
function evaluation(code: string, scene: Scene, redirections: string): string {
  // Only a sourced file can be left by `return`; it has a path that leads nowhere.
  if (returnsAtTop(code))
    return `${lastStatus(scene)}\\. /dev/fd/63 63<${scene.folder}/c ${redirections};${scene.end}`;
  const inline = isInline(code);
  const preludes = [...(inline ? [] : ["\\builtin unset -v _hfd"]), ...scene.preludes, ""].join("\n");
  const first = (scene.line ?? 1) - (preludes.split("\n").length - 1);
  const line = scene.line === undefined ? "" : `"\${0:LINENO=${first}:0}"`;
  const note = notes(code, scene);
  const text = inline
    ? quoteText(`${preludes}${code}${note}`)
    : `${quoteText(preludes)}"\${_hfd-}"${note && quoteText(note)}`;
  return `${lastStatus(scene)}\\builtin eval ${line}${text} ${redirections};${scene.end}`;
}

function notes(code: string, { bare, preludes }: Scene): string {
  if (bare || code.length > LOOKED_AT_MAX || SHOWS_MORE.test(code) || !isWhole(code)) return "";
  return preludes.length > 0 || MAY_TRACE.test(code) ? `\n{ ${NOTE}; } 2>/dev/null` : `\n${NOTE}`;
}

/** With `set -e` a bare non-zero status would end the shell. */
function lastStatus({ folder, status, pipes, wantsLast }: Scene): string {
  const last = wantsLast ? ' "${_hfu-}"' : "";
  if (pipes.length > 1) {
    const pipeline = pipes.map((code) => `${script(folder, "status")} ${code}`).join("|");
    return `${pipeline}${pipes.at(-1) === 0 ? ";" : "||"}`;
  }
  if (status !== 0) return `${script(folder, "status")} ${status}${last}||`;
  return last && `:${last};`;
}

/**
 * Sends the state, and by `name` what has ended. After a text that ends in the middle of a word or quote bash 5.2 takes no reserved word
 * at the beginning of a line.
 */
export function telling(folder: string, name: "tell" | "settle"): string {
  return `_hfn=\${_hfn-$?};{ ${TAKE_AWAY};${script(folder, name)};}>${folder}/dm`;
}

/** What tells the end of a run. */
export interface Telling {
  /** In the run's own line, without the driver's scripts; it may leave it untold. */
  readonly atOnce: string;
  /** In the line behind it. */
  readonly behind: string;
}

/** @param settle whether the state is told with it. */
export function tellingEnd(folder: string, settle: boolean): Telling {
  const behind = settle ? telling(folder, "tell") : script(folder, "done");
  return { atOnce: tellingAtOnce(folder, settle), behind };
}

/**
 * Tells the end of a run in its own line, where all is as usual; else `_hfto` stays unset, and the line behind it tells. It is unusual that
 * options are on that would show the driver, that an interrupt or an error of syntax has ended the run, and that `builtin` is a function now,
 * whose second parameter is this text.
 */
function tellingAtOnce(folder: string, settle: boolean): string {
  const dump = settle ? `{ ${TAKE_AWAY};${script(folder, "dump")};}>${folder}/dm;` : "";
  const tell = `${dump}\\builtin echo "\${_hfto:=${settle ? "T" : "D"}}$- $_hfe" >|${folder}/st`;
  const unusual = "*[vxT]*,*,*,* | *:history:* | *,2* | *,130";
  const inUsual = `case $-,:$SHELLOPTS:,$_hfe,\${_hfi-} in ${unusual}) ;; *) ${tell};;esac`;
  return `\\builtin eval 'case \${2-} in *_hfto*) ;; *) ${inUsual};;esac'`;
}

/** What the shell has told of a run's end. */
export interface RunEnd {
  /** D: the state is not told, T: it is, X: the shell has become a fresh one. */
  readonly how: "D" | "T" | "X";
  /** `$-`, with `o` for history. */
  readonly flags: string;
  /** A function `builtin` was removed. */
  readonly isCleared: boolean;
  readonly status: number;
  readonly pipes: readonly number[];
}

export function readEnd(line: string): RunEnd | undefined {
  const found = /^([DTX])(\S*?) ?(\d{1,3})((?: \d{1,3})*) ?$/.exec(line);
  if (!found) return undefined;
  const [, how, flags = "", status, pipes = ""] = found;
  return {
    how: how as RunEnd["how"],
    flags: flags.replace("S", ""),
    isCleared: flags.includes("S"),
    status: Number(status),
    pipes: pipes.split(" ").filter(Boolean).map(Number),
  };
}

/** Defines the function `trap`. At top level, so that it has no file. */
export function trapFunction(folder: string): string {
  return `\\builtin mapfile -d '' _hfd <${posix.dirname(folder)}/trap;\\builtin eval "\${_hfd//FOLDER/${folder}}";\\builtin unset -v _hfd`;
}

/**
 * The line that evaluates the run's text. Its redirections cost three descriptors from 10 up while it runs; a run that
 * names such descriptors gets them by `exec`, which costs none and has to be released.
 */
export function framed(message: RunMessage, scene: Scene, code: string): { line: string; release?: string } {
  const redirections = `<${message.in} >${message.out} 2>${message.err}`;
  if (!HIGH_DESCRIPTORS.test(code) || /\bset\b|xtrace/.test(code) || scene.preludes.length > 0)
    return { line: evaluation(code, scene, redirections) };
  return { line: `\\exec ${redirections};${evaluation(code, scene, "")}`, release: RELEASE };
}

/** A run on a terminal. In a loop a command that dies of C-c takes the rest of run and line along: what follows has a line of its own. */
export function onTerminal(
  terminal: string,
  scene: Scene,
  code: string,
): { plugged: string; release?: string } {
  const redirections = `<${terminal} >${terminal} 2>${terminal}`;
  const high = HIGH_DESCRIPTORS.test(code);
  const loop = `for _hfy in 1;do ${evaluation(code, scene, high ? "" : redirections)};done`;
  const plug = `${script(scene.folder, "plug")} ${terminal}`;
  return high
    ? { plugged: `${plug};\\exec ${redirections};${loop}`, release: RELEASE }
    : { plugged: `${plug};${loop}` };
}

/**
 * Behind a text that may have set a DEBUG trap: it is told, in a subshell, where it does not fire, and taken away by one command, for which it
 * fires once, into nothing. That command notes the status.
 */
function takingDebug(folder: string): string {
  const take = "\\builtin trap - DEBUG ${0:(_hfe=$?):0}";
  return `if (_hfe=$?;\\builtin set +T;\\builtin trap -p DEBUG >${folder}/dm;\\builtin exit $_hfe);then ${take};else ${take};fi >/dev/null 2>&1`;
}

/** What the run before has left, and whether this one may set a DEBUG trap. */
interface Left {
  readonly status: number;
  readonly pipes: readonly number[];
  readonly flags: string;
  readonly setsDebug: boolean;
}

/** What surrounds a text. What rests between runs is the shell's own state, as its last dump and status have it. */
export function sceneOf(
  code: string,
  folder: string,
  last: BashDump | undefined,
  { status, pipes, flags, setsDebug }: Left,
): Scene {
  const resting = restingTraps(last?.sections.get("T"));
  // A text that names traps may print them.
  const guarded = !/[xv]/.test(flags) && !TOUCHES_TRAPS.test(code);
  const preludes = flags.includes("T") ? ["\\builtin set -T"] : [];
  if (flags.includes("o")) preludes.push("\\builtin set -o history");
  preludes.push(...settingTraps(resting, guarded));
  const letters = flags.replace(/[^xv]/g, "");
  if (letters) preludes.push(`\\builtin set -${letters}`);
  const isDebugged = !guarded && resting.some((trap) => trap.endsWith(" DEBUG"));
  return {
    folder,
    preludes,
    status,
    pipes: code.includes("PIPESTATUS") ? pipes : [],
    wantsLast: /(?<!\w)_(?!\w)/.test(code),
    line: isReadonly(last, "LINENO") ? undefined : 1,
    end: setsDebug ? takingDebug(folder) : NOTE_END,
    bare: /[vo]/.test(flags) || isDebugged || last?.variables.has("BASH_XTRACEFD") === true,
  };
}
