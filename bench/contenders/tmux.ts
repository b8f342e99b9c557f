/**
 * A shell in a terminal that is looked at from time to time, as OpenHands' terminal tool does it (written after its
 * source, none of it is used): a pane of tmux whose prompt is a block of JSON with the exit code; keys are sent, the whole
 * screen with 10,000 lines of history is read every half second, and a new block is the command's end.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Contender, repeat, type Task, timed } from "../measure.js";
import { type Answer, answered, type Living, LOOP_MS } from "./living.js";

const POLL_MS = 500;
const SETTLE_MS = 100;
const [BEGIN, END] = ["###PS1JSON###", "###PS1END###"];
const BLOCK = new RegExp(`^${BEGIN}\\s*(.*?)${END}`, "gms");
const PROMPT = [
  `\n${BEGIN}\n{`,
  '  "pid": "$!", "exit_code": "$?", "username": "\\u", "hostname": "\\h",',
  '  "working_dir": "$(pwd)", "py_interpreter_path": "$(command -v python || echo \'\')"',
  `}\n${END}\n`,
].join("\n");

const execute = promisify(execFile);

export function missingTmux(): string | undefined {
  if (spawnSync("tmux", ["-V"]).status === 0) return undefined;
  return "tmux left out: it is not here. On Debian: apt-get install tmux";
}

export class Tmux implements Contender, Living {
  readonly pace = "crawling";
  static readonly title = "tmux, looked at each 0.5 s";
  readonly name = Tmux.title;
  /** A server of its own: the user's is left alone. */
  readonly #folder = mkdtempSync(join(tmpdir(), "bench-"));

  static async start(): Promise<Tmux> {
    const peer = new Tmux();
    await peer.#tmux("-f", "/dev/null", "new-session", "-d", "-x", "1000", "-y", "1000");
    await peer.#tmux("set-option", "-g", "history-limit", "10000");
    await peer.#tmux("new-window", "/bin/bash");
    await peer.#tmux("kill-window", "-t", ":0");
    const quoted = PROMPT.replaceAll('"', '\\"').replaceAll("'", "'\\''");
    await peer.#type(`set +H; export PROMPT_COMMAND='export PS1="${quoted}"'; export PS2=""`);
    await sleep(SETTLE_MS);
    await peer.#clear();
    return peer;
  }

  batch({ code, gapMs }: Task, count: number): Promise<number[]> {
    return repeat(() => this.#run(code), count, gapMs);
  }

  run(code: string): Promise<Answer> {
    return answered(() => this.#run(code));
  }

  async interrupted(code: string): Promise<number> {
    const running = this.#run(code);
    await sleep(LOOP_MS);
    return timed(async () => {
      await this.#tmux("send-keys", "C-c");
      await running;
    });
  }

  async close(): Promise<void> {
    await this.#tmux("kill-server").catch(() => undefined);
    rmSync(this.#folder, { recursive: true });
  }

  async #run(code: string): Promise<string> {
    const before = blocksOf(await this.#screen()).length;
    await this.#type(code);
    for (;;) {
      const screen = await this.#screen();
      const blocks = blocksOf(screen);
      if (blocks.length > before || screen.trimEnd().endsWith(END)) {
        await this.#clear();
        return outputOf(screen, blocks, code);
      }
      await sleep(POLL_MS);
    }
  }

  async #screen(): Promise<string> {
    const screen = await this.#tmux("capture-pane", "-J", "-p", "-S", "-");
    return screen
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n");
  }

  async #clear(): Promise<void> {
    await this.#tmux("send-keys", "C-l");
    await sleep(SETTLE_MS);
    await this.#tmux("clear-history");
  }

  async #type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", "--", text);
    await this.#tmux("send-keys", "Enter");
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const options = { maxBuffer: 2 ** 28 };
    try {
      return (await execute("tmux", ["-S", join(this.#folder, "socket"), ...args], options)).stdout;
    } catch (cause) {
      throw new Error("it is gone", { cause });
    }
  }
}

function blocksOf(screen: string): RegExpExecArray[] {
  return [...screen.matchAll(BLOCK)];
}

/** What stands between the last two prompts, or before the only one, without the command's echo. */
function outputOf(screen: string, blocks: readonly RegExpExecArray[], code: string): string {
  const [last, previous] = [blocks.at(-1), blocks.at(-2)];
  const start = previous ? previous.index + previous[0].length : 0;
  const text = screen.slice(start, last?.index).trimStart();
  return (text.startsWith(code) ? text.slice(code.length) : text).trim();
}
