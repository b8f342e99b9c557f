/** Figures as rows of aligned tables. */
import type { Summary } from "./measure.js";
import type { Verdict } from "./targets.js";

export interface Row {
  readonly name: string;
  readonly unit: "us" | "ms" | "MB" | "MB/s" | "runs";
  readonly figures: Summary;
  /** How many times the figure of the table's yardstick. */
  readonly ratio?: number;
  readonly verdict?: Verdict | undefined;
}

export interface Table {
  readonly title: string;
  /** What `ratio` is a multiple of. */
  readonly yardstick?: string;
  readonly rows: readonly Row[];
  /** What could not be measured, and why. */
  readonly notes?: readonly string[];
}

export function printTable({ title, yardstick, rows, notes = [] }: Table): void {
  const head = ["", "p50", "p10 .. p99", "n", yardstick ? `x ${yardstick}` : "", "target", ""];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const line of lines)
    console.log(
      `  ${line.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join("  ")}`.trimEnd(),
    );
  for (const note of notes) console.log(`  note: ${note}`);
}

function cells({ name, unit, figures, ratio, verdict }: Row): string[] {
  const { p10, p50, p99, count } = figures;
  return [
    name,
    `${number(p50)} ${unit}`,
    count > 1 ? `${number(p10)} .. ${number(p99)}` : "",
    String(count),
    ratio === undefined ? "" : number(ratio),
    verdict?.target ?? "",
    verdict ? outcome(verdict) : "",
  ];
}

function outcome({ met, value, reason }: Verdict): string {
  if (met) return `ok (${number(value)})`;
  return `MISSED (${number(value)})${reason === undefined ? "" : `: ${reason}`}`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/** Names and targets stand left, figures right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 || column >= 5 ? cell.padEnd(width) : cell.padStart(width);
}
