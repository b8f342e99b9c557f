/** A text within a budget of tokens: its head and its tail, cut at line ends, with an exact account of what is between. */
import { tokensOf } from "./tokens.js";

export interface Cut {
  readonly head: string;
  readonly tail: string;
  /** What is left out, in bytes of UTF-8, and the line ends in it. */
  readonly bytes: number;
  readonly lines: number;
  /** Bytes of the head: where the left-out part begins. */
  readonly offset: number;
}

/** A token is rarely longer than this; only so much of each end is looked at. */
const CHARACTERS_PER_TOKEN_MAX = 32;
/** What is searched for a line end before a line itself is cut. */
const LINE_SHARE = 0.5;

/** Undefined when the text fits. `tail`: how much of the budget the end gets, 0 to 1. */
export function cut(text: string, tokensMax: number, tail = 0.5): Cut | undefined {
  if (text.length <= tokensMax || fits(text, tokensMax)) return undefined;
  const head = headOf(text, Math.floor(tokensMax * (1 - tail)));
  const end = tailOf(text.slice(head.length), Math.floor(tokensMax * tail));
  const between = text.slice(head.length, text.length - end.length);
  if (between === "") return undefined;
  return {
    head,
    tail: end,
    bytes: Buffer.byteLength(between),
    lines: between.split("\n").length - 1,
    offset: Buffer.byteLength(head),
  };
}

/** Gives each want what it needs, or its fair share where all together are more than there is. */
export function share(tokensMax: number, wants: readonly number[]): number[] {
  const given = wants.map(() => 0);
  let left = tokensMax;
  let open = wants.map((want, index) => ({ want, index })).toSorted((one, other) => one.want - other.want);
  while (open.length > 0) {
    const [{ want, index } = { want: 0, index: 0 }, ...rest] = open;
    given[index] = Math.min(want, Math.floor(left / open.length));
    left -= given[index];
    open = rest;
  }
  return given;
}

function fits(text: string, tokensMax: number): boolean {
  return text.length <= tokensMax * CHARACTERS_PER_TOKEN_MAX && tokensOf(text, tokensMax) <= tokensMax;
}

function headOf(text: string, tokensMax: number): string {
  const whole = longest(text.slice(0, tokensMax * CHARACTERS_PER_TOKEN_MAX), tokensMax, (from, to) => [
    from,
    to,
  ]);
  const lineEnd = whole.lastIndexOf("\n") + 1;
  return lineEnd >= whole.length * LINE_SHARE ? whole.slice(0, lineEnd) : wholeCharacters(whole);
}

function tailOf(text: string, tokensMax: number): string {
  if (tokensMax === 0) return "";
  const near = text.slice(-tokensMax * CHARACTERS_PER_TOKEN_MAX);
  const whole = longest(near, tokensMax, (from, to) => [near.length - to, near.length - from]);
  const lineStart = whole.indexOf("\n") + 1;
  if (whole.length === text.length) return whole;
  return lineStart > 0 && lineStart <= whole.length * LINE_SHARE
    ? whole.slice(lineStart)
    : whole.replace(/^[\uDC00-\uDFFF]/, "");
}

/** The longest part, grown from one end, that costs no more than this. */
function longest(
  text: string,
  tokensMax: number,
  part: (from: number, to: number) => [number, number],
): string {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (tokensOf(text.slice(...part(0, middle)), tokensMax) <= tokensMax) low = middle;
    else high = middle - 1;
  }
  return text.slice(...part(0, low));
}

function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}
