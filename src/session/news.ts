/** What a run has written and no result has told yet. */
import type { OutputBuffer } from "../store/output-buffer.js";
import type { OutputListener } from "./options.js";

const STREAMS = ["stdout", "stderr"] as const;
type Stream = (typeof STREAMS)[number];

export class News {
  readonly #told = { stdout: 0, stderr: 0 };

  constructor(
    private readonly runId: string,
    private readonly buffers: Readonly<Record<Stream, OutputBuffer>>,
  ) {}

  /** As an event for each stream; it stays untold. */
  replay(listener: OutputListener): void {
    const { runId, buffers } = this;
    for (const stream of STREAMS) {
      const bytes = buffers[stream].read(this.#told[stream], buffers[stream].total);
      if (bytes.length > 0) listener({ runId, stream, text: bytes.toString("utf8"), bytes });
    }
  }

  take(): Record<Stream, string> {
    return { stdout: this.#take("stdout"), stderr: this.#take("stderr") };
  }

  #take(stream: Stream): string {
    const from = this.#told[stream];
    const buffer = this.buffers[stream];
    this.#told[stream] = buffer.total;
    return from === 0 ? buffer.text() : buffer.read(from, buffer.total - from).toString("utf8");
  }
}
