/** Colours for one stream: only on a terminal, never where NO_COLOR is set (https://no-color.org). */
import pc from "picocolors";

export type Paint = ReturnType<typeof pc.createColors>;

export function paintFor(stream: NodeJS.WriteStream): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  return pc.createColors(!NO_COLOR && (forced || ("isTTY" in stream && stream.isTTY && TERM !== "dumb")));
}
