/** The few figures that the README has, from the report of a run of the bench and nothing else. */
import type { Report } from "../report.js";
import { comparisons, type Comparison, isBetter } from "./compare.js";
import { markdownTable, medianOf, timesText } from "./markdown.js";

const [BEGIN, END] = ["<!-- figures:begin -->", "<!-- figures:end -->"];
const SPAWNED = "a process each time";

/** What is shown: a table's row beside Holdfast's. */
interface Figure {
  readonly text: string;
  readonly title: string;
  readonly beside: string;
}

const figures: readonly Figure[] = [
  { text: "a run in bash", title: "bash: echo hi (back to back)", beside: SPAWNED },
  { text: "a run in Python", title: "python: print('hi') (back to back)", beside: SPAWNED },
  { text: "a run in Node.js", title: "node: console.log('hi') (back to back)", beside: SPAWNED },
  { text: "a run in Python", title: "python: print('hi') (back to back)", beside: "ipykernel" },
  { text: "a run in bash", title: "bash: echo hi (back to back)", beside: "pexpect replwrap" },
  {
    text: "Python from nothing to its first answer",
    title: "python: from nothing to the first answer",
    beside: "ipykernel",
  },
  {
    text: "an endless loop in Python, interrupted",
    title: "python: from the interrupt of an endless loop to the answer",
    beside: "ipykernel",
  },
];

/** The README with its region of figures written anew. Throws where it has no such region. */
export function withFigures(readme: string, report: Report): string {
  const [start, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md has no region from ${BEGIN} to ${END}`);
  return `${readme.slice(0, start)}${BEGIN}\n${figuresText(report)}\n${readme.slice(end)}`;
}

function figuresText(report: Report): string {
  const all = comparisons(report);
  const shown = figures.flatMap(({ text, title, beside }) => {
    const found = all.find(({ table, theirs }) => table.title === title && theirs.name === beside);
    return found ? [lineOf(text, found, report)] : [];
  });
  const furthest = furthestAhead(all);
  const lost = furthest
    ? [lineOf(`where another way is furthest ahead: ${furthest.table.title}`, furthest, report)]
    : [];
  const { processor, cores } = report.machine;
  return [
    `Medians of ${report.date.slice(0, 10)} on ${cores} cores of ${processor}; [docs/benchmarks.md](docs/benchmarks.md) has all, with what is faster than Holdfast first.`,
    markdownTable(["", "Holdfast", "beside it", "", "made by"], [...shown, ...lost]),
  ].join("\n\n");
}

/** The peer that is ahead by the largest factor. */
function furthestAhead(all: readonly Comparison[]): Comparison | undefined {
  const factor = ({ ours, theirs }: Comparison) => ours.figures.p50 / theirs.figures.p50;
  return all
    .filter(({ ours, theirs }) => theirs.role === "peer" && isBetter(theirs, ours))
    .toSorted((one, other) => factor(other) - factor(one))[0];
}

function lineOf(text: string, found: Comparison, { parts }: Report): string[] {
  const { table, ours, theirs } = found;
  const part = parts.find(({ tables }) => tables.includes(table))?.name ?? "";
  const pace = isBetter(theirs, ours) ? "slower" : "faster";
  return [
    text,
    medianOf(ours),
    `${theirs.name} ${medianOf(theirs)}`,
    `${timesText(found)} ${pace}`,
    `\`npm run bench -- --only ${part}\``,
  ];
}
