/** Scripts that bring a working directory and an environment into a shell: for good, or for one run. */
import type { RunMessage, ScopeDelta } from "../protocol/messages.js";
import { type BashDump, putBack } from "./bash-dump.js";
import { quote } from "./bash-quote.js";

function exported(name: string, value: string): string {
  return `\\builtin export ${name}=${quote(value)}`;
}

/** In bash's own wording, without the name of the driver's file. */
const COMPLAIN = `IFS= \\builtin read -rd '' _hft <$_hf/said || \\builtin printf 'bash: %s' "\${_hft#"$_hf/pre: "*: }" >&2`;

const UNBEGUN = "\\builtin echo U >$_hf/st";

/** In a script of the run's own. */
export const SCOPE_OR_EXIT = `\\. $_hf/scope || { ${UNBEGUN}; \\builtin exit 1; }\n`;

/** A run that brings a scope with it begins in that, or not at all. */
export function inScope(scope: string | undefined, run: string): string {
  return scope === undefined ? run : `if ${scope};then ${run};else ${UNBEGUN};! :;fi`;
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
export function scopeScript(delta: ScopeDelta, refused: Readonly<Record<string, string>>): string {
  const lines = enter(delta);
  for (const [name, value] of Object.entries(delta.env?.set ?? {}))
    if (!(name in refused)) lines.push(exported(name, value));
  for (const name of delta.env?.unset ?? []) if (!(name in refused)) lines.push(`\\builtin unset -v ${name}`);
  return `${lines.join("\n")}\n\\builtin :\n`;
}

/**
 * For one run: `pre` sets, `post` puts back what the run has not changed itself.
 * @param delta what the same run brings into the scope.
 * @param last the shell's state before that.
 */
export function overScripts(
  over: NonNullable<RunMessage["over"]>,
  delta: ScopeDelta,
  last: BashDump | undefined,
) {
  const pre: string[] = [];
  const set: string[] = [];
  const post: string[] = [];
  if (over.cwd !== undefined) {
    pre.push(
      `_hfp=$PWD _hfq=\${OLDPWD-}`,
      `\\builtin cd -- ${quote(over.cwd)} 2>|$_hf/said || { ${COMPLAIN}; \\builtin return 1; }`,
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
