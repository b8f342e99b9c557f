/** A part of a run's output, as much as fits, and where the next part begins. */
import type { Session } from "../session/api.js";
import type { OutputQuery } from "../session/options.js";
import type { Act } from "./act.js";
import { cut } from "./cut.js";
import type { Params } from "./schema.js";

/** Throws UNKNOWN_RUN, INVALID_ARGUMENT. */
export async function page(session: Session, params: Params, runId: string, tokensMax: number): Promise<Act> {
  const { stream = "stdout", offset, length, tail, grep } = params;
  const query: OutputQuery = {
    stream,
    ...(offset !== undefined && { offset }),
    ...(length !== undefined && { length }),
    ...(tail !== undefined && { tail }),
    ...(grep !== undefined && { grep }),
  };
  const bytes = await session.output(runId, query);
  const text = bytes.toString("utf8");
  const exact = Buffer.from(text).equals(bytes);
  const data = exact ? { text } : { base64: bytes.toString("base64") };
  const details = { runId, ...query, bytes: bytes.length, ...data };
  return { text: shown(text, params, tokensMax), details };
}

function shown(text: string, { offset = 0, tail, grep }: Params, tokensMax: number): string {
  if (text === "") return "(nothing there)";
  const fromEnd = tail !== undefined && grep === undefined;
  const found = cut(text, tokensMax, fromEnd ? 1 : 0);
  if (!found) return text;
  if (fromEnd) return `[… ${found.bytes} bytes before this left out: ask for fewer lines]\n${found.tail}`;
  const next = grep === undefined ? `offset=${offset + found.offset}` : "a narrower grep";
  return `${found.head}${found.head.endsWith("\n") ? "" : "\n"}[${found.bytes} more bytes: ${next}]`;
}
