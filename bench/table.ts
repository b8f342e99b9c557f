/** Figures as rows of aligned tables. */
import type { Summary } from "./measure.js";
import type { Verdict } from "./targets.js";

/** Who is measured: Holdfast as it comes, another way to the same end, or a floor that does less than either. */
export type Role = "holdfast" | "peer" | "floor";

export interface Row {
  readonly name: string;
  readonly unit: "us" | "ms" | "MB" | "MB/s" | "runs" | "runs/s";
  readonly figures: Summary;
  /** How many times the figure of the table's yardstick. */
  readonly ratio?: number;
  readonly role?: Role | undefined;
  readonly verdict?: Verdict | undefined;
}

/** What each way does, observed: an answer for each of the columns. */
export interface Check {
  readonly name: string;
  readonly answers: readonly string[];
}

export interface Table {
  readonly title: string;
  /** What `ratio` is a multiple of. */
  readonly yardstick?: string;
  readonly rows: readonly Row[];
  /** Instead of rows: columns, Holdfast's first, and what was observed. */
  readonly checks?: { readonly columns: readonly string[]; readonly rows: readonly Check[] };
  /** What could not be measured, and why. */
  readonly notes?: readonly string[];
}

export function printTable({ title, yardstick, rows, checks, notes = [] }: Table): void {
  console.log(`\n${title}`);
  if (rows.length > 0)
    printLines([
      ["", "p50", "p10 .. p99", "n", yardstick ? `x ${yardstick}` : "", "target", ""],
      ...rows.map((row) => [...cells(row), row.verdict ? outcome(row.verdict) : ""]),
    ]);
  if (checks)
    printLines([["", ...checks.columns], ...checks.rows.map(({ name, answers }) => [name, ...answers])]);
  for (const note of notes) console.log(`  note: ${note}`);
}

function printLines(lines: readonly (readonly string[])[]): void {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines)
    console.log(
      `  ${line.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join("  ")}`.trimEnd(),
    );
}

/** Name, median, spread, count, ratio and target of a row. */
export function cells({ name, unit, figures, ratio, verdict }: Row): string[] {
  const { p10, p50, p99, count } = figures;
  return [
    name,
    `${number(p50)} ${unit}`,
    count > 1 ? `${number(p10)} .. ${number(p99)}` : "",
    String(count),
    ratio === undefined ? "" : number(ratio),
    verdict?.target ?? "",
  ];
}

function outcome({ met, value, reason }: Verdict): string {
  if (met) return `ok (${number(value)})`;
  return `MISSED (${number(value)})${reason === undefined ? "" : `: ${reason}`}`;
}

/** Three digits that count. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (value !== 0 && value < 0.1) return value.toPrecision(2);
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/** Names and targets stand left, figures right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 || column >= 5 ? cell.padEnd(width) : cell.padStart(width);
}
