/** What a guardian says in `st`, beside the driver. */
import type { GuardianMessage } from "./messages.js";

const KINDS = new Set(["launched", "unlaunched", "exit", "ended"]);
/** Every guardian's line begins so; a driver's `done` does not, and is not parsed twice. */
const BEGINNING = /^\{"t": ?"[lue]/;
const LINE_BYTES_MAX = 4096;

/** The guardian's message that a line holds; undefined when it is the driver's. */
export function guardianMessage(line: Buffer): GuardianMessage | undefined {
  if (line.length > LINE_BYTES_MAX || !BEGINNING.test(line.toString("latin1", 0, 8))) return undefined;
  try {
    const message = JSON.parse(line.toString("utf8")) as GuardianMessage;
    return KINDS.has(message.t) ? message : undefined;
  } catch {
    return undefined;
  }
}
