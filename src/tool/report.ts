/** A run's result as a model reads it: what the run wrote, then one line for each thing that is not as usual. */
import type { Job } from "../session/jobs.js";
import type { RunResult } from "../session/result.js";
import { type Cut, cut, share } from "./cut.js";
import { asLeftOnScreen, isRedrawn } from "./screen-text.js";
import { tokensOf } from "./tokens.js";

export interface ReportOptions {
  readonly tokensMax: number;
  /** Stands behind each run_id that is to be called: " session=NAME" where that is not the tool's own. */
  readonly where?: string;
  /** What the run has left alive, where its changes name jobs. */
  readonly jobs?: readonly Job[];
  /** Where `stdout` and `stderr` of the result begin in the run's output; undefined: not known. */
  readonly offsets?: Readonly<Record<Stream, number | undefined>>;
}

export type Stream = "stdout" | "stderr";

/** What is shown of one text, and what the notes say about the rest. */
interface Part {
  readonly text: string;
  readonly notes: readonly string[];
}

const NOTHING: Part = { text: "", notes: [] };
const START = { stdout: 0, stderr: 0 } as const;
/** Background output is news, not what was asked for. */
const BACKGROUND_SHARE = 0.25;
const BINARY_SHARE = 0.1;

/** The text of a result. */
export function report(result: RunResult, options: ReportOptions): string {
  const { stdout, stderr, value, background } = parts(result, options);
  const texts = [
    stdout.text,
    stdout.text !== "" && stderr.text !== "" ? `[stderr]\n${stderr.text}` : stderr.text,
    value.text,
    ...background.map(({ text }) => text),
  ].filter((text) => text !== "");
  const notes = [
    ...[stdout, stderr, value, ...background].flatMap((part) => part.notes),
    ...unusual(result, options.jobs ?? [], options.where ?? ""),
  ];
  if (texts.length === 0 && notes.length === 0) return "(no output)";
  if (texts.length === 1 && notes.length === 0) return texts.join("");
  return [...texts.map(asLines), ...notes.map((note) => `[${note}]\n`)].join("").replace(/\n$/, "");
}

function parts(result: RunResult, { tokensMax, offsets = START, where = "" }: ReportOptions) {
  const background = result.background ?? [];
  const news = background.map((one) => one.stdout + one.stderr);
  const wants = [result.stdout, result.stderr, result.result ?? ""].map((text) => tokensOf(text, tokensMax));
  const newsWant = Math.min(tokensMax * BACKGROUND_SHARE, tokensOf(news.join(""), tokensMax));
  const [forStdout = 0, forStderr = 0, forValue = 0, forNews = 0] = share(tokensMax, [...wants, newsWant]);
  return {
    stdout:
      result.screen === undefined
        ? ofStream(result, "stdout", { tokensMax: forStdout, start: offsets.stdout, where })
        : { text: result.screen, notes: ["that is its screen"] },
    stderr: ofStream(result, "stderr", { tokensMax: forStderr, start: offsets.stderr, where }),
    value: result.result === undefined ? NOTHING : ofValue(result.result, forValue),
    background: background.map(({ runId }, index) =>
      ofBackground(runId, news[index] ?? "", Math.floor(forNews / background.length), where),
    ),
  };
}

/** One stream as a screen shows it: its head and tail, and how to get what is between. */
function ofStream(
  result: RunResult,
  stream: Stream,
  { tokensMax, start, where }: { tokensMax: number; start: number | undefined; where: string },
): Part {
  const run = `action=output run_id=${result.runId}${where}${stream === "stderr" ? " stream=stderr" : ""}`;
  const binary = result.binary?.[stream];
  if (binary && isMostlyBinary(result[stream]))
    return { text: "", notes: [`${stream} is binary: ${binary.type}, ${binary.bytes} bytes`] };
  const text = asShown(result[stream]);
  const redrawn = text !== result[stream]; // then its offsets are not those of the bytes
  const kept = result.truncated?.[stream];
  const found = cut(text, tokensMax);
  const keptNote = kept && !redrawn ? [`${kept.total} bytes of ${stream} in all: ${run} reads any part`] : [];
  const notes = binary ? [`${stream} is no text; shown as far as it is UTF-8`] : [];
  if (!found) return { text, notes: [...notes, ...keptNote] };
  // What the session itself left out lies in the part that is left out here.
  const missing =
    kept && start === 0 ? kept.total - found.offset - Buffer.byteLength(found.tail) : found.bytes;
  const how =
    start === undefined || redrawn ? "tail=… or grep=…" : `offset=${start + found.offset} length=${missing}`;
  return {
    text: joined(
      found,
      `${lineCount(found.lines, kept !== undefined)}${missing} bytes of ${stream} left out`,
    ),
    notes: [...notes, `the rest: ${run} ${how}`],
  };
}

/** What redraws itself as a terminal leaves it. */
function asShown(text: string): string {
  return isRedrawn(text) ? asLeftOnScreen(text) : text;
}

/** A few bytes that are no text, such as the NULs of `find -print0`, leave a text readable. */
function isMostlyBinary(text: string): boolean {
  const strange = text.match(/[\0-\x08\x0e-\x1a\x7f\ufffd]/g)?.length ?? 0;
  return strange > text.length * BINARY_SHARE;
}

function lineCount(lines: number, unsure: boolean): string {
  return lines === 0 || unsure ? "" : `${lines} ${lines === 1 ? "line" : "lines"}, `;
}

function ofValue(value: string, tokensMax: number): Part {
  const found = cut(value, tokensMax);
  if (!found) return { text: value, notes: [] };
  return {
    text: joined(found, `${found.bytes} bytes of the value left out`),
    notes: ["the value is cut: print the part that you need"],
  };
}

function ofBackground(runId: string, text: string, tokensMax: number, where: string): Part {
  const title = `[meanwhile, from what ${runId} left running]\n`;
  const found = cut(text, tokensMax, 0.75);
  if (!found) return { text: `${title}${text}`, notes: [] };
  return {
    text: `${title}${joined(found, `${found.bytes} bytes left out: action=output run_id=${runId}${where}`)}`,
    notes: [],
  };
}

function joined({ head, tail }: Cut, what: string): string {
  return `${asLines(head)}[… ${what} …]\n${tail}`;
}

function asLines(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** One line for each. */
function unusual(result: RunResult, jobs: readonly Job[], where: string): string[] {
  const { restored, notShared = {}, reached, changes } = result;
  const lines = ending(result, where);
  if (reached)
    lines.push(
      "port" in reached
        ? `port ${reached.port} is open`
        : `${JSON.stringify(reached.text)} is on ${reached.stream}`,
    );
  if (restored) {
    const lost = [named(restored.lost), restored.never ?? ""].filter((text) => text !== "").join("; ");
    // A script that ends by `exit` is nothing unusual: where all is kept there is nothing to know.
    if (lost !== "" || result.status === "crashed")
      lines.push(`restored: ${restored.reason}${lost === "" ? "" : `; not kept: ${lost}`}`);
  }
  const refused = named(notShared);
  if (refused !== "") lines.push(`${result.language} cannot take: ${refused}`);
  const left = jobs.filter(({ jobId }) => changes?.jobs.added.includes(jobId));
  if (left.length > 0) lines.push(`left running: ${left.map(describeJob).join(", ")}`);
  return lines;
}

function ending(result: RunResult, where: string): string[] {
  const { runId, durationMs, needsInput, screen } = result;
  const after = seconds(durationMs);
  const kept = result.restored ? "" : "; state kept";
  switch (result.status) {
    case "completed":
      return [];
    case "failed":
      return [`exit code ${result.exitCode}`];
    case "timed_out":
      return [`timed out after ${after} (timeout_ms)${kept}`];
    case "interrupted":
      return [`interrupted${kept}`];
    case "crashed":
      return [`crashed, exit code ${result.exitCode}`];
    case "running":
      return [
        result.reached
          ? `run ${runId} goes on`
          : `still running after ${after}: action=wait run_id=${runId}${where}, or interrupt`,
      ];
    case "needs_input": {
      const asked = screen === undefined ? (needsInput?.prompt ?? "") : "";
      const prompt = asked === "" ? "" : ` at ${JSON.stringify(asked.slice(-200))}`;
      const hidden = needsInput?.echo === false ? ", not echoed" : "";
      const what = screen === undefined ? 'text="…\\n"' : 'keys=["…"]';
      const reads = needsInput?.guess ? "may read" : "reads";
      const orWait = needsInput?.guess
        ? `, or action=wait (a guess: it may not be inspected, and is silent)`
        : "";
      return [
        `${needsInput?.program ?? "a program"} ${reads} its input${prompt}${hidden}: action=input run_id=${runId}${where} ${what}${orWait}`,
      ];
    }
  }
}

function named(reasons: Readonly<Record<string, string>>): string {
  const all = Object.entries(reasons).map(([name, reason]) => `${name} (${reason})`);
  const more = all.length > 10 ? [`and ${all.length - 10} more`] : [];
  return [...all.slice(0, 10), ...more].join(", ").replaceAll("\n", " ");
}

function describeJob(job: Job): string {
  const command = job.command.length > 80 ? `${job.command.slice(0, 80)}…` : job.command;
  const ports = job.ports.length > 0 ? `, port ${job.ports.join(", ")}` : "";
  return `${job.jobId} of ${job.runId} (${command.replaceAll("\n", " ")}${ports})`;
}

export function seconds(durationMs: number): string {
  const value = durationMs / 1000;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}
