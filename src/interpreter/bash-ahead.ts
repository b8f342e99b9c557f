/**
 * The beginning of the next line, in `ctl` ahead of need. bash reads a FIFO one byte a system call: it has done so with this by the time
 * that the next run comes, which stands in a file and is one read. It is evaluated at the top level, as a line of `ctl` is.
 *
 * Each such beginning is ended by the line that follows, and evaluates what stands in its file when bash comes to it. Two rules make that each
 * run is evaluated, and once: a file holds a run only where all that was written before has been read, and what holds one is not touched,
 * nor named by another beginning, until that run is answered.
 *
 * It is `mapfile` that reads: `$(<r0)` is empty in bash 5.2 where a trap runs while it is expanded, and forks in older ones.
 */
export class Ahead {
  /** A shell is there that takes lines, and writes none of its own (anew.sh). */
  #isUsed = false;
  /** It stands in `ctl`, or the shell has read it. */
  #isSent = false;
  #unanswered = 0;
  /** What was written last has an answer: when that has come, all has been read. */
  #hasLastAnswer = false;
  /** The file of the beginning; the other may hold a run that goes on. */
  #file: 0 | 1 = 0;
  #contents: [string, string] = ["", ""];

  /** @param fill replaces what stands in a file. */
  constructor(
    private readonly folder: string,
    private readonly fill: (name: string, text: string) => void,
  ) {}

  /** A shell is ready. */
  begin(): void {
    this.#isUsed = true;
    for (const file of [0, 1] as const) this.#fill(file, "", true); // under `set -e` a file that is missing would end the shell
  }

  /** The next run may stand in the file. */
  get isReady(): boolean {
    return this.#isSent && this.#hasLastAnswer && this.#unanswered === 0;
  }

  /** The shell that had it is gone. */
  forget(): void {
    this.#isUsed = false;
    this.#isSent = false;
    this.#hasLastAnswer = false;
    this.#unanswered = 0;
  }

  /** The shell has answered a line. */
  answered(): void {
    if (this.#unanswered > 0) this.#unanswered--;
  }

  /** What is written for lines that stand for themselves. @param answers how many of them are answered. */
  lines(text: string, answers: 0 | 1): string {
    const end = this.#isSent ? " \n" : "";
    this.#isSent = this.#isUsed;
    this.#unanswered += answers;
    this.#hasLastAnswer = answers > 0; // one without may still be unread when the answer of an earlier one comes
    return `${end}${text}${this.#isUsed ? this.#beginning : ""}`;
  }

  /**
   * What is written for a line in the file, which tells its end itself. Where it has not, the line behind it does.
   * @param behind what tells it.
   */
  run(text: string, behind: string): { written: string; behind: string } {
    const present = this.#file;
    this.#file = present === 0 ? 1 : 0;
    this.#fill(this.#file, "");
    this.#fill(present, text);
    this.#unanswered++;
    this.#hasLastAnswer = true;
    const untold = `case \${_hfto-} in "")${behind};;esac`;
    // Two bytes end the beginning: a shell that is killed while it reads takes one at most, and has not begun the run.
    return { written: ` \n${untold}\n${this.#beginning}`, behind: untold };
  }

  get #beginning(): string {
    return `\\builtin mapfile -d '' _hfd <${this.folder}/r${this.#file};\\builtin eval "\${_hfd-}"`;
  }

  #fill(file: 0 | 1, text: string, always = false): void {
    if (always || this.#contents[file] !== text) this.fill(`r${file}`, text);
    this.#contents[file] = text;
  }
}
