// A large file is processed while its progress is shown: the call yields, waits go on with it, and its output, larger than
// the memory it may take, stays addressable. Shows yieldMs, wait, onOutput, and output by range, last lines and search.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const file = fileURLToPath(new URL("../data/flights-200k.json", import.meta.resolve("vega-datasets")));
const flights = JSON.parse(readFileSync(file, "utf8"));
const isLate = ({ delay }) => delay > 180;
// What the program has to write, a line for each flight.
const lines = flights.map((flight, n) => `${n} ${flight.distance} ${isLate(flight) ? "late" : "in time"}`);
const expected = Buffer.from(`${lines.join("\n")}\n`);

const program = `
import json, os, sys
flights = json.load(open(os.environ["FLIGHTS"]))
for n, flight in enumerate(flights):
    print(n, flight["distance"], "late" if flight["delay"] > 180 else "in time")
    if (n + 1) % 5000 == 0:
        done = 100 * (n + 1) // len(flights)
        print(f"\\r{'#' * (done // 5):.<20} {done} %", end="", file=sys.stderr, flush=True)`;

const runtime = await createRuntime({ outputBytesMax: 64 * 1024 });
const folder = mkdtempSync(join(tmpdir(), "file-processing-"));
try {
  const session = await runtime.session(folder);
  let bars = "";
  const onOutput = ({ stream, text }) => stream === "stderr" && (bars += text);
  const latestBar = () => bars.split("\r").at(-1) || "nothing yet";
  const yieldMs = 20;

  let result = await session.exec(program, { language: "python", env: { FLIGHTS: file }, yieldMs, onOutput });
  const { runId } = result;
  assert.equal(result.status, "running");
  assert.equal((await session.state()).busy.runId, runId);
  // Another call is refused as long as the run goes on, and told what to do.
  await assert.rejects(session.exec("pwd"), { code: "RUN_ACTIVE" });
  console.log(`yielded   after ${yieldMs} ms; ${runId} goes on`);

  while (result.status === "running") {
    result = await session.wait(runId, { yieldMs: 200, onOutput });
    console.log(`${result.status.padEnd(9)} ${latestBar()}`);
  }
  assert.equal(result.status, "completed", result.stderr);
  const percents = Array.from({ length: flights.length / 5000 }, (_, n) =>
    Math.floor((5000 * (n + 1) * 100) / flights.length),
  );
  assert.deepEqual(bars.match(/\d+(?= %)/g).map(Number), percents);
  assert.equal(latestBar(), `${"#".repeat(20)} 100 %`);

  // Memory has a part of it; the whole is still there to be asked for.
  const { kept, total } = result.truncated.stdout;
  assert.equal(total, expected.length);
  assert.ok(kept <= 64 * 1024);
  console.log(`output    ${total} bytes, of which ${kept} are in memory`);

  const middle = await session.output(runId, { offset: 1_000_000, length: 5_000 });
  assert.ok(middle.equals(expected.subarray(1_000_000, 1_005_000)));
  console.log(`range     bytes 1000000 to 1004999 are ${middle.toString().split("\n").length} lines`);

  const tail = await session.output(runId, { tail: 2 });
  assert.equal(tail.toString(), `${lines.slice(-2).join("\n")}\n`);
  console.log(`tail      ${tail.toString().trim().replace("\n", ", ")}`);

  const late = await session.output(runId, { grep: "late$" });
  const found = lines.flatMap((line, n) => (isLate(flights[n]) ? [`${n + 1}:${line}\n`] : []));
  assert.equal(late.toString(), found.join(""));
  console.log(`grep      ${found.length} of ${flights.length} flights were late by more than three hours`);
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// yielded   after 20 ms; r1 goes on
// …
// completed #################### 100 %
// output    3730967 bytes, of which 65536 are in memory
// range     bytes 1000000 to 1004999 are 276 lines
// tail      199998 1452 in time, 199999 1452 in time
// grep      882 of 200000 flights were late by more than three hours
