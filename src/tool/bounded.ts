/** Details for a host that may show them to its model: the same fields, with long texts cut and pictures left to blocks. */
import { cut, share } from "./cut.js";
import { tokensOf } from "./tokens.js";

/** Where the part of a text that is left out lies within it, in bytes. */
export interface LeftOut {
  readonly offset: number;
  readonly bytes: number;
}

const TEXTS = ["stdout", "stderr", "result", "text", "base64"] as const;
/** Pages are read from their beginning. */
const PAGES: readonly string[] = ["text", "base64"];

/** `leftOut` names each text that was cut. */
export function bounded(details: object, tokensMax: number): Record<string, unknown> {
  const all: Record<string, unknown> = { ...details };
  const texts = TEXTS.flatMap((name) => {
    const text = all[name];
    return typeof text === "string" ? [{ name, text, want: tokensOf(text, tokensMax) }] : [];
  });
  const budgets = share(
    tokensMax,
    texts.map(({ want }) => want),
  );
  const leftOut: Record<string, LeftOut> = {};
  for (const [index, { name, text }] of texts.entries()) {
    const found = cut(text, budgets[index] ?? 0, PAGES.includes(name) ? 0 : 0.5);
    if (!found) continue;
    const { head, tail, offset, bytes } = found;
    all[name] = PAGES.includes(name) ? head : `${head}[… ${bytes} bytes left out …]\n${tail}`;
    leftOut[name] = { offset, bytes };
  }
  if (Object.keys(leftOut).length > 0) all["leftOut"] = leftOut;
  if (Array.isArray(all["displays"])) all["displays"] = all["displays"].map(withoutPictures);
  return all;
}

function withoutPictures(bundle: object): object {
  return Object.fromEntries(Object.entries(bundle).filter(([type]) => !type.startsWith("image/")));
}
