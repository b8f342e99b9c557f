/** Quoting between bash and the host. Text is latin1 here: one character stands for one byte. */
import { osDecode, osEncode } from "../protocol/os-string.js";
import type { OsString } from "../protocol/messages.js";

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "?": "?",
};

/** The value that a word of `declare -p` stands for: bare, in double quotes, or in `$'…'`. */
export function unquote(word: string): OsString {
  return osDecode(Buffer.from(unquoteLatin1(word), "latin1"));
}

function unquoteLatin1(word: string): string {
  if (word.startsWith("$'")) return ansiC(word.slice(2, -1));
  if (word.startsWith('"')) return word.slice(1, -1).replace(/\\([$`"\\\n])/g, "$1");
  if (word.startsWith("'")) return word.slice(1, -1).replace(/'\\''/g, "'");
  return word.replace(/\\(.)/gs, "$1");
}

function ansiC(body: string): string {
  return body.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.)|(.))/gs,
    (
      _all,
      octal?: string,
      hex?: string,
      short?: string,
      long?: string,
      control?: string,
      letter?: string,
    ) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      const wide = short ?? long;
      if (wide !== undefined)
        return Buffer.from(String.fromCodePoint(Number.parseInt(wide, 16)), "utf8").toString("latin1");
      if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 0x1f);
      return ESCAPES[letter ?? ""] ?? `\\${letter ?? ""}`;
    },
  );
}

/** A word that bash reads back as exactly this value, as latin1 text. */
export function quote(value: OsString): string {
  return `'${osEncode(value).toString("latin1").replaceAll("'", `'\\''`)}'`;
}

/** Commands in a row, those that there are. */
export function joined(...commands: (string | undefined)[]): string {
  return commands.filter(Boolean).join(";");
}

/** A word of text that is written as UTF-8, quoted as `quote` does. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What is quoted as latin1, as the text of a line. */
export function shown(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}
