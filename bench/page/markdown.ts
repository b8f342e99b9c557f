/** Tables as Markdown. */
import { cells, number, type Row, type Table } from "../table.js";
import { inMs } from "../measure.js";
import { type Comparison, isBetter } from "./compare.js";

const MS_FROM_US = 2_000;

export function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const used = head.map((_, column) => lines.some((line) => line[column] !== ""));
  const row = (line: readonly string[]) =>
    `| ${line
      .filter((_, column) => used[column])
      .map((cell) => cell.replaceAll("|", "\\|"))
      .join(" | ")} |`;
  const figures = (column: number) => lines.every((line) => /^(?:[<>=~-]* ?\d|-?$)/.test(line[column] ?? ""));
  const rule = head.map((_, column) => (figures(column) ? "---:" : "---"));
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
  const [name = "", , spread = "", count = "", ratio = "", target = ""] = cells(inReadableUnit(row));
  const outcome = row.verdict && !row.verdict.met ? " **missed**" : "";
  return [
    row.role === "holdfast" ? `**${name}**` : name,
    medianOf(row),
    spread,
    count,
    ratio,
    `${target}${outcome}`,
  ];
}

export function medianOf(row: Row): string {
  const { figures, unit } = inReadableUnit(row);
  return `${number(figures.p50)} ${unit === "us" ? "µs" : unit}`;
}

function inReadableUnit(row: Row): Row {
  return row.unit === "us" && row.figures.p50 >= MS_FROM_US
    ? { ...row, unit: "ms", figures: inMs(row.figures) }
    : row;
}

/** "12 times as fast", whichever is ahead. */
export function timesText({ ours, theirs }: Comparison): string {
  const share = ours.figures.p50 / theirs.figures.p50;
  const times = Math.max(share, 1 / share);
  return `${times.toFixed(times < 10 ? 1 : 0)} times`;
}
