/** The page of figures, from the report of a run of the bench and nothing else. */
import type { Report } from "../report.js";
import { number } from "../table.js";
import { betterAnswers, comparisons, isBetter, tablesOf } from "./compare.js";
import { markdownTable, medianOf, tableText, timesText } from "./markdown.js";
import { sections } from "./sections.js";

const UNEXPLAINED = "nobody has looked into this yet";

export function pageOf(report: Report): string {
  return `${[
    "# Benchmarks",
    "<!-- `npm run bench:page` writes this page from benchmarks.json. -->",
    ...origin(report),
    "## Where something else is faster",
    ...faster(report),
    "## Targets",
    ...targets(report),
    ...report.parts.flatMap(({ name, tables }) => [
      `## ${sections[name]?.title ?? name}`,
      ...(sections[name] ? [sections[name].text] : []),
      ...tables.map(tableText),
    ]),
  ].join("\n\n")}\n`;
}

function origin({ command, date, seconds, versions, machine }: Report): string[] {
  const { kernel, processor, cores, memoryGb, load } = machine;
  const day = date.slice(0, 10);
  const took = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return [
    `Measured on ${day} in ${took} by \`${command}\` on ${cores} cores of ${processor}, ${memoryGb} GB, Linux ${kernel}, with a load of ${load.toFixed(2)} before it began.`,
    markdownTable(["", "version"], Object.entries(versions)),
    `A figure is a median (p50) with its spread (p10 .. p99) over n measurements. Figures of one table were made together and can be compared; the
machine's own speed drifts, so use ratios. Another machine has other figures: run the command there. \`npm run bench:page\` writes this page and
the README's figures from [benchmarks.json](benchmarks.json), and a test holds them to it.`,
  ];
}

function faster(report: Report): string[] {
  const ahead = comparisons(report).filter(({ ours, theirs }) => isBetter(theirs, ours));
  const list = (role: string) => {
    const lines = ahead
      .filter(({ theirs }) => theirs.role === role)
      .map((found) => [
        found.table.title,
        found.theirs.name,
        medianOf(found.theirs),
        medianOf(found.ours),
        timesText(found),
      ]);
    return lines.length > 0
      ? markdownTable(["what", "who is faster", "p50", "Holdfast's p50", "by"], lines)
      : "Nowhere.";
  };
  const answers = betterAnswers(report).map(
    ({ title, question, names }) =>
      `- ${title}: "${question}" holds for ${names.join(", ")}, not for Holdfast.`,
  );
  return [
    "Other ways to run code; what they lose for it is in the tables of what was observed:",
    list("peer"),
    ...(answers.length > 0 ? [answers.join("\n")] : []),
    "Floors, which do less than any of them:",
    list("floor"),
  ];
}

function targets(report: Report): string[] {
  const judged = tablesOf(report).flatMap(({ title, rows }) =>
    rows.flatMap(({ name, verdict }) => (verdict ? [{ title, name, verdict }] : [])),
  );
  const missed = judged.filter(({ verdict }) => !verdict.met);
  const reasons = new Set(missed.map(({ verdict }) => verdict.reason ?? UNEXPLAINED));
  const missedFor = (reason: string) => {
    const lines = missed
      .filter(({ verdict }) => (verdict.reason ?? UNEXPLAINED) === reason)
      .map(({ title, name, verdict: { target, value } }) => [`${title}: ${name}`, target, number(value)]);
    return [`Missed: ${reason}.`, markdownTable(["what", "target", "measured"], lines)];
  };
  const met = `${judged.length - missed.length} of ${judged.length} targets are met.`;
  return [met, ...[...reasons].flatMap(missedFor)];
}
