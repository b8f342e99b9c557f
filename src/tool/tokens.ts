/**
 * About how many tokens a text costs, without a tokenizer's tables (o200k_base has 2 MB of them). Words of one case,
 * digits by three, marks by two, other letters by their bytes. Measured on logs, code, JSON, hex and base64 it is 0.8 to 1.5
 * times the truth, and for letters at random half of it.
 */
const PIECE =
  / ?(?:[A-Z]?[a-z]+|[A-Z]+)|\d{1,3}|([!-/:-@[-`{-~])\1{2,}|[!-/:-@[-`{-~]{1,2}|[ \t]+|\s+|[^\0-\x7f]+|[^]/g;
const LETTERS_PER_TOKEN = 5;
const BLANKS_PER_TOKEN = 32;
const SAME_MARKS_PER_TOKEN = 4;
const BYTES_PER_TOKEN = 3;

/** The sum over a text; stops counting above `most`. */
export function tokensOf(text: string, most = Infinity): number {
  let tokens = 0;
  for (const [piece, mark] of text.matchAll(PIECE)) {
    tokens += mark === undefined ? cost(piece) : Math.ceil(piece.length / SAME_MARKS_PER_TOKEN);
    if (tokens > most) break;
  }
  return tokens;
}

function cost(piece: string): number {
  if (piece.charCodeAt(0) > 126) return Math.ceil(Buffer.byteLength(piece) / BYTES_PER_TOKEN);
  return Math.ceil(piece.length / (piece.trim() === "" ? BLANKS_PER_TOKEN : LETTERS_PER_TOKEN));
}
