/** Scripts that bring a working directory and an environment into a shell: for good, or for one run. */
import type { RunMessage, ScopeDelta } from "../protocol/messages.js";
import { type BashDump, putBack } from "./bash-dump.js";
import { put } from "./bash-files.js";
import { quote } from "./bash-quote.js";

const FUNCTION = /^BASH_FUNC_.*%%$/;

function exported(name: string, value: string): string {
  return `\\builtin export ${name}=${quote(value)}`;
}

/** In bash's own wording, without the name of the driver's file. */
function complain(folder: string): string {
  return `IFS= \\builtin read -rd '' _hfg <${folder}/said || \\builtin printf 'bash: %s' "\${_hfg#"${folder}/pre: "*: }" >&2`;
}

/** A run that brings a scope with it begins in that, or not at all. */
export function inScope(folder: string, scope: string | undefined, run: string): string {
  if (scope === undefined) return run;
  return `if ${scope};then ${run};else _hfe=1;\\builtin echo U >|${folder}/st;fi`;
}

/**
 * Into a folder, or not at all. Entered by a link of /proc it keeps its own name; `pwd -P` makes the shell forget the link, and
 * where the folder is deleted `pwd` fails as in a shell that was started there.
 */
function enter({ cwd, way }: ScopeDelta): string[] {
  if (cwd === undefined) return [];
  if (way === undefined) return [`\\builtin cd -- ${quote(cwd)} || \\builtin return 1`];
  const name = `case $PWD in ${quote(way)}*) \\builtin export PWD=${quote(cwd)} ;; esac`;
  return [`\\builtin cd -P -- ${quote(way)} || \\builtin return 1`, `\\builtin pwd -P >/dev/null`, name];
}

/** What the scope has become. @param refused names that the shell cannot take. */
function scopeScript(delta: ScopeDelta, refused: Readonly<Record<string, string>>): string {
  const lines = enter(delta);
  for (const [name, value] of Object.entries(delta.env?.set ?? {}))
    if (!(name in refused || FUNCTION.test(name))) lines.push(exported(name, value));
  for (const name of delta.env?.unset ?? [])
    if (!(name in refused || FUNCTION.test(name))) lines.push(`\\builtin unset -v ${name}`);
  return `${lines.join("\n")}\n\\builtin :\n`;
}

/**
 * For one run: `pre` sets, `post` puts back what the run has not changed itself.
 * @param delta what the same run brings into the scope.
 * @param last the shell's state before that.
 */
function overScripts(
  over: NonNullable<RunMessage["over"]>,
  delta: ScopeDelta,
  last: BashDump | undefined,
  folder: string,
) {
  const pre: string[] = over.cwd === undefined ? ["_hfp="] : [];
  const set: string[] = [];
  const post: string[] = [];
  if (over.cwd !== undefined) {
    pre.push(
      `_hfp=$PWD _hfq=\${OLDPWD-}`,
      `\\builtin cd -- ${quote(over.cwd)} 2>|${folder}/said || { ${complain(folder)}; \\builtin return 1; }`,
      `_hfw=$PWD`,
    );
    post.push(`[[ $PWD == "$_hfw" ]] && { \\builtin cd -- "$_hfp"; OLDPWD=$_hfq; }`);
  }
  for (const [name, value] of Object.entries(over.env ?? {})) {
    const brought = delta.env?.set[name];
    const former = brought === undefined ? putBack(name, last?.variables.get(name)) : exported(name, brought);
    set.push(value === null ? `\\builtin unset -v ${name}` : exported(name, value));
    const untouched = value === null ? `\${${name}@a} != *x*` : `\${${name}-} == ${quote(value)}`;
    post.push(`[[ ${untouched} ]] && ${former}`);
  }
  return {
    // Under set -x it would be traced into the run's own stderr.
    pre: `${[...pre, "{", ...set, "\\builtin :", "} 2>/dev/null"].join("\n")}\n`,
    post: `${post.join("\n")}\n\\builtin unset -v _hfp _hfq _hfw\n\\builtin :\n`,
  };
}

/** The command that brings a scope into the shell; undefined where there is none. It fails where the folder cannot be entered. */
export function broughtScope(
  folder: string,
  delta: ScopeDelta,
  refused: Readonly<Record<string, string>>,
): string | undefined {
  if (delta.cwd === undefined && delta.env === undefined) return undefined;
  put(folder, "scope", scopeScript(delta, refused));
  return `\\. ${folder}/scope 2>/dev/null`;
}

/** The commands that stand before and after a run with a working directory and environment of its own. */
export function lentScope(folder: string, { over, err, ...delta }: RunMessage, last: BashDump | undefined) {
  if (!over) return undefined;
  const { pre, post } = overScripts(over, delta, last, folder);
  put(folder, "pre", pre);
  put(folder, "post", post);
  return { before: `\\. ${folder}/pre 2>${err}`, after: `\\. ${folder}/post` };
}

const NAME = /^[A-Za-z_]\w*$/;

/** Which names of a scope the shell cannot take, and why. */
export function refusedBy(last: BashDump | undefined, delta: ScopeDelta): Record<string, string> {
  const refused: Record<string, string> = {};
  for (const name of [...Object.keys(delta.env?.set ?? {}), ...(delta.env?.unset ?? [])]) {
    if (FUNCTION.test(name)) continue; // bash's own, which it has told
    if (!NAME.test(name)) refused[name] = "not a name that bash can hold";
    else if (last?.variables.get(name)?.flags.includes("r")) refused[name] = "readonly in bash";
  }
  return refused;
}
