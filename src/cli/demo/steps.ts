/** The demo's job, step by step. Each step's code is shown as it runs. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Seen, Step } from "./step.js";

const printed =
  (pattern: RegExp) =>
  ({ result }: Seen) =>
    pattern.test(result.stdout);
const inFolder =
  (name: string) =>
  ({ result, workspace }: Seen) =>
    result.cwd === join(workspace, name);
const left =
  (...path: string[]) =>
  ({ workspace }: Seen) =>
    existsSync(join(workspace, ...path));
const restored = ({ result }: Seen) =>
  result.restored !== undefined && Object.keys(result.restored.lost).length === 0;

export const steps: readonly Step[] = [
  {
    title: "A repository, a virtual environment, a variable, a function",
    language: "bash",
    code: String.raw`
git init --quiet && python3 -m venv --without-pip .venv && . .venv/bin/activate
mkdir data && cd data && cp "$WEATHER" .
export CITY=Seattle
say() { printf '%s: %s\n' "$CITY" "$*"; }
say "$(($(wc -l < seattle-weather.csv) - 1)) days of weather"`,
    proves: {
      repository: left(".git", "HEAD"),
      "virtual environment": left(".venv", "bin", "python3"),
      "rows counted": ({ result, facts }) => result.stdout === `Seattle: ${facts.days} days of weather\n`,
    },
  },
  {
    title: "Python starts in that environment and folder, and loads the data",
    language: "python",
    code: String.raw`
import csv, os, statistics, sys
days = list(csv.DictReader(open("seattle-weather.csv")))
def monthly(column):
    of = lambda month: [float(day[column]) for day in days if int(day["date"][5:7]) == month]
    return [statistics.mean(of(month)) for month in range(1, 13)]

print(os.environ["CITY"], len(days), "days,", os.path.basename(sys.prefix))`,
    proves: {
      "cd from bash": inFolder("data"),
      "export from bash": printed(/^Seattle /),
      "its environment": printed(/\.venv$/m),
      "same count": ({ result, facts }) => result.stdout.includes(` ${facts.days} days`),
    },
  },
  {
    title: "It analyses them; the results stay as variables",
    language: "python",
    code: String.raw`
import calendar
rain, high = monthly("precipitation"), monthly("temp_max")
months = list(calendar.month_abbr)[1:]
wettest = months[rain.index(max(rain))]
bars = "".join("▁▂▃▄▅▆▇█"[int(7 * amount / max(rain))] for amount in rain)
print(f"rain from January to December {bars} wettest {wettest}")
os.environ["PYTHON_PID"] = str(os.getpid())`,
    proves: {
      "right month": ({ result, facts }) => result.stdout.endsWith(`wettest ${facts.wettest}\n`),
    },
  },
  {
    title: "SIGKILL to Python, from bash, which still has its function",
    language: "bash",
    code: String.raw`
kill -KILL "$PYTHON_PID"; while kill -0 "$PYTHON_PID" 2>/dev/null; do :; done
say "Python $PYTHON_PID is dead"`,
    proves: { "export from Python": printed(/^Seattle: Python \d+ is dead$/m) },
  },
  {
    title: "Python goes on, in another process",
    language: "python",
    code: String.raw`
import json
print(f"{len(days)} days, wettest {wettest}, July {monthly('temp_max')[6]:.1f} °C")
print("process", os.environ["PYTHON_PID"], "before,", os.getpid(), "now")
table = [dict(month=m, rain=r, high=h) for m, r, h in zip(months, rain, high)]
with open("monthly.json", "w") as file:
    json.dump(table, file)`,
    proves: {
      restored,
      variables: ({ result, facts }) => result.stdout.includes(`${facts.days} days, `),
      functions: ({ result, facts }) => result.stdout.includes(`July ${facts.julyHigh} °C`),
      imports: left("data", "monthly.json"),
      cwd: inFolder("data"),
      "another process": printed(/^process (\d+) before, (?!\1 )\d+ now$/m),
    },
  },
  {
    title: "Node draws what Python left, in TypeScript",
    language: "node",
    code: String.raw`
import { readFileSync, writeFileSync } from "node:fs";
type Month = { month: string; rain: number; high: number };
const months: Month[] = JSON.parse(readFileSync("monthly.json", "utf8"));
const bars = months.map(({ rain }, i) => "M" + (10 + 20 * i) + " 100v-" + Math.round(15 * rain));
const rows = months.map((m) => [m.month, m.rain.toFixed(1), m.high.toFixed(1)].join(" | "));
process.chdir("..");
writeFileSync("rain.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 100">'
  + '<path stroke="steelblue" stroke-width="16" d="' + bars.join("") + '"/></svg>\n');
writeFileSync("REPORT.md", ["# Rain in " + process.env.CITY, "![mm a day](rain.svg)", "",
  "month | mm a day | high, °C", "---|---|---", ...rows, ""].join("\n"));
console.log(rows.length, "months in REPORT.md and rain.svg");`,
    proves: {
      report: ({ workspace, facts }) =>
        readFileSync(join(workspace, "REPORT.md"), "utf8").includes(` | ${facts.julyHigh}\n`),
      drawing: ({ workspace }) =>
        readFileSync(join(workspace, "rain.svg"), "utf8").split(" 100v-").length === 13,
    },
  },
  {
    title: "An endless loop meets its limit of 300 ms",
    language: "node",
    code: String.raw`
let turns = 0;
while (true) turns++;`,
    timeoutMs: 300,
    ends: "timed_out",
    proves: { stopped: ({ result }) => result.exitCode === null },
  },
  {
    title: "Nothing of Node's is lost",
    language: "node",
    code: String.raw`
console.log(turns > 0 ? "a counter that counted" : "no count", "and", months.length, "months");`,
    proves: {
      variables: printed(/^a counter that counted and 12 months$/m),
      "same process": ({ result }) => result.restored === undefined,
    },
  },
  {
    title: "SIGKILL to bash, by itself, between add and commit",
    language: "bash",
    code: String.raw`
pwd; git add REPORT.md rain.svg data; kill -KILL $$; echo never`,
    ends: "crashed",
    proves: {
      "chdir from Node": ({ result, workspace }) => result.stdout === `${workspace}\n`,
      "exit code 137": ({ result }) => result.exitCode === 137,
      restored,
    },
  },
  {
    title: "bash goes on, and leaves a job behind",
    language: "bash",
    code: String.raw`
git commit --quiet --message "Rain in $CITY"
say "$(git log --oneline | wc -l) commit, $(basename "$VIRTUAL_ENV") active"
while sleep 1; do date > .heartbeat; done &`,
    proves: {
      "function and variables": printed(/^Seattle: 1 commit, \.venv active$/m),
      cwd: ({ result, workspace }) => result.cwd === workspace,
      "job known": ({ result }) => (result.changes?.jobs.added.length ?? 0) > 0,
      "state complete": ({ state }) =>
        ["say", "monthly"].every((name) => state.functions.includes(name)) &&
        ["days", "turns"].every((name) => state.names.some((known) => known.name === name)),
    },
  },
];
