/** No figure is typed: the page and the README's figures are what the report of a run makes of itself. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isBetter } from "../bench/page/compare.js";
import { pageOf } from "../bench/page/compose.js";
import { withFigures } from "../bench/page/figures.js";
import { type Report, reportText } from "../bench/report.js";
import type { Row, Table } from "../bench/table.js";

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const text = read("docs/benchmarks.json");
const report = JSON.parse(text) as Report;
const tables = report.parts.flatMap((part) => part.tables);
const page = read("docs/benchmarks.md");
const sectionOf = (title: string) => page.split(/^### /m).find((part) => part.startsWith(`${title}\n`)) ?? "";

describe("the committed figures", () => {
  test("the report is as the bench writes it", () => expect(reportText(report)).toBe(text));
  test("the page is what the report makes", () => expect(page).toBe(pageOf(report)));
  test("so are the README's figures", () => {
    const readme = read("README.md");
    expect(withFigures(readme, report)).toBe(readme);
    const region = /<!-- figures:begin -->([^]*)<!-- figures:end -->/.exec(readme)?.[1] ?? "";
    expect(region.match(/`npm run bench/g)?.length).toBeGreaterThanOrEqual(6);
    expect(region).toContain("slower"); // where another way is faster is said, too
  });

  test.each(tables.map((table) => [table.title, table] as const))("the page has %s", (title, table) => {
    const section = sectionOf(title);
    for (const { name } of table.rows) expect(section).toContain(name);
    for (const { name } of table.checks?.rows ?? []) expect(section).toContain(name);
    for (const note of table.notes ?? []) expect(section).toContain(note);
  });

  test("nothing failed while they were made, and all of the bench was run", () => {
    expect(text).not.toContain("FAILED");
    const names = report.parts.map(({ name }) => name);
    expect(names).toEqual(["runs", "peers", "sessions", "scale", "output", "input", "faces", "start"]);
    expect(report.command).toBe("npm run bench -- --json docs/benchmarks.json");
  });

  test("each target that is missed is on the page, with its reason", () => {
    const missed = tables.flatMap(({ rows }) => rows.flatMap(({ verdict }) => verdict ?? []));
    for (const { met, reason } of missed) if (!met && reason !== undefined) expect(page).toContain(reason);
    expect(page).toContain(`${missed.filter(({ met }) => met).length} of ${missed.length} targets are met`);
  });

  test("no path and no name of the machine that they were made on", () => {
    expect(text).not.toMatch(/\/(?:root|home|tmp|usr|work)\b/);
  });
});

describe("what is faster than Holdfast", () => {
  const row = (name: string, p50: number, role: Row["role"], unit: Row["unit"] = "us"): Row => ({
    name,
    unit,
    figures: { count: 9, p10: p50, p50, p99: p50 },
    role,
  });
  const reportOf = (...rows: Row[]): Report => {
    const table: Table = { title: "a race", rows };
    return { ...report, parts: [{ name: "runs", seconds: 1, tables: [table] }] };
  };
  const top = (made: string) => made.slice(0, made.indexOf("## Targets"));

  test("comes before it in its table, and in the section on top", () => {
    const made = pageOf(
      reportOf(row("slug", 30, "peer"), row("holdfast", 20, "holdfast"), row("hare", 10, "peer")),
    );
    const order = ["hare", "**holdfast**", "slug"].map((name) => made.indexOf(`\n| ${name} |`));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(top(made)).toContain("| a race | hare | 10.0 µs | 20.0 µs | 2.0 times |");
    expect(top(made)).not.toContain("slug");
  });

  test("is more, where more is better", () => {
    const made = pageOf(reportOf(row("pipe", 40, "floor", "MB/s"), row("holdfast", 20, "holdfast", "MB/s")));
    expect(top(made)).toContain("| a race | pipe | 40.0 MB/s | 20.0 MB/s | 2.0 times |");
    expect(isBetter(row("a", 1, "peer"), row("b", 2, "peer"))).toBe(true);
  });

  test("is nowhere, where Holdfast leads", () => {
    expect(top(pageOf(reportOf(row("slug", 30, "peer"), row("holdfast", 20, "holdfast"))))).toContain(
      "Nowhere.",
    );
  });

  test("a README without the region is refused", () => {
    expect(() => withFigures("# Holdfast\n", report)).toThrow("figures:begin");
  });
});
