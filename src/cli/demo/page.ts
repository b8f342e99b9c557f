/** How the demo looks: a column for the number and the language, one for the text, one for the time. */
import type { RunResult } from "../../session/result.js";
import { paintFor } from "../paint.js";
import type { Step } from "./step.js";

const TITLE_COLUMN = 12;
const WIDTH = 100;

/** A line of the summary. */
export type Row = readonly [value: string, text: string, good?: boolean];

export type Verdict = readonly (readonly [label: string, holds: boolean])[];

export class Page {
  readonly #paint = paintFor(process.stdout);

  /** @param silent nothing is printed: another form is wanted. */
  constructor(private readonly silent = false) {}

  #number = 0;

  open(workspace: string): void {
    const { bold, dim } = this.#paint;
    this.#print(`\n  ${bold("holdfast demo")}  ${dim(`one session in ${workspace}`)}\n`);
  }

  /** Shows what is about to run. */
  begin({ language, title, code }: Step): void {
    const { bold, cyan, dim } = this.#paint;
    this.#print(
      `\n${String(++this.#number).padStart(2)}  ${cyan(language.padEnd(TITLE_COLUMN - 4))}${bold(title)}`,
    );
    this.#print(`\n${indented(code.trim(), (line) => dim(`│ ${line}`))}`);
  }

  /** Shows what came of it. */
  end({ stdout, stderr, durationMs }: RunResult, verdict: Verdict): void {
    const { dim, green, red, yellow } = this.#paint;
    const good = verdict.every(([, holds]) => holds);
    this.#print(indented(stdout.trimEnd(), (line) => `› ${line}`));
    if (!good) this.#print(indented(stderr.trimEnd(), (line) => yellow(`› ${line}`)));
    const ticks = verdict.map(([label, holds]) => `${holds ? green("✓") : red("✗")} ${label}`).join("  ");
    const length = verdict.reduce((sum, [label]) => sum + label.length + 4, -2);
    const time = `${durationMs.toFixed(durationMs < 10 ? 1 : 0)} ms`;
    const gap = Math.max(2, WIDTH - TITLE_COLUMN - length - time.length);
    this.#print(`${" ".repeat(TITLE_COLUMN)}${ticks}${" ".repeat(gap)}${dim(time)}\n`);
  }

  /** Figures in the left column, what they mean in the right one. */
  close(rows: readonly Row[]): void {
    const { bold, green, red } = this.#paint;
    this.#print("\n");
    for (const [value, text, good = true] of rows)
      this.#print(`${(good ? green : red)(bold(value.padStart(TITLE_COLUMN - 2)))}  ${text}\n`);
    this.#print("\n");
  }

  #print(text: string): void {
    if (!this.silent) process.stdout.write(text);
  }
}

function indented(text: string, paint: (line: string) => string): string {
  if (text === "") return "";
  const lines = text.split("\n").map((line) => `${" ".repeat(TITLE_COLUMN)}${paint(line)}`.trimEnd());
  return `${lines.join("\n")}\n`;
}
