/** What a run has written and no result has told yet. */
import { StringDecoder } from "node:string_decoder";
import type { OutputBuffer } from "../store/output-buffer.js";
import type { OutputListener } from "./options.js";
import { tell } from "./tell.js";

const STREAMS = ["stdout", "stderr"] as const;
type Stream = (typeof STREAMS)[number];

export class News {
  readonly #told = { stdout: 0, stderr: 0 };

  constructor(
    private readonly runId: string,
    private readonly buffers: Readonly<Record<Stream, OutputBuffer>>,
  ) {}

  /** As events; it stays untold. */
  replay(listener: OutputListener): void {
    const { runId, buffers } = this;
    for (const stream of STREAMS) {
      const decoder = new StringDecoder("utf8");
      for (const bytes of buffers[stream].pieces(this.#told[stream]))
        void tell(listener, { runId, stream, text: decoder.write(bytes), bytes });
    }
  }

  take(): Record<Stream, string> {
    return { stdout: this.#take("stdout"), stderr: this.#take("stderr") };
  }

  #take(stream: Stream): string {
    const from = this.#told[stream];
    const buffer = this.buffers[stream];
    this.#told[stream] = buffer.total;
    return buffer.textFrom(from);
  }
}
