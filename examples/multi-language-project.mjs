// A project in three languages, built, tested and run: Python makes an index of airports, bash packs it with a Node
// program into one executable file. Shows stdin text, stream, an environment for one run, changeDir, and a test that finds a fault.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const airports = fileURLToPath(new URL("../data/airports.csv", import.meta.resolve("vega-datasets")));

const project = {
  "index.py": `
import csv, json, os
for row in csv.DictReader(open(os.environ["AIRPORTS"], encoding="utf-8")):
    print(json.dumps([row["iata"], row["city"], float(row["latitude"]), float(row["longitude"])]) + ",")
`,
  // With a fault: the angles are degrees, and Math.cos takes radians.
  "nearest.mjs": `
const [sin, cos] = ["sin", "cos"].map((name) => (angle) => Math[name]((angle * Math.PI) / 180));
export function distanceKm([a, b], [c, d]) {
  const h = sin((c - a) / 2) ** 2 + cos(a) * Math.cos(c) * sin((d - b) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}
`,
  "test.mjs": `
import assert from "node:assert/strict";
import test from "node:test";
import { distanceKm } from "./nearest.mjs";
const km = (from, to) => Math.round(distanceKm(from, to));
test("a quarter of the equator", () => assert.equal(km([0, 0], [0, 90]), 10008));
test("London to Paris", () => assert.equal(km([51.5074, -0.1278], [48.8566, 2.3522]), 344));
`,
  "build.sh": `
set -euo pipefail
mkdir -p dist
python3 index.py > dist/index && echo "$(wc -l < dist/index) airports"
{
  printf '#!/usr/bin/env node\\nconst index = [%s];' "$(< dist/index)"
  sed 's/^export //' nearest.mjs
  echo 'const place = process.argv.slice(2).map(Number);'
  echo 'const km = (row) => distanceKm(row.slice(2), place);'
  echo 'const [code, city] = index.reduce((best, row) => (km(row) < km(best) ? row : best));'
  echo 'console.log(code + " " + city + ", version '"$VERSION"'");'
} > dist/nearest
chmod +x dist/nearest && echo "dist/nearest, version $VERSION"
`,
};

const runtime = await createRuntime();
const folder = mkdtempSync(join(tmpdir(), "multi-language-project-"));
try {
  const session = await runtime.session(folder);
  for (const [name, text] of Object.entries(project))
    await session.exec(`cat > ${name}`, { stdin: { text } });

  const red = await session.exec("node --test --test-reporter tap test.mjs");
  assert.equal(red.status, "failed", red.stdout);
  assert.deepEqual(
    red.stdout.match(/^ *not ok \d - .*[a-z]$/gm).map((line) => line.trim()),
    ["not ok 2 - London to Paris"],
  );
  console.log("test   not ok 2 - London to Paris");

  await session.exec("sed -i 's/Math.cos(c)/cos(c)/' nearest.mjs");
  const green = await session.exec("node --test --test-reporter tap test.mjs");
  assert.equal(green.status, "completed", green.stdout);
  assert.match(green.stdout, /^# pass 2$/m);
  console.log("test   2 pass, after a correction");

  // The build's output as it comes; the environment is for this run only.
  const lines = [];
  const env = { AIRPORTS: airports, VERSION: "1.4.0" };
  for await (const event of session.stream("bash build.sh", { env }))
    if (event.type === "output") lines.push(event.text);
    else assert.equal(event.result.status, "completed", event.result.stderr);
  assert.equal((await session.getEnv()).VERSION, undefined);
  const rows = readFileSync(airports, "utf8").trim().split("\n").length - 1;
  assert.equal(lines.join(""), `${rows} airports\ndist/nearest, version 1.4.0\n`);
  console.log(lines.join("").trim().replaceAll(/^/gm, "build  "));

  // The artefact, in the session and outside of it.
  const places = { Seattle: "47.61 -122.33", Anchorage: "61.18 -149.99", Honolulu: "21.32 -157.92" };
  await session.changeDir("dist");
  for (const [city, place] of Object.entries(places)) {
    const found = await session.exec(`./nearest ${place}`);
    console.log(`run    ${city}: ${found.stdout.trim()}`);
    assert.match(found.stdout, new RegExp(` ${city}, version 1\\.4\\.0\n$`), found.stderr);
    assert.equal(
      execFileSync(join(folder, "dist/nearest"), place.split(" "), { encoding: "utf8" }),
      found.stdout,
    );
  }
  assert.equal(await session.getWorkdir(), join(session.workspace, "dist"));
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// test   not ok 2 - London to Paris
// test   2 pass, after a correction
// build  3376 airports
// build  dist/nearest, version 1.4.0
// run    Seattle: BFI Seattle, version 1.4.0
// run    Anchorage: ANC Anchorage, version 1.4.0
// run    Honolulu: HNL Honolulu, version 1.4.0
