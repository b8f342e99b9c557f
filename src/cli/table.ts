/** Rows in columns as wide as their widest cell. */
import { paintFor } from "./paint.js";

const CELL_MAX = 60;

/** Cells are one line each; the last column is not cut. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const { bold } = paintFor(process.stdout);
  const cells = rows.map((row) => row.map((cell, at) => shown(String(cell), at === row.length - 1)));
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => cell.padEnd(at === row.length - 1 ? 0 : (widths[at] ?? 0))).join("  ");
  return [bold(line(head)), ...cells.map(line)].map((text) => `${text}\n`).join("");
}

function shown(text: string, whole: boolean): string {
  const oneLine = text.replace(/\s+/g, " ").trim();
  return whole || oneLine.length <= CELL_MAX ? oneLine : `${oneLine.slice(0, CELL_MAX - 1)}…`;
}

export function bytes(count: number): string {
  return count < 1024 * 1024 ? `${Math.round(count / 1024)} KiB` : `${(count / 1024 / 1024).toFixed(1)} MiB`;
}

export function age(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
