/** Keys by name, as what a terminal sends for them. Sources: xterm's control sequences, terminfo(5) of xterm-256color. */
import { HoldfastError } from "../errors.js";

/** With another letter after ESC in application cursor mode (DECCKM). */
const CURSOR: Readonly<Record<string, string>> = {
  up: "A",
  down: "B",
  right: "C",
  left: "D",
  home: "H",
  end: "F",
};

const NAMED: Readonly<Record<string, string>> = {
  enter: "\r",
  return: "\r",
  tab: "\t",
  "s-tab": "\x1b[Z",
  escape: "\x1b",
  esc: "\x1b",
  space: " ",
  backspace: "\x7f",
  insert: "\x1b[2~",
  delete: "\x1b[3~",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  f1: "\x1bOP",
  f2: "\x1bOQ",
  f3: "\x1bOR",
  f4: "\x1bOS",
  f5: "\x1b[15~",
  f6: "\x1b[17~",
  f7: "\x1b[18~",
  f8: "\x1b[19~",
  f9: "\x1b[20~",
  f10: "\x1b[21~",
  f11: "\x1b[23~",
  f12: "\x1b[24~",
};

const ONE_CHARACTER = /^.$/su;
const CONTROL = /^c(?:trl)?[-+]([a-z@[\\\]^_])$/;
const META = /^(?:m|a|alt|meta)[-+](.+)$/;

/**
 * What the keys send. Names are those of readline and tmux, in any case: `C-c`, `M-x`, `up`, `enter`, `f5`; one character stands for
 * itself. Throws INVALID_ARGUMENT for an unknown name.
 * @param application the program has asked for application cursor keys.
 */
export function keySequence(keys: readonly string[], application = false): string {
  return keys.map((key) => sequenceOf(key, application)).join("");
}

function sequenceOf(key: string, application: boolean): string {
  if (ONE_CHARACTER.test(key)) return key;
  const name = key.toLowerCase();
  const named = NAMED[name.replace(/^page-/, "page")];
  if (named !== undefined) return named;
  const cursor = CURSOR[name];
  if (cursor !== undefined) return `\x1b${application ? "O" : "["}${cursor}`;
  const [, controlled] = CONTROL.exec(name) ?? [];
  if (controlled !== undefined) return String.fromCharCode(controlled.toUpperCase().charCodeAt(0) & 0x1f);
  const [, rest] = META.exec(name) ?? [];
  if (rest !== undefined) return `\x1b${sequenceOf(key.slice(-rest.length), application)}`;
  throw new HoldfastError("INVALID_ARGUMENT", {
    message: "There is no such key",
    got: key,
    next: `Use C-a to C-z, M-x, one character, or ${[...Object.keys(CURSOR), ...Object.keys(NAMED)].join(", ")}.`,
  });
}
