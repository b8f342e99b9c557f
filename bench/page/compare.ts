/** Holdfast's rows beside the others of their tables. */
import type { Report } from "../report.js";
import type { Row, Table } from "../table.js";

export interface Comparison {
  readonly table: Table;
  readonly ours: Row;
  readonly theirs: Row;
}

export function isBetter(one: Row, other: Row): boolean {
  const [mine, yours] = [one.figures.p50, other.figures.p50];
  return one.unit.endsWith("/s") ? mine > yours : mine < yours;
}

export function tablesOf({ parts }: Report): Table[] {
  return parts.flatMap(({ tables }) => tables);
}

/** Each row of another way, or of a floor, beside Holdfast's row of the same table. */
export function comparisons(report: Report): Comparison[] {
  return tablesOf(report).flatMap((table) => {
    const ours = table.rows.find(({ role }) => role === "holdfast");
    if (!ours) return [];
    const others = table.rows.filter(({ role }) => role === "peer" || role === "floor");
    return others.map((theirs) => ({ table, ours, theirs }));
  });
}

/** What was observed of another way, and not of Holdfast. */
export function betterAnswers(report: Report): { title: string; question: string; names: string[] }[] {
  return tablesOf(report).flatMap(({ title, checks }) =>
    (checks?.rows ?? []).flatMap(({ name, answers: [ours, ...others] }) => {
      const names = others.flatMap((answer, index) =>
        answer === "yes" && ours !== "yes" ? (checks?.columns[index + 1] ?? []) : [],
      );
      return names.length > 0 ? [{ title, question: name, names }] : [];
    }),
  );
}
