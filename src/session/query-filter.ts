/**
 * Takes out of a terminal's output what asks the terminal something: shown on another terminal it would be asked again, and
 * the answer would arrive as typing. Sources: ECMA-48 8.3.35 (DSR), 8.3.24 (DA); xterm's control sequences.
 */

/** DSR, DA, DECID, XTVERSION, DECRQM, kitty's keyboard, window reports; OSC colours; DECRQSS, XTGETTCAP. */
const QUERY =
  /\x1b\[(?:\??[\d;]*n|[>=]?[\d;]*c|>[\d;]*q|\??[\d;]*\$p|\?u|(?:1[13-689]|2[01])(?:;[\d;]*)?t)|\x1bZ|\x1b\](?:1\d|(?:4|5|104);\d+);\?(?:\x07|\x1b\\)|\x1bP[$+]q[^\x1b]*\x1b\\/g;

/** The beginning of a sequence that the next chunk may complete to a query. */
const UNFINISHED =
  /\x1b(?:\[[?>=]?[\d;]*\$?|\](?:\d{0,3}(?:;[\d;?]*)?)\x1b?|P(?:[$+](?:q[^\x1b]*\x1b?)?)?)?$/;
/** A longer one is no query. */
const QUERY_BYTES_MAX = 256;

export class QueryFilter {
  #rest = "";

  /** The bytes without queries; what may be the beginning of one is held back. */
  take(chunk: Buffer): Buffer {
    const text = this.#rest + chunk.toString("latin1");
    if (!text.includes("\x1b")) {
      this.#rest = "";
      return chunk;
    }
    const shown = text.replace(QUERY, "");
    const at = UNFINISHED.exec(shown.slice(-QUERY_BYTES_MAX))?.[0].length ?? 0;
    this.#rest = at > 0 ? shown.slice(-at) : "";
    return Buffer.from(shown.slice(0, shown.length - at), "latin1");
  }

  /** What is still held back, at the end. */
  end(): Buffer {
    const rest = this.#rest;
    this.#rest = "";
    return Buffer.from(rest, "latin1");
  }
}
