/** Pieces of output from the wire as the events that the library gives. */
import { StringDecoder } from "node:string_decoder";
import type { OutputPiece } from "../protocol/daemon.js";
import type { OutputEvent } from "../session/options.js";

export class PieceDecoder {
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };

  /** Where a slow reader has missed bytes, a line says how many. */
  take({ runId, stream, data, lost = 0 }: OutputPiece): OutputEvent {
    const piece = Buffer.from(data, "base64");
    const bytes = lost > 0 ? Buffer.concat([notice(lost), piece]) : piece;
    return { runId, stream, text: this.#decoders[stream].write(bytes), bytes };
  }
}

function notice(lost: number): Buffer {
  return Buffer.from(`\n[… ${lost} bytes were not kept: this reader was too slow …]\n`);
}
