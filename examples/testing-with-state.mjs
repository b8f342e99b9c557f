// Tests against a living state: the fixture is made once, and tests run on it call after call. One fails, one raises, one
// hangs and one takes the interpreter down; the fixture outlives all four, the code is mended, and only those run again.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const file = fileURLToPath(new URL("../data/airports.csv", import.meta.resolve("vega-datasets")));
const rows = readFileSync(file, "utf8").trim().split("\n").length - 1;

const fixture = `
import csv, os
airports = {row["iata"]: row for row in csv.DictReader(open(os.environ["AIRPORTS"], encoding="utf-8"))}
print(len(airports), file=open("made.log", "a"))`;

const product = `
import ctypes

def city(code):
    return airports[code]["city"]

def westernmost(state):
    return min((a for a in airports.values() if a["state"] == state), key=lambda a: a["longitude"])["iata"]

def north_of(latitude):
    found, rest = [], sorted(airports.values(), key=lambda a: float(a["latitude"]))
    while rest:
        if float(rest[-1]["latitude"]) > latitude:
            found.append(rest.pop()["iata"])
    return found

def length(code, column):
    return ctypes.CDLL(None).strlen(airports[code].get(column))`;

const tests = `
import unittest
class Airports(unittest.TestCase):
    def test_a_city(self):
        self.assertEqual(city("SEA"), "Seattle")
    def test_a_city_that_is_not_there(self):
        self.assertIsNone(city("XXX"))
    def test_the_west_of_washington(self):
        self.assertEqual(westernmost("WA"), "UIL")
    def test_the_far_north(self):
        self.assertEqual(north_of(71), ["BRW"])
    def test_a_column_that_is_not_there(self):
        self.assertEqual(length("SEA", "icao"), 0)`;

const mended = `
def city(code):
    return airports[code]["city"] if code in airports else None

def westernmost(state):
    return min((a for a in airports.values() if a["state"] == state), key=lambda a: float(a["longitude"]))["iata"]

def north_of(latitude):
    return [code for code, a in airports.items() if float(a["latitude"]) > latitude]

def length(code, column):
    return len(airports[code].get(column) or "")`;

const runtime = await createRuntime({ env: { set: { AIRPORTS: file } } });
const folder = mkdtempSync(join(tmpdir(), "testing-with-state-"));
try {
  const session = await runtime.session(folder);
  const python = (code, timeoutMs = 10_000) => session.exec(code, { language: "python", timeoutMs });
  /** Runs one test and says how it ended. */
  const run = async (name) => {
    const result = await python(`Airports("${name}").debug()`, 500);
    const { status, error, restored } = result;
    const how = error
      ? [error.name, error.message.split("\n")[0]].filter(Boolean).join(": ")
      : (restored?.reason ?? "");
    console.log(`${status.padEnd(10)} ${name.slice(5).replaceAll("_", " ")}${how && ` (${how})`}`);
    assert.deepEqual(restored?.lost ?? {}, {});
    return result;
  };

  for (const part of [fixture, product, tests]) {
    const { status, stderr } = await python(part);
    assert.equal(status, "completed", stderr);
  }
  const names = tests.match(/test_\w+/g);
  const outcomes = [];
  for (const name of names) outcomes.push(await run(name));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["completed", "failed", "failed", "timed_out", "crashed"],
  );
  const [, raised, failed, , crashed] = outcomes;
  assert.deepEqual([raised.error.name, failed.error.name], ["KeyError", "AssertionError"]);
  assert.match(failed.stderr, /line \d+, in test_the_west_of_washington\n/);
  assert.equal(crashed.exitCode, 128 + 11);

  // What the four have left of the fixture: all of it.
  const alive = await session.eval(`[len(airports), airports["SEA"]["city"]]`);
  assert.equal(alive.result, `[${rows}, 'Seattle']`);
  console.log(`fixture    ${rows} airports, as before`);

  const { changes } = await python(mended);
  assert.deepEqual([...changes.functions.changed].sort(), ["city", "length", "north_of", "westernmost"]);
  console.log("mended     four functions; the tests that did not pass once more:");
  for (const [n, name] of names.entries())
    if (outcomes[n].status !== "completed") assert.equal((await run(name)).status, "completed");

  assert.equal(readFileSync(join(folder, "made.log"), "utf8"), `${rows}\n`);
  console.log("fixture    made once, for nine tests");
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// completed  a city
// failed     a city that is not there (KeyError: 'XXX')
// failed     the west of washington (AssertionError: 'PUW' != 'UIL')
// timed_out  the far north (KeyboardInterrupt)
// crashed    a column that is not there (the interpreter was killed by signal 11; a fresh one has its state)
// fixture    3376 airports, as before
// mended     four functions; the tests that did not pass once more:
// completed  a city that is not there
// completed  the west of washington
// completed  the far north
// completed  a column that is not there
// fixture    made once, for nine tests
