/** What in a run's text, or in a dump, asks for another way of running it. A guess at worst costs time, never a result. */

export const OWN_MADE_READONLY = /^declare -\w*r\w* _hf/m;
export const TOUCHES_TRAPS = /\btrap\b/;
/** What the `trap` function cannot serve, and what would trace or fire on the driver's own commands. */
export const BEYOND_TRAPS =
  /\b(?:ERR|RETURN|DEBUG|xtrace|verbose|functrace|errtrace|posix|extdebug)\b|\bset\s+[-+]\w*[xTEv]|\bbuiltin\s+trap/;
/**
 * What shows a run whether its text is a script or a sourced file; an integer variable, whose wrong value ends a sourced
 * file and only one line of a script; and an empty `$(` at the end, which corrupts the heap of bash 5.2 in a sourced file.
 */
export const NEEDS_OWN_SCRIPT =
  /\bset\s+[-+]\w*x|\bxtrace\b|\bFUNCNAME\b|\bcaller\b|\bBASH_(?:LINENO|ARGC|ARGV)\b|\b(?:RETURN|DEBUG)\b|\b(?:extdebug|history)\b|\b(?:declare|typeset|local)\s+(?:-\w+\s+)*-\w*i|[$<>]\(\s*$/;
/** Redirections of descriptors from 10 up, by number or chosen by the shell. */
export const HIGH_DESCRIPTORS = /\d\d\s*[<>]|[<>]&\s*\d\d|\$\w+[<>]|\}\s*[<>]|\bcoproc\b/;
