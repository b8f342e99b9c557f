// Data science in three languages: bash makes yearly means and joins two real series, Python fits a line and keeps all
// as variables, Node writes the report. Shows eval and its result, a figure in displays, changes, and state.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime } from "holdfast";

const data = new URL("../data/", import.meta.resolve("vega-datasets"));
const files = ["co2-concentration.csv", "global-temp.csv"];
const python = { language: "python" };

/** What the session has to find, by other means: from the source files, by sums. */
function expected() {
  const rowsOf = (file) => readFileSync(new URL(file, data), "utf8").trim().split("\n").slice(1);
  const [carbon, warmth] = files.map((file) => rowsOf(file).map((row) => row.split(",")));
  const mean = (values) => values.reduce((a, b) => a + b) / values.length;
  const points = warmth.flatMap(([year, y]) => {
    const months = carbon.filter(([date]) => date.startsWith(`${year}-`)).map(([, value]) => Number(value));
    return months.length ? [{ year, x: mean(months), y: Number(y) }] : [];
  });
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const xx = mean(points.map((point) => point.x ** 2)) - x ** 2;
  const yy = mean(points.map((point) => point.y ** 2)) - y ** 2;
  const xy = mean(points.map((point) => point.x * point.y)) - x * y;
  const errorOf = (point) => Math.abs(point.y - y - (xy / xx) * (point.x - x));
  const worst = points.sort((one, other) => errorOf(other) - errorOf(one)).map(({ year }) => year);
  return { years: points.length, slope: xy / xx, r: xy / Math.sqrt(xx * yy), worst: worst.slice(0, 3) };
}

const runtime = await createRuntime();
const folder = mkdtempSync(join(tmpdir(), "data-pipeline-"));
try {
  for (const file of files) copyFileSync(new URL(file, data), join(folder, file));
  const truth = expected();
  const session = await runtime.session(folder);

  const joined = await session.exec(String.raw`
    mkdir -p clean && export CLEAN=$PWD/clean
    awk -F, 'NR > 1 { y = substr($1, 1, 4); sum[y] += $2; n[y]++ }
             END { for (y in sum) printf "%s,%.12g\n", y, sum[y] / n[y] }' co2-concentration.csv | sort > clean/carbon.csv
    tail -n +2 global-temp.csv | sort > clean/warmth.csv
    join -t, clean/carbon.csv clean/warmth.csv > clean/years.csv
    wc -l < clean/years.csv`);
  assert.equal(Number(joined.stdout), truth.years, joined.stderr);
  assert.deepEqual(joined.changes.env.added, ["CLEAN"]);
  console.log(`bash    ${truth.years} years are in both series`);

  const loaded = await session.exec(
    `
import csv, math, os, statistics
years, carbon, warmth = zip(*((int(y), float(c), float(w)) for y, c, w in csv.reader(open(os.environ["CLEAN"] + "/years.csv"))))

def fit(xs, ys):
    """Slope, intercept and correlation of the least squares line."""
    mx, my = statistics.mean(xs), statistics.mean(ys)
    sxy = sum((x - mx) * (y - my) for x, y in zip(xs, ys))
    sxx, syy = sum((x - mx) ** 2 for x in xs), sum((y - my) ** 2 for y in ys)
    return sxy / sxx, my - sxy / sxx * mx, sxy / math.sqrt(sxx * syy)`,
    python,
  );
  assert.equal(loaded.status, "completed", loaded.stderr);
  assert.deepEqual([...loaded.changes.variables.added].sort(), ["carbon", "warmth", "years"]);

  // eval is Python unless it is told otherwise, and result is the value of the last expression.
  const fitted = await session.eval("slope, intercept, r = fit(carbon, warmth)\n[slope, r]");
  const [slope, r] = JSON.parse(fitted.result);
  assert.ok(Math.abs(slope - truth.slope) < 1e-9 && Math.abs(r - truth.r) < 1e-9, fitted.result);
  console.log(
    `python  ${(100 * slope).toFixed(2)} °C more for each 100 ppm of carbon dioxide, r = ${r.toFixed(3)}`,
  );

  const figure = await session.eval(`
class Scatter:
    def _repr_svg_(self):
        dots = "".join(f'<circle cx="{c - 300:.1f}" cy="{60 - 50 * w:.1f}" r="1"/>' for c, w in zip(carbon, warmth))
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 110 90">{dots}</svg>'
Scatter()`);
  const svg = String(figure.displays[0]["image/svg+xml"]);
  assert.equal(svg.split("<circle ").length - 1, truth.years);
  console.log(`figure  an SVG with a dot for each year, in displays`);

  await session.exec(
    `import json; json.dump([dict(year=y, error=w - intercept - slope * c) for y, c, w in zip(years, carbon, warmth)], open("clean/errors.json", "w"))`,
    python,
  );
  const report = await session.exec(
    String.raw`
    import { readFileSync, writeFileSync } from "node:fs";
    const worst = JSON.parse(readFileSync(process.env.CLEAN + "/errors.json", "utf8"))
      .sort((a, b) => Math.abs(b.error) - Math.abs(a.error)).slice(0, 3);
    writeFileSync("REPORT.md", ["year | off by, °C", "---|---", ...worst.map((w) => w.year + " | " + w.error.toFixed(2))].join("\n"));
    console.log(worst.map((w) => w.year).join(", "));`,
    { language: "node" },
  );
  const rows = readFileSync(join(folder, "REPORT.md"), "utf8").split("\n").slice(2);
  assert.deepEqual(
    rows.map((row) => row.slice(0, 4)),
    truth.worst,
    report.stderr,
  );
  console.log(`node    REPORT.md names the years that fit worst: ${report.stdout.trim()}`);

  const { functions, imports, names } = await session.state();
  assert.ok(functions.includes("fit"));
  assert.ok(["csv", "json", "statistics"].every((name) => imports.includes(name)));
  assert.equal(names.find(({ name }) => name === "carbon").type, "tuple");
  console.log("state   carbon, warmth, fit and the fitted line stay for the next question");
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// bash    63 years are in both series
// python  1.06 °C more for each 100 ppm of carbon dioxide, r = 0.960
// figure  an SVG with a dot for each year, in displays
// node    REPORT.md names the years that fit worst: 1976, 2016, 1964
// state   carbon, warmth, fit and the fitted line stay for the next question
