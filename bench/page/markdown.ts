/** Tables as Markdown. */
import { cells, type Row, type Table } from "../table.js";
import { type Comparison, isBetter } from "./compare.js";

export function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const used = head.map((_, column) => lines.some((line) => line[column] !== ""));
  const row = (line: readonly string[]) =>
    `| ${line
      .filter((_, column) => used[column])
      .map((cell) => cell.replaceAll("|", "\\|"))
      .join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map(row).join("\n");
}

/** A table with its title. In a comparison what is better than Holdfast stands first. */
export function tableText({ title, yardstick, rows, checks, notes = [] }: Table): string {
  const head = ["", "p50", "p10 .. p99", "n", yardstick === undefined ? "" : `x ${yardstick}`, "target"];
  const body = checks
    ? [
        markdownTable(
          ["", ...checks.columns],
          checks.rows.map(({ name, answers }) => [name, ...answers]),
        ),
      ]
    : rows.length > 0
      ? [markdownTable(head, ordered(rows).map(line))]
      : [];
  return [`### ${title}`, ...body, ...notes.map((note) => `Note: ${note}.`)].join("\n\n");
}

function ordered(rows: readonly Row[]): readonly Row[] {
  const ours = rows.find(({ role }) => role === "holdfast");
  if (!ours) return rows;
  const place = (row: Row) => (row.role === "holdfast" || !row.role ? 1 : isBetter(row, ours) ? 0 : 2);
  return rows.toSorted((one, other) => place(one) - place(other));
}

function line(row: Row): string[] {
  const [name = "", p50 = "", ...others] = cells(row);
  const outcome = row.verdict && !row.verdict.met ? ` **missed**` : "";
  return [row.role === "holdfast" ? `**${name}**` : name, unit(p50), ...others.slice(0, -1)].concat(
    `${others.at(-1) ?? ""}${outcome}`,
  );
}

/** `us` is for terminals. */
export function unit(figure: string): string {
  return figure.replace(/ us$/, " µs");
}

export function medianOf(row: Row): string {
  return unit(cells(row)[1] ?? "");
}

/** "12 times as fast", whichever is ahead. */
export function timesText({ ours, theirs }: Comparison): string {
  const share = isBetter(theirs, ours) ? ratioOf(theirs, ours) : ratioOf(ours, theirs);
  return `${share.toFixed(share < 10 ? 1 : 0)} times`;
}

function ratioOf(better: Row, worse: Row): number {
  const [one, other] = [better.figures.p50, worse.figures.p50];
  return one > other ? one / other : other / one;
}
