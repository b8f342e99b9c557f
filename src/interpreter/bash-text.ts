/**
 * As much of bash's grammar as shows where a text stands: inside a quote, a here-document or a compound command, or between two
 * commands. Every doubt counts as inside: that costs what is said where this is used, never a result.
 */
const OPENERS: Readonly<Record<string, string>> = { fi: "if", done: "do", esac: "case", "}": "{" };
/** Words behind which a command has to follow, or whose end cannot be told by counting. */
const WANTS_MORE =
  /^(?:then|do|else|elif|if|while|until|for|case|in|select|function|coproc|time|!|\{|\[\[|&&|\|\|?|\|&|\(|[<>]+[&|]?|\d+[<>]+)$/;
const IN_DOUBT = /\(\(|\blet\b|\\\n|;;|\bfunction\b|\w\s*\(\s*\)/;

/** Whether a command may follow this text on a line of its own, and the text is the same commands then as without it. */
export function isWhole(text: string): boolean {
  if (IN_DOUBT.test(text) || text.endsWith("\\")) return false;
  const words = new Words(text);
  return words.read() && words.areClosed();
}

const QUOTED = /\\.|'[^']*'|"(?:\\.|[^"\\])*"|#[^\n]*/g;
const FUNCTION =
  /(?:^|[\n;&|])\s*(?:function\s+[^\s(]+\s*(?:\(\s*\))?|[^\s()'"$;&|]+\s*\(\s*\))\s*\{[^]*?(?:\n\}|[;\s]\}(?=\s*(?:[;\n&|]|$)))/g;

/** Whether the text itself, outside of its functions, has the command `return`. */
export function returnsAtTop(text: string): boolean {
  if (!text.includes("return")) return false;
  return /(?:^|[\n;&|({]|\b(?:then|do|else)\s)\s*(?:builtin\s+)?return\b/.test(
    text.replace(QUOTED, "q").replace(FUNCTION, "\n"),
  );
}

class Words {
  #at = 0;
  #last = "";
  readonly #open = new Map<string, number>();
  readonly #documents: { end: string; tabs: boolean }[] = [];
  #depth = 0;

  constructor(private readonly text: string) {}

  areClosed(): boolean {
    const counts = [...this.#open.values()];
    return this.#documents.length === 0 && this.#depth === 0 && counts.every((count) => count === 0);
  }

  /** False where the text ends inside of a word, a quote or a here-document. */
  read(): boolean {
    const { text } = this;
    while (this.#at < text.length) {
      const rest = text.slice(this.#at);
      const blank = /^[ \t]+/.exec(rest)?.[0];
      if (blank) this.#at += blank.length;
      else if (rest.startsWith("\n")) {
        this.#at++;
        if (!this.#skipDocuments()) return false;
      } else if (rest.startsWith("#")) this.#at += (/^[^\n]*/.exec(rest)?.[0] ?? "").length;
      else if (!this.#token(rest)) return false;
    }
    return !WANTS_MORE.test(this.#last);
  }

  #token(rest: string): boolean {
    const operator = /^(?:&&|\|\||\|&|<<<|<<-?|&>>?|[<>]&|>>|>\||<>|[;&|()<>])/.exec(rest)?.[0];
    if (!operator) return this.#word();
    this.#at += operator.length;
    if (/^[<>]$/.test(operator) && this.text[this.#at] === "(") return false;
    if (operator === "(") this.#depth++;
    if (operator === ")" && --this.#depth < 0) return false;
    this.#last = operator;
    if (operator !== "<<" && operator !== "<<-") return true;
    const word = /^[ \t]*(?:'([^'\n]+)'|"([^"\n$`\\]+)"|\\?([\w.-]+))(?=[\s;&|<>)]|$)/.exec(
      this.text.slice(this.#at),
    );
    const end = word?.[1] ?? word?.[2] ?? word?.[3];
    if (!word || end === undefined) return false;
    this.#at += word[0].length;
    this.#documents.push({ end, tabs: operator === "<<-" });
    this.#last = end;
    return true;
  }

  #skipDocuments(): boolean {
    for (const { end, tabs } of this.#documents.splice(0)) {
      for (;;) {
        if (this.#at >= this.text.length) return false;
        const line = /^[^\n]*/.exec(this.text.slice(this.#at))?.[0] ?? "";
        this.#at += line.length + 1;
        if ((tabs ? line.replace(/^\t+/, "") : line) === end) break;
      }
    }
    return true;
  }

  #word(): boolean {
    const from = this.#at;
    const end = wordEnd(this.text, from);
    if (end <= from) return false;
    this.#at = end;
    const word = this.text.slice(from, end);
    this.#last = word;
    const opener = OPENERS[word];
    if (opener !== undefined) this.#count(opener, -1);
    else if (/^(?:if|do|case|\{)$/.test(word)) this.#count(word, 1);
    else if (word === "[[") this.#count(word, 1);
    else if (word === "]]") this.#count("[[", -1);
    return true;
  }

  #count(word: string, by: number): void {
    this.#open.set(word, (this.#open.get(word) ?? 0) + by);
  }
}

/** Where the word that begins here ends; -1 where the text ends first, or cannot be told. */
function wordEnd(text: string, from: number): number {
  for (let at = from; at < text.length;) {
    const char = text.charAt(at);
    if (/[\s;&|()<>]/.test(char)) return at;
    at = pieceEnd(text, at);
    if (at < 0) return -1;
  }
  return text.length;
}

/** The end of what begins here within a word or in double quotes: a quoted part, an expansion, or one character. */
function pieceEnd(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === "\\") return at + 1 < text.length ? at + 2 : -1;
  if (char === "'") return after(text, "'", at + 1);
  if (char === '"') return doubleEnd(text, at + 1);
  if (char === "`") return backtickEnd(text, at + 1);
  if (text.startsWith("$'", at)) return ansiEnd(text, at + 2);
  if (text.startsWith("$(", at)) return commandEnd(text, at + 2);
  if (text.startsWith("${", at)) return braceEnd(text, at + 2);
  return at + 1;
}

function after(text: string, mark: string, from: number): number {
  return text.indexOf(mark, from) + 1 || -1;
}

function doubleEnd(text: string, from: number): number {
  for (let at = from; at >= 0 && at < text.length;) {
    const char = text.charAt(at);
    if (char === '"') return at + 1;
    at = char === "'" || text.startsWith("$'", at) ? at + 1 : pieceEnd(text, at);
  }
  return -1;
}

function backtickEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return at + 1;
  }
  return -1;
}

function ansiEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'") return at + 1;
  }
  return -1;
}

function braceEnd(text: string, from: number): number {
  for (let at = from; at >= 0 && at < text.length;) {
    if (text.charAt(at) === "}") return at + 1;
    at = pieceEnd(text, at);
  }
  return -1;
}

/** Only a command without here-documents, comments and `case`, whose parentheses come in pairs. */
function commandEnd(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at >= 0 && at < text.length;) {
    const char = text.charAt(at);
    if (char === "#" || text.startsWith("<<", at) || text.startsWith("case", at)) return -1;
    if (char === "(") depth++;
    if (char === ")" && --depth === 0) return at + 1;
    at = pieceEnd(text, at);
  }
  return -1;
}
