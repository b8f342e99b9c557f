/** Details for a host that may show them to its model: the same fields, within a budget, and pictures left to blocks. */
import { cut, share } from "./cut.js";
import { tokensOf } from "./tokens.js";

/** Of a text: where the part that is left out lies within it, in bytes. Of a list or an object: how many entries it is short of. */
export type LeftOut = { readonly offset: number; readonly bytes: number } | { readonly entries: number };

/** Pages are read from their beginning. */
const PAGES: readonly string[] = ["text", "base64"];
/** The newest stands last. */
const NEWEST_LAST: readonly string[] = ["history"];
/** Keys, quotes and commas of an entry. */
const FRAME_TOKENS = 2;
const ROOT = "";

/** `leftOut` names what was cut, by its path. */
export function bounded(details: object, tokensMax: number): Record<string, unknown> {
  const all: Record<string, unknown> = { ...details };
  if (Array.isArray(all["displays"])) all["displays"] = all["displays"].map(withoutPictures);
  const leftOut: Record<string, LeftOut> = {};
  const fitted = fit(all, tokensMax, ROOT, leftOut) as Record<string, unknown>;
  return Object.keys(leftOut).length > 0 ? { ...fitted, leftOut } : fitted;
}

function fit(value: unknown, tokensMax: number, path: string, leftOut: Record<string, LeftOut>): unknown {
  if (typeof value === "string") return fitText(value, tokensMax, path, leftOut);
  if (typeof value !== "object" || value === null || costOf(value, tokensMax) <= tokensMax) return value;
  return Array.isArray(value)
    ? fitList(value, tokensMax, path, leftOut)
    : fitObject(value as Record<string, unknown>, tokensMax, path, leftOut);
}

function fitText(text: string, tokensMax: number, path: string, leftOut: Record<string, LeftOut>): string {
  const isPage = PAGES.includes(path);
  const found = cut(text, tokensMax, isPage ? 0 : 0.5);
  if (!found) return text;
  const { head, tail, offset, bytes } = found;
  leftOut[path] = { offset, bytes };
  return isPage ? head : `${head}[… ${bytes} bytes left out …]\n${tail}`;
}

function fitList(
  list: readonly unknown[],
  tokensMax: number,
  path: string,
  leftOut: Record<string, LeftOut>,
): unknown[] {
  const fromEnd = NEWEST_LAST.includes(path);
  const kept: unknown[] = [];
  let left = tokensMax;
  for (const item of fromEnd ? list.toReversed() : list) {
    left -= costOf(item, tokensMax) + FRAME_TOKENS;
    if (left < 0) break;
    kept.push(item);
  }
  if (kept.length < list.length) leftOut[path] = { entries: list.length - kept.length };
  return fromEnd ? kept.toReversed() : kept;
}

/** Each property has its fair share; where there are too many even for their names, the last ones go. */
function fitObject(
  object: Readonly<Record<string, unknown>>,
  tokensMax: number,
  path: string,
  leftOut: Record<string, LeftOut>,
): Record<string, unknown> {
  let left = tokensMax;
  const entries = Object.entries(object).filter(([name]) => (left -= tokensOf(name) + FRAME_TOKENS) >= 0);
  const missing = Object.keys(object).length - entries.length;
  if (missing > 0) leftOut[path] = { entries: missing };
  const budgets = share(
    Math.max(0, left),
    entries.map(([, value]) => costOf(value, tokensMax)),
  );
  return Object.fromEntries(
    entries.map(([name, value], at) => {
      const below = path === ROOT ? name : `${path}.${name}`;
      return [name, fit(value, budgets[at] ?? 0, below, leftOut)];
    }),
  );
}

/** What a value costs as it stands in JSON, a text as it is read; no more is counted than `most`. */
function costOf(value: unknown, most: number): number {
  if (typeof value === "string") return tokensOf(value, most);
  return value === undefined ? 0 : tokensOf(JSON.stringify(value), most);
}

function withoutPictures(bundle: object): object {
  return Object.fromEntries(Object.entries(bundle).filter(([type]) => !type.startsWith("image/")));
}
