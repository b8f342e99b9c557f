/** A part of a stream: bytes, last lines, lines that match, or a value of a JSON document. It is read piece by piece. */
import { setImmediate as breathe } from "node:timers/promises";
import vm from "node:vm";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import { expression } from "./expression.js";
import { selectJson } from "./json-path.js";

export interface Stream {
  readonly total: number;
  /** From here on all is kept. Default 0. */
  readonly keptFrom?: number;
  /** Throws LIMIT_EXCEEDED for bytes that are no longer kept. */
  read(offset: number, length: number): Buffer;
}

export interface Selection {
  readonly offset?: number;
  readonly length?: number;
  readonly tail?: number;
  readonly grep?: string;
  readonly context?: number;
  readonly path?: string;
}

const PIECE_BYTES = 256 * 1024;
const NEWLINE = 10;

/** Throws INVALID_ARGUMENT, LIMIT_EXCEEDED. */
export async function select(stream: Stream, selection: Selection): Promise<Buffer> {
  const { offset = 0, length = Infinity, tail, grep, context = 0, path } = selection;
  if (path !== undefined) return Buffer.from(selectJson(documentOf(stream), path));
  const from = offset < 0 ? Math.max(0, stream.total + offset) : offset;
  const to = Math.min(stream.total, from + length);
  const start = tail === undefined ? from : Math.max(from, startOfTail(stream, to, tail));
  if (grep === undefined) return stream.read(start, Math.max(0, to - start));
  return Buffer.from(await matches(stream, start, to, expression(grep), context));
}

function documentOf(stream: Stream): string {
  const { total } = stream;
  if (total > limits.jsonBytesMax)
    throw new HoldfastError("LIMIT_EXCEEDED", {
      message: "The output is too large to be taken as one JSON document",
      got: `${total} bytes`,
      limit: `${limits.jsonBytesMax} bytes`,
      next: "Take it by lines or bytes.",
    });
  return stream.read(0, total).toString("utf8");
}

/** Where the last lines begin; a last newline ends a line and begins none. */
function startOfTail(stream: Stream, end: number, lines: number): number {
  let missing = lines;
  for (let to = end, next = end; to > 0 && missing > 0; to = next) {
    const { keptFrom = 0 } = stream;
    const from = Math.max(to > keptFrom ? keptFrom : 0, to - PIECE_BYTES);
    const piece = stream.read(from, to - from);
    next = from;
    let at = to === end && piece.at(-1) === NEWLINE ? piece.length - 1 : piece.length;
    while ((at = at > 0 ? piece.lastIndexOf(NEWLINE, at - 1) : -1) >= 0)
      if (--missing === 0) return from + at + 1;
  }
  return lines === 0 ? end : 0;
}

/** As `grep -n -C`: `12:` before a line that matches, `11-` before one around it, `--` between groups. */
async function matches(
  stream: Stream,
  from: number,
  to: number,
  pattern: RegExp,
  context: number,
): Promise<string> {
  const shown: string[] = [];
  const earlier: string[] = [];
  let [number, last, after, found, rest] = [0, 0, 0, 0, ""];
  const decoder = new TextDecoder();
  const take = (lines: readonly string[]) => {
    for (const [index, hit] of tested(pattern, lines).entries()) {
      const line = lines[index] ?? "";
      number++;
      if (hit) {
        const before = earlier.splice(0);
        if (context > 0 && last > 0 && number - before.length > last + 1) shown.push("--");
        for (const [at, text] of before.entries()) shown.push(`${number - before.length + at}-${text}`);
        shown.push(`${number}:${line}`);
        [last, after] = [number, context];
        if (++found === limits.grepMatchesMax) return;
      } else if (after > 0) {
        after--;
        last = number;
        shown.push(`${number}-${line}`);
      } else if (context > 0) {
        earlier.push(line);
        if (earlier.length > context) earlier.shift();
      }
    }
  };
  for (let at = from; at < to && found < limits.grepMatchesMax; at += PIECE_BYTES) {
    const lines = (
      rest + decoder.decode(stream.read(at, Math.min(PIECE_BYTES, to - at)), { stream: true })
    ).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > limits.grepLineCharactersMax) lines.push(rest.slice(0, limits.grepLineCharactersMax));
    if (rest.length > limits.grepLineCharactersMax) rest = "";
    take(lines);
    await breathe();
  }
  if (rest !== "" && found < limits.grepMatchesMax) take([rest]);
  if (found === limits.grepMatchesMax)
    shown.push(`[… the first ${found} matches: narrow the expression, or give an offset …]`);
  return shown.map((line) => `${line}\n`).join("");
}

/** Which lines match. In a context of its own, because only there an expression that never ends can be stopped. Throws LIMIT_EXCEEDED. */
export function tested(pattern: RegExp, lines: readonly string[]): boolean[] {
  const { source } = pattern;
  try {
    return vm.runInNewContext(
      "const pattern = new RegExp(source); lines.map((line) => pattern.test(line))",
      { source, lines },
      { timeout: limits.grepMs },
    ) as boolean[];
  } catch (cause) {
    throw new HoldfastError("LIMIT_EXCEEDED", {
      message: "The regular expression takes too long",
      got: source,
      limit: `${limits.grepMs} ms for ${PIECE_BYTES} bytes`,
      next: "Write it without nested repetitions.",
      cause,
    });
  }
}
