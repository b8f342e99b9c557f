/**
 * docs/demo.svg: a terminal that shows what `holdfast demo` has printed, step by step. `npm run demo:svg` records it anew.
 */
import { fileURLToPath } from "node:url";

export const drawing = fileURLToPath(new URL("../../docs/demo.svg", import.meta.url));

const COLUMNS = 110;
const ROWS = 24;
const FONT_PX = 13;
const CELL = { width: 7.8, height: 19, baseline: 14 } as const;
const EDGE = { side: 18, top: 40, bottom: 14 } as const;
const WIDTH = Math.ceil(COLUMNS * CELL.width + 2 * EDGE.side);
const HEIGHT = ROWS * CELL.height + EDGE.top + EDGE.bottom;

/** How long the reader looks at code, at what came of it, and at the end. */
const SHOWN_S = { code: 1.3, outcome: 1.1, end: 7 } as const;

/** Styles by the SGR parameters that the demo uses. */
const STYLES: Readonly<Record<string, string>> = { 1: "b", 2: "d", 32: "g", 36: "c" };

interface Segment {
  readonly column: number;
  readonly text: string;
  readonly style: string;
}

/** Lines that appear at one moment. */
interface Scene {
  readonly first: number;
  readonly lines: readonly (readonly Segment[])[];
  readonly atS: number;
}

export function drawDemo(output: string): string {
  const lines = [`\x1b[32m$\x1b[39m \x1b[1mnpx holdfast demo\x1b[22m`, ...output.trimEnd().split("\n")].map(
    segmentsOf,
  );
  const scenes = scenesOf(lines);
  const lengthS = (scenes.at(-1)?.atS ?? 0) + SHOWN_S.end;
  const percent = (seconds: number) => Number(((100 * seconds) / lengthS).toFixed(2));
  const above = (rows: number) => Math.max(0, rows - ROWS) * CELL.height;
  const moments = scenes.slice(1).map(({ atS, first, lines: shown }, index) => {
    const [before, after] = [above(first), above(first + shown.length)];
    const at = percent(atS);
    return {
      appear: at > 0 ? `@keyframes s${index + 1}{0%,${at}%{opacity:0}${at + 0.01}%,100%{opacity:1}}` : "",
      use: `.s${index + 1}{animation-name:s${index + 1}}`,
      scroll:
        before === after
          ? ""
          : `${at}%{transform:translateY(-${before}px)}${at + 0.8}%{transform:translateY(-${after}px)}`,
    };
  });
  const style = [
    `text{font:${FONT_PX}px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;fill:#d5dce5;white-space:pre}`,
    ".b{fill:#fff;font-weight:600}.d{fill:#8b96a5}.g{fill:#57d08b}.c{fill:#5cc6dd}",
    `g g{animation:${lengthS}s infinite}#all{animation:scroll ${lengthS}s infinite;transform:translateY(-${above(lines.length)}px)}`,
    `@keyframes scroll{0%{transform:none}${moments.map(({ scroll }) => scroll).join("")}}`,
    ...moments.map(({ appear, use }) => appear + use),
    "@media (prefers-reduced-motion:reduce){g,g g{animation:none!important}}",
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title desc">`,
    '<title id="title">holdfast demo</title>',
    `<desc id="desc">A terminal runs the demo. ${escaped(titlesOf(lines).join(". "))}.</desc>`,
    `<style>${style.join("")}</style>`,
    `<rect x=".5" y=".5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="9" fill="#10151d" stroke="#2c3644"/>`,
    ...["#ec6a5e", "#f4bf4f", "#61c554"].map(
      (fill, index) => `<circle cx="${20 + 18 * index}" cy="20" r="5.5" fill="${fill}"/>`,
    ),
    `<svg y="${EDGE.top}" width="${WIDTH}" height="${ROWS * CELL.height}"><g id="all">`,
    ...scenes.map(drawScene),
    "</g></svg></svg>\n",
  ].join("\n");
}

/** What a drawing shows, as plain lines. */
export function readDrawing(svg: string): string {
  const rows = new Map<number, string>();
  for (const [, x = "", y = "", text = ""] of svg.matchAll(
    /<text x="([\d.]+)" y="(\d+)"[^>]*>([^<]*)<\/text>/g,
  )) {
    const column = Math.round((Number(x) - EDGE.side) / CELL.width);
    rows.set(Number(y), (rows.get(Number(y)) ?? "").padEnd(column) + unescaped(text));
  }
  return [...rows.values()].join("\n");
}

const isTitleOf = (line: readonly Segment[]) =>
  /^\d+$/.test(line[0]?.text.trim() ?? "") && line[1]?.style === "c";

/** What each step is about, for those who do not see the drawing. */
function titlesOf(lines: readonly (readonly Segment[])[]): string[] {
  return lines.filter(isTitleOf).map((line) => line.map(({ text }) => text).join(" "));
}

/** Each step is two scenes: its title and code, and what came of it. */
function scenesOf(lines: readonly (readonly Segment[])[]): Scene[] {
  const starts = lines.flatMap((line, index) => {
    const isTitle = isTitleOf(line);
    const isCode = line[0]?.text.startsWith("│") ?? false;
    const follows = (lines[index - 1]?.[0]?.text.startsWith("│") ?? false) && !isCode;
    const isSummary = index > 0 && lines[index - 1]?.length === 0 && !isTitle && index > 4;
    return index === 0 || isTitle || follows || isSummary ? [index] : [];
  });
  let atS = -SHOWN_S.outcome; // the first step is there from the beginning, with the command above it
  return starts.map((first, nth) => {
    const scene = { first, lines: lines.slice(first, starts[nth + 1] ?? lines.length), atS };
    const isCode = scene.lines.some((line) => line[0]?.text.startsWith("│"));
    atS += isCode ? SHOWN_S.code : SHOWN_S.outcome;
    return scene;
  });
}

function drawScene({ first, lines }: Scene, index: number): string {
  const texts = lines.flatMap((segments, row) =>
    segments.map(({ column, text, style }) => {
      const [x, y] = [EDGE.side + column * CELL.width, (first + row) * CELL.height + CELL.baseline];
      const width = Number((text.length * CELL.width).toFixed(1));
      const look = style === "" ? "" : ` class="${style}"`;
      return `<text x="${Number(x.toFixed(1))}" y="${y}" textLength="${width}"${look}>${escaped(text)}</text>`;
    }),
  );
  return [`<g${index === 0 ? "" : ` class="s${index}"`}>`, ...texts, "</g>"].join("\n");
}

/** The words of a line, each with its place and look: what lies between two of them is empty. */
function segmentsOf(line: string): Segment[] {
  const segments: Segment[] = [];
  let [column, style] = [0, ""];
  for (const part of line.split(/(\x1b\[\d+m)/)) {
    const code = /^\x1b\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined) style = STYLES[code] ?? "";
    else {
      for (const { 0: text, index } of part.matchAll(/\S+(?: \S+)*/g))
        segments.push({ column: column + index, text, style });
      column += part.length;
    }
  }
  return segments;
}

const ENTITIES: readonly (readonly [string, string])[] = [
  ["&", "&amp;"],
  ["<", "&lt;"],
];
const escaped = (text: string) => ENTITIES.reduce((sum, [one, other]) => sum.replaceAll(one, other), text);
const unescaped = (text: string) =>
  ENTITIES.toReversed().reduce((sum, [one, other]) => sum.replaceAll(other, one), text);
