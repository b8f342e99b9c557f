/** The screen of a run on a terminal: an emulator follows what is written, answers queries, and tells what is to be seen. */
import type { Terminal as Emulator } from "@xterm/headless";
import type { TerminalSize } from "../interpreter/terminal.js";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import type { Stream } from "../store/select.js";
import { QueryFilter } from "./query-filter.js";

/** What is to be seen on a run's terminal, as a stream. Throws INVALID_ARGUMENT where the run has none. */
export async function screenOf(run: {
  readonly id: string;
  readonly screen: Screen | undefined;
}): Promise<Stream> {
  const { screen } = run;
  if (!screen)
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: "The run is not on a terminal",
      got: run.id,
      next: 'Start it with tty: true, or ask for "stdout" or "stderr".',
    });
  await screen.drawn();
  const bytes = Buffer.from(screen.text(), "utf8");
  return { total: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

export interface ScreenHooks {
  /** What a terminal answers to a program's query. */
  onReply(text: string): void;
  /** A program has taken the whole screen (alternate screen), and has had time to draw it. */
  onFullScreen(): void;
}

/** OSC 10, 11, 12: foreground, background, cursor, as a dark terminal has them. */
const COLOURS: Readonly<Record<number, string>> = {
  10: "rgb:ffff/ffff/ffff",
  11: "rgb:0000/0000/0000",
  12: "rgb:ffff/ffff/ffff",
};

/**
 * Sequences that an emulator carries out so many times as their parameter says: one of millions would keep the host busy for
 * minutes, and means no more than one of a thousand. It is passed over.
 */
const COUNTED = ["L", "M", "S", "T", "I", "Z", "b", "@", "P", "X", " @", " A", "'}", "'~", "?S", ">T"].map(
  (id) => ({
    final: id.slice(-1),
    ...(/^[ '].$/.test(id) && { intermediates: id[0] ?? "" }),
    ...(/^[?>].$/.test(id) && { prefix: id[0] ?? "" }),
  }),
);

export class Screen {
  readonly #filter = new QueryFilter();
  #emulator: Emulator | undefined;
  #last = "";
  #cleared = false;
  /** The program in front takes keys one by one, and no lines. */
  byKey = false;
  #taken: NodeJS.Timeout | undefined;
  /** Bytes that are not drawn yet. */
  #waiting = 0;

  constructor(
    public size: TerminalSize,
    private readonly hooks: ScreenHooks,
  ) {}

  /** Loads the emulator, which only runs on a terminal need. */
  async open(): Promise<void> {
    const { Terminal } = await import("@xterm/headless");
    const { columns: cols, rows } = this.size;
    const emulator = new Terminal({ cols, rows, scrollback: 0, allowProposedApi: true, logLevel: "off" });
    emulator.onData((text) => this.hooks.onReply(text));
    emulator.buffer.onBufferChange(({ type }) => {
      clearTimeout(this.#taken);
      if (type === "alternate")
        this.#taken = setTimeout(() => this.hooks.onFullScreen(), limits.fullScreenMs);
    });
    for (const [code, colour] of Object.entries(COLOURS))
      emulator.parser.registerOscHandler(Number(code), (data) => {
        if (data === "?") this.hooks.onReply(`\x1b]${code};${colour}\x1b\\`);
        return true;
      });
    for (const id of COUNTED)
      emulator.parser.registerCsiHandler(
        id,
        ([count = 0]) => typeof count === "number" && count > limits.terminalSideMax,
      );
    emulator.parser.registerCsiHandler({ final: "J" }, ([how = 0]) => {
      const { cursorX, cursorY } = emulator.buffer.active;
      this.#cleared ||= how === 2 || (how === 0 && cursorX + cursorY === 0);
      return false;
    });
    this.#emulator = emulator;
  }

  resize(size: TerminalSize): void {
    this.size = size;
    this.#emulator?.resize(size.columns, size.rows);
  }

  /** Takes what was written; gives what of it is output, without queries. */
  take(chunk: Buffer): Buffer {
    this.#waiting += chunk.length;
    this.#emulator?.write(Uint8Array.from(chunk), () => (this.#waiting -= chunk.length));
    return this.#filter.take(chunk);
  }

  /** Resolves when it has caught up; undefined while it is not far behind. */
  get behind(): Promise<void> | undefined {
    return this.#emulator && this.#waiting > limits.screenBytesMax ? this.drawn() : undefined;
  }

  /** Resolves when all that was written is drawn. */
  drawn(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#emulator) this.#emulator.write("", resolve);
      else resolve();
    });
  }

  /** A full-screen program is in front: it has taken the alternate screen, or cleared this one (top) and takes keys. */
  get fullScreen(): boolean {
    return this.#emulator?.buffer.active.type === "alternate" || (this.#cleared && this.byKey);
  }

  /** Cursor keys are to be sent as in application mode. */
  get application(): boolean {
    return this.#emulator?.modes.applicationCursorKeysMode ?? false;
  }

  /** What is to be seen, line by line, without blank lines at the end; of the end, when the run is over. */
  text(): string {
    const buffer = this.#emulator?.buffer.active;
    if (!buffer) return this.#last;
    const lines = Array.from(
      { length: this.size.rows },
      (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? "",
    );
    return lines.join("\n").trimEnd();
  }

  /** What it shows has been told: that it fills the screen is no news. */
  told(): void {
    clearTimeout(this.#taken);
  }

  /** The line of the cursor, up to it. */
  prompt(): string {
    const buffer = this.#emulator?.buffer.active;
    const line = buffer?.getLine(buffer.baseY + buffer.cursorY);
    return line?.translateToString(false, 0, buffer?.cursorX) ?? "";
  }

  /** The run is over. Gives what of its output was held back. */
  async end(): Promise<Buffer> {
    clearTimeout(this.#taken);
    await this.drawn();
    this.#last = this.text();
    this.#emulator?.dispose();
    this.#emulator = undefined;
    return this.#filter.end();
  }
}
