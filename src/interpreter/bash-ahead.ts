/**
 * The beginning of the next line, in `ctl` ahead of need. bash reads a FIFO one byte a system call: it has done so with this by the time
 * that the next run comes, which stands in the file `r` and is one read. It is evaluated at the top level, as a line of `ctl` is.
 *
 * Each such beginning is ended by the line that follows, and evaluates what stands in `r` when bash comes to it. So `r` holds a run only
 * while all that was written before has been answered, and is empty otherwise: nothing is ever evaluated twice.
 *
 * It is `mapfile` that reads: `$(<r)` is empty in bash 5.2 where a trap runs while it is expanded, and forks in older ones.
 */
export class Ahead {
  /** A shell is there that takes lines, and writes none of its own (anew.sh). */
  #isUsed = false;
  /** It stands in `ctl`, or the shell has read it. */
  #isSent = false;
  #unanswered = 0;
  /** The last line has been answered, and with it all before. */
  #isAnswered = false;
  #content = "";

  /** @param fill replaces what stands in `r`. */
  constructor(
    private readonly folder: string,
    private readonly fill: (text: string) => void,
  ) {}

  /** A shell is ready. */
  begin(): void {
    this.#isUsed = true;
    this.fill(this.#content); // under `set -e` a file that is missing would end the shell
  }

  /** The next run may stand in `r`. */
  get isReady(): boolean {
    return this.#isSent && this.#isAnswered;
  }

  /** The shell that had it is gone. */
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
   * What is written for a line in `r`, which tells its end itself. Where it has not, the line behind it does.
   * @param behind what tells it.
   */
  run(text: string, behind: string): { written: string; behind: string } {
    const end = this.#end(text, 1);
    const untold = `case \${_hfto-} in "")${behind};;esac`;
    return { written: `${end}${untold}\n${this.#beginning}`, behind: untold };
  }

  get #beginning(): string {
    return `\\builtin mapfile -d '' _hfd <${this.folder}/r;\\builtin eval "\${_hfd-}"`;
  }

  /** What ends the line that was begun. Two bytes: a shell that is killed while it reads takes one at most, and has not begun the run. */
  #end(content: string, answers: 0 | 1): string {
    this.#unanswered += answers;
    this.#isAnswered = false;
    if (!this.#isSent) return "";
    if (content !== this.#content) this.fill(content);
    this.#content = content;
    return " \n";
  }
}
