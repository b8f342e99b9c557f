/**
 * What a shell's dump (drivers/bash/dump.sh) says, and the script that brings it back. Text is latin1: the dump is bytes.
 *
 * Order matters in a restore, each step was wrong in another place: extglob before functions are parsed; variables before
 * functions, or a user's function named `declare` would eat them; options last, since they change how the rest is read.
 */
import { unquote } from "./bash-quote.js";
import { restingTraps, trapSection, traps } from "./bash-traps.js";

/** Variables that bash itself makes; restoring them fails or does harm (seeds RANDOM, freezes EPOCHSECONDS, ...). */
const OF_BASH =
  /^(?:BASH|BASHOPTS|BASHPID|BASH_(?:ALIASES|ARG[CV0]*|CMDS|COMMAND|COMPAT|EXECUTION_STRING|LINENO|LOADABLES_PATH|SOURCE|SUBSHELL|VERSINFO|VERSION|MONOSECONDS|TRAPSIG)|EPOCH\w+|FUNCNAME|GROUPS|DIRSTACK|LINENO|HISTCMD|PIPESTATUS|S?RANDOM|SECONDS|PPID|E?UID|SHELLOPTS|_|COMP_WORDBREAKS|_hf\w*)$/;

const RS = "\x1e";

/** Options that a restore leaves out, or leaves to its end. */
const SET_LAST_OR_NEVER = new Set(["onecmd", "noexec", "history", "xtrace", "verbose", "functrace"]);

/** Those of them that a dump is read for. */
const OPTIONS = new Set(["_hfo", "SHELLOPTS", "_hfb", "BASHOPTS"]);
/** A name that is not where it was stands at most so many lines further on, or is taken for new. */
const LINES_AHEAD = 8;

/** The EXIT trap as the driver sets it (boot.sh), with the user's own in the middle where there is one (trap.sh). */
const HOOK = /^'\{ case \$BASHPID in "\$\$"\) \\\. \S+\/\.\.\/(exit|bye) ;;/;
const HOOK_END = "/../back;";
const HOOK_TAIL = "\n{ case $BASHPID in ";
export interface BashVariable {
  /** The attributes as `declare -p` shows them, such as `-x`, `-ai`, `--`. */
  readonly flags: string;
  /** The value as bash wrote it, quoted; undefined when declared without one. */
  readonly value: string | undefined;
}

/** A line of `declare -p`. */
interface Declaration {
  readonly line: string;
  readonly name: string;
  readonly variable: BashVariable;
  readonly isOfBash: boolean;
}

export interface BashDump {
  readonly declarations: readonly Declaration[];
  readonly variables: ReadonlyMap<string, BashVariable>;
  readonly functions: ReadonlyMap<string, string>;
  readonly shellOptions: string;
  readonly bashOptions: string;
  /** The user's EXIT action, quoted. */
  readonly exitAction: string | undefined;
  /** The runtime's EXIT trap is not in place. */
  readonly exitTrapTaken: boolean;
  readonly sections: ReadonlyMap<string, string>;
  /** Of its text, in bytes. */
  readonly size: number;
}

/**
 * @param text a dump; traps that rest between runs may stand ahead of it.
 * @param former an earlier dump, whose entries are used again where they are the same.
 */
export function parseDump(text: string, former?: BashDump): BashDump {
  const { ahead, sections } = sectionsOf(text);
  sections.set("T", trapSection(sections.get("T") ?? "", ahead));
  const { declarations, variables } = readDeclarations(sections.get("V") ?? "", former);
  const own = new Map<string, string>();
  for (const { isOfBash, name, variable } of declarations)
    if (isOfBash && OPTIONS.has(name)) own.set(name, variable.value ?? "");
  const exit = /^trap -- (.*) EXIT$/ms.exec(firstTrap(sections.get("T") ?? ""))?.[1];
  const hook = HOOK.exec(exit ?? "")?.[1];
  return {
    declarations,
    variables,
    functions: functionsOf(sections, former),
    shellOptions: unquote(own.get("_hfo") ?? own.get("SHELLOPTS") ?? ""),
    bashOptions: unquote(own.get("_hfb") ?? own.get("BASHOPTS") ?? ""),
    exitAction: hook === "exit" ? undefined : hook === "bye" ? unhooked(exit ?? "") : exit,
    exitTrapTaken: hook === undefined,
    sections,
    size: text.length,
  };
}

/** What the user has put between the driver's own commands. */
function unhooked(trap: string): string {
  return `'${trap.slice(trap.indexOf(HOOK_END) + HOOK_END.length, trap.lastIndexOf(HOOK_TAIL))}'`;
}

/** The commands that set the EXIT trap. */
export function hookedTrap(action: string | undefined, folder: string): string {
  if (action === undefined) return `\\builtin . ${folder}/../boot\n`;
  const head = `{ case $BASHPID in "$$") \\. ${folder}/../bye ;; esac; } 2>/dev/null;\\. ${folder}${HOOK_END}`;
  const tail = `${HOOK_TAIL}"$$") \\. ${folder}/../leave ;; esac; } 2>/dev/null`;
  return `\\builtin trap -- '${head}'${action}'${tail}' EXIT\n`;
}

/** Each section begins with a line of RS and a letter. */
function sectionsOf(text: string): { ahead: string; sections: Map<string, string> } {
  const starts: number[] = [];
  for (let at = text.indexOf(RS); at >= 0; at = text.indexOf(RS, at + 1))
    if ((at === 0 || text[at - 1] === "\n") && /^[A-Z]\n/.test(text.slice(at + 1, at + 3))) starts.push(at);
  const sections = new Map<string, string>();
  for (const [index, at] of starts.entries())
    sections.set(text.charAt(at + 1), text.slice(at + 3, starts[index + 1]));
  return { ahead: text.slice(0, starts[0]), sections };
}

/** Reads only the lines that are not as in the former dump; where all of the user's are, its map serves again. */
function readDeclarations(text: string, former: BashDump | undefined) {
  const before = former?.declarations ?? [];
  const declarations: Declaration[] = [];
  let isSame = former !== undefined;
  let next = 0;
  for (const line of declarationLines(text)) {
    let declaration = before[next];
    if (declaration?.line === line) next++;
    else {
      declaration = readDeclaration(line);
      if (!declaration) continue;
      const { name, isOfBash } = declaration;
      const found = before.slice(next, next + LINES_AHEAD).findIndex((one) => one.name === name);
      if (found !== 0 || !isOfBash) isSame = false;
      next += found + 1;
    }
    declarations.push(declaration);
  }
  if (former && isSame && declarations.length === before.length)
    return { declarations, variables: former.variables };
  const own = declarations.filter(({ isOfBash }) => !isOfBash);
  return { declarations, variables: new Map(own.map(({ name, variable }) => [name, variable])) };
}

function readDeclaration(line: string): Declaration | undefined {
  const found = /^declare (-\S+) (\w+)(?:=(.*))?$/s.exec(line);
  if (!found) return undefined;
  const [, flags = "--", name = "", value] = found;
  return { line, name, variable: { flags, value }, isOfBash: OF_BASH.test(name) };
}

function functionsOf(
  sections: ReadonlyMap<string, string>,
  former: BashDump | undefined,
): ReadonlyMap<string, string> {
  const [bodies, names] = [sections.get("F") ?? "", sections.get("N") ?? ""];
  const same = former?.sections.get("F") === bodies && former.sections.get("N") === names;
  return same ? former.functions : splitFunctions(bodies, names);
}

/** bash 5.2 writes one line a variable; older ones write raw newlines, which belong to the line before. */
function declarationLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("declare -") || lines.length === 0) lines.push(line);
    else if (line) lines.push(`${lines.pop() ?? ""}\n${line}`);
  }
  return lines;
}

/** EXIT is trap number 0, so bash lists it first. */
function firstTrap(text: string): string {
  const next = text.indexOf("\ntrap -- ");
  return next < 0 ? text.trimEnd() : text.slice(0, next);
}

function splitFunctions(bodies: string, names: string): Map<string, string> {
  const functions = new Map<string, string>();
  const order = names.split("\n").flatMap((line) => /^declare -f\S* (.+)$/.exec(line)?.[1] ?? []);
  let at = 0;
  order.forEach((name, index) => {
    const following = order[index + 1];
    const end = following === undefined ? bodies.length : bodies.indexOf(`\n${following} () \n`, at) + 1;
    const body = bodies.slice(at, end || bodies.length);
    at = end || bodies.length;
    if (!(name === "trap" && body.includes("_hfh"))) functions.set(name, body);
  });
  return functions;
}

/**
 * What gives a fresh shell the dumped state, as latin1 text. `base` is the dump of a fresh shell. Options and traps that would show
 * the driver, or fire on it, are left to the next run.
 */
export function restoreScript(dump: BashDump, base: BashDump, folder: string): string {
  const { sections } = dump;
  const script = ["\\builtin shopt -s extglob", "\\builtin unset -v BASH_ENV"];
  const directories = (sections.get("D") ?? "").split("\n").filter(Boolean).toReversed();
  if (directories.length > 1) {
    const [bottom = "", ...above] = directories.map((path) => `'${path.replaceAll("'", `'\\''`)}'`);
    script.push(`\\builtin cd -- ${bottom}`, ...above.map((path) => `\\builtin pushd -- ${path} >/dev/null`));
  }
  for (const [name, { flags, value }] of dump.variables)
    script.push(`declare ${flags} ${name}${value === undefined ? "" : `=${value}`}`);
  for (const name of base.variables.keys())
    if (!dump.variables.has(name)) script.push(`\\builtin unset -v ${name}`);
  script.push(...dump.functions.values());
  for (const line of (sections.get("N") ?? "").split("\n"))
    if (/^declare -f[a-z]/.test(line) && dump.functions.has(line.split(" ")[2] ?? ""))
      script.push(`\\builtin ${line}`);
  const aliases = (sections.get("A") ?? "").trim();
  if (aliases) script.push(`\\builtin unalias -a`, aliases.replace(/^alias /gm, "\\builtin alias "));
  if (sections.get("U")) script.push(`\\builtin ${(sections.get("U") ?? "").trim()}`);
  script.push(`\\builtin set -- ${(sections.get("P") ?? "").trim()}`);
  const disabled = (sections.get("E") ?? "").trim();
  script.push(`\\builtin . ${folder}/../boot`);
  if (dump.exitAction !== undefined) script.push(hookedTrap(dump.exitAction, folder));
  const resting = restingTraps(sections.get("T"));
  const set = traps(sections.get("T") ?? "").filter((trap) => !resting.includes(trap));
  if (disabled) script.push(disabled.replace(/^enable /gm, "\\builtin enable "));
  script.push(...optionLines(dump, base), ...set.map((trap) => `\\builtin ${trap}`));
  return `${script.join("\n")}\n`;
}

function optionLines(dump: BashDump, base: BashDump): string[] {
  const lines: string[] = [];
  const on = new Set(dump.bashOptions.split(":").filter((name) => name && name !== "login_shell"));
  const off = base.bashOptions.split(":").filter((name) => name && !on.has(name));
  if (!on.has("extglob")) off.push("extglob");
  if (on.size > 0) lines.push(`\\builtin shopt -s ${[...on].join(" ")}`);
  if (off.length > 0) lines.push(`\\builtin shopt -u ${off.join(" ")}`);
  const set = new Set(dump.shellOptions.split(":").filter((name) => name && !SET_LAST_OR_NEVER.has(name)));
  for (const name of base.shellOptions.split(":"))
    if (name && !set.has(name)) lines.push(`\\builtin set +o ${name}`);
  const wanted = [...set].filter((name) => !base.shellOptions.split(":").includes(name));
  if (wanted.length > 0) lines.push(`\\builtin set ${wanted.map((name) => `-o ${name}`).join(" ")}`);
  return lines;
}

/** The command that makes a variable again what it was. */
export function putBack(name: string, former: BashVariable | undefined): string {
  if (!former) return `\\builtin unset -v ${name}`;
  const value = former.value === undefined ? "" : `=${former.value}`;
  return `{ \\builtin declare +x ${name}; \\builtin declare ${former.flags} ${name}${value}; }`;
}

/** The letters of those options that rest between runs. */
export function flagsOf(dump: BashDump | undefined): string {
  const options = dump?.shellOptions ?? "";
  return [
    ["xtrace", "x"],
    ["verbose", "v"],
    ["functrace", "T"],
    ["history", "o"],
  ]
    .map(([name = "", letter = ""]) => (new RegExp(`\\b${name}\\b`).test(options) ? letter : ""))
    .join("");
}

/** Whether a variable is there, bash's own among them, and cannot be set. */
export function isReadonly(dump: BashDump | undefined, name: string): boolean {
  return dump?.declarations.find((one) => one.name === name)?.variable.flags.includes("r") ?? false;
}
