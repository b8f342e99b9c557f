/**
 * The beginning of the next line, in `ctl` ahead of need. bash reads a FIFO one byte a system call: it has done so with this by the time
 * that the next run comes, which stands in the file `r` and is one read. It is evaluated at the top level, as a line of `ctl` is.
 *
 * Each such beginning is ended by the line that follows, and evaluates what stands in `r` when bash comes to it. So `r` holds a run only
 * while all that was written before has been answered, and is empty otherwise: nothing is ever evaluated twice.
 */
import { put } from "./bash-files.js";

/** Before this version `$(<file)` forks, which a user's trap of CHLD would see. */
const VERSION = /^(?:5\.[2-9]|5\.\d\d|[6-9]\.|\d\d)/;

export class Ahead {
  #isUsed = false;
  /** It stands in `ctl`, or the shell has read it. */
  #isSent = false;
  #unanswered = 0;
  /** The last line has been answered, and with it all before. */
  #isAnswered = false;
  #content = "";
  /** The line that tells of the state, as the file `b` has it. */
  #telling = "";

  /** @param fill replaces what stands in `r`. */
  constructor(
    private readonly folder: string,
    private readonly fill: (text: string) => void,
  ) {}

  /** A shell of this version is ready for lines. */
  begin(version: string): void {
    this.#isUsed = VERSION.test(version);
    if (this.#isUsed) this.fill(this.#content); // under `set -e` a file that is missing would end the shell
  }

  /** The next run may stand in `r`. */
  get isReady(): boolean {
    return this.#isSent && this.#isAnswered;
  }

  /** The shell that had it is gone; until another is ready, that one may write into `ctl` itself (anew.sh). */
  forget(): void {
    this.#isUsed = false;
    this.#isSent = false;
    this.#isAnswered = false;
    this.#unanswered = 0;
  }

  /** The shell has answered a line. */
  answered(): void {
    if (this.#unanswered > 0) this.#unanswered--;
    this.#isAnswered = this.#unanswered === 0;
  }

  /** What is written for lines that stand for themselves. @param answers how many of them are answered. */
  lines(text: string, answers: 0 | 1): string {
    const end = this.#end("", answers);
    this.#isSent = this.#isUsed;
    return `${end}${text}${this.#isUsed ? this.#beginning : ""}`;
  }

  /**
   * What is written for a line in `r`, which tells its end itself. Where it was cut short the line behind it tells that.
   * @param tell what tells it.
   */
  run(text: string, tell: string): { written: string; behind: string } {
    const end = this.#end(`${text};${tell}`, 1);
    if (tell !== this.#telling) put(this.folder, "b", tell);
    this.#telling = tell;
    const behind = `case \${_hfe-} in "")\\builtin eval "$(<${this.folder}/b)";;esac`;
    return { written: `${end}${behind}\n${this.#beginning}`, behind };
  }

  get #beginning(): string {
    return `\\builtin eval "$(<${this.folder}/r)"`;
  }

  #end(content: string, answers: 0 | 1): string {
    this.#unanswered += answers;
    this.#isAnswered = false;
    if (!this.#isSent) return "";
    if (content !== this.#content) this.fill(content);
    this.#content = content;
    return "\n";
  }
}
