/**
 * What in a run's text asks for another way of running it. A guess at worst costs time, or shows a name of the driver's; it never
 * costs state or changes a result.
 */

export const OWN_MADE_READONLY = /^declare -\w*r\w* _hf/m;
/** Redirections of descriptors from 10 up, by number or chosen by the shell: those of the run itself must not stand there. */
export const HIGH_DESCRIPTORS = /\d\d\s*[<>]|[<>]&\s*\d\d|\$\w+[<>]|\}\s*[<>]|\bcoproc\b/;
export const TOUCHES_TRAPS = /\btrap\b/;
export const SETS_DEBUG = /\btrap\b[^]*\bDEBUG\b/;
/** What would show the function `trap`. */
const LISTS_FUNCTIONS =
  /\b(?:declare|typeset)\s+-\w*[fF]|\b(?:declare|typeset|set)\s*(?:$|[\n;|&)])|\b(?:compgen|complete|type|which|functions)\b|\bcommand\s+-[vV]|\b(?:export|readonly)\s+-f\b|\bunset\b.*\btrap\b/;
/** What the function cannot serve: traps that bash hides from functions, or that fire in it. */
const BEYOND_FUNCTION = /\b(?:RETURN|DEBUG)\b|\btrap\s+(?:--\s+)?(?:-\s|-p\b|ERR)[^\n;&|]*\bERR\b/;
/** What may put the user's trap in the place of the runtime's, or show that, in a text whose quoted words are `q` or `"$"`. */
const DISPLACES =
  /\btrap\b[^\n;&|]*(?:\b(?:EXIT|0)\b|(?<!")\$)|\btrap\s+(?:--\s+)?\S+[^\n;&|]*\s"\$"|\btrap\s*(?:$|[\n;|&)])|\btrap\s+-p\s*(?:$|[\n;|&)])/i;
const MAY_SET_ANY = /\beval\b|\bsource\b|(?:^|[\s;&|])\.\s/;
/** Commands that neither last nor end a shell, nor call what might. */
const HARMLESS =
  /^(?:declare|typeset|trap|echo|printf|compgen|type|command|export|readonly|alias|shopt|true|:|test|\[|grep|sort|wc|head|tail|cat|sed|tr|cut|uniq|set|\w+=\S*)$/;
const ENDS_SHELL =
  /\b(?:exit|exec|errexit|nounset|onecmd|noexec)\b|\bset\s+[-+]\w*[eunt]|\$[({]|`|<\(|\bcommand\s+[^-]/;

/** What a run has to do without: the function `trap`, or with it the runtime's own traps; undefined where nothing shows, or too much is at stake. */
export function hides(code: string, hasResting: boolean): "function" | "all" | undefined {
  const traps = TOUCHES_TRAPS.test(code);
  const beyond = traps && (hasResting || BEYOND_FUNCTION.test(code));
  if (!beyond && !LISTS_FUNCTIONS.test(code)) return undefined;
  if (traps && isHarmless(code)) return "all";
  if (!DISPLACES.test(bare(code))) return beyond || !MAY_SET_ANY.test(code) ? "function" : undefined;
  return beyond && !ENDS_SHELL.test(code) ? "function" : undefined;
}

/** The text with a sign for each quoted word, so that the words of an action are not taken for the command's. */
function bare(code: string): string {
  return code.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"/g, (_all, single?: string, double = "") => {
    const text = single ?? (double as string);
    if (/^\w+$/.test(text)) return text;
    return single === undefined && /[$`]/.test(text) ? '"$"' : "q";
  });
}

/** Whether all that the text does is to list and set: then it can do without what keeps the shell. */
function isHarmless(code: string): boolean {
  if (ENDS_SHELL.test(code)) return false;
  const commands = bare(code)
    .replace(/^\s*#.*|\w+\s*\(\)/gm, "")
    .split(/[\n;|&{}()]+/);
  return commands.every((one) => HARMLESS.test(/\S+/.exec(one)?.[0] ?? "true"));
}
