// Parallel work in one workspace: a session for each company computes side by side, what they found is gathered, and calls
// to one session keep their order without being awaited. Shows named sessions, list, Promise.all, queue, watch, history.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const file = fileURLToPath(new URL("../data/stocks.csv", import.meta.resolve("vega-datasets")));
const python = { language: "python" };

const analyst = `
import csv, os, pathlib, time
symbol = os.environ["SYMBOL"]
prices = [float(price) for name, _, price in csv.reader(open(os.environ["STOCKS"])) if name == symbol]
# Nobody goes on before all have come: that works only side by side.
pathlib.Path(symbol + ".here").touch()
while len(list(pathlib.Path().glob("*.here"))) < int(os.environ["ANALYSTS"]):
    time.sleep(0.005)
peak, worst = 0, 0
for price in prices:
    peak = max(peak, price)
    worst = max(worst, 1 - price / peak)
print(f"{worst:.6f}")`;

/** The largest loss from a peak, by other means: every pair of months. */
function largestLoss(prices) {
  return Math.max(...prices.flatMap((before, n) => prices.slice(n).map((after) => 1 - after / before)));
}

const table = new Map();
for (const line of readFileSync(file, "utf8").trim().split("\n").slice(1)) {
  const [symbol, , price] = line.split(",");
  table.set(symbol, [...(table.get(symbol) ?? []), Number(price)]);
}

const runtime = await createRuntime({ env: { set: { STOCKS: file, ANALYSTS: `${table.size}` } } });
const folder = mkdtempSync(join(tmpdir(), "parallel-tasks-"));
try {
  const symbols = [...table.keys()];
  const analysts = await Promise.all(symbols.map((name) => runtime.session(folder, { name })));
  await Promise.all(analysts.map((analyst) => analyst.setEnv({ SYMBOL: analyst.name })));
  const results = await Promise.all(analysts.map((session) => session.exec(analyst, python)));
  for (const [n, { status, stdout, stderr }] of results.entries()) {
    assert.equal(status, "completed", stderr);
    assert.ok(
      Math.abs(Number(stdout) - largestLoss(table.get(symbols[n]))) < 1e-6,
      `${symbols[n]} ${stdout}`,
    );
  }
  assert.deepEqual(
    runtime
      .list()
      .map(({ name }) => name)
      .sort(),
    [...symbols].sort(),
  );
  console.log(`side by side  ${symbols.length} sessions, which waited for one another`);

  // Each has kept its own prices under the same name.
  const counts = await Promise.all(analysts.map((session) => session.eval("(symbol, len(prices))")));
  assert.deepEqual(
    counts.map(({ result }) => result),
    symbols.map((symbol) => `('${symbol}', ${table.get(symbol).length})`),
  );
  const losses = results
    .map(({ stdout }, n) => ({ symbol: symbols[n], loss: Number(stdout) }))
    .sort((a, b) => b.loss - a.loss);
  console.log(
    `gathered      largest losses ${losses.map(({ symbol, loss }) => `${symbol} ${Math.round(100 * loss)} %`).join(", ")}`,
  );

  const lead = await runtime.session(folder, { name: "lead" });
  const started = [];
  const stopWatching = lead.watch((event) => event.type === "run" && started.push(event.runId));
  const queued = losses.map(({ symbol }, n) =>
    n % 2
      ? lead.exec(`with open("ranking", "a") as f: print("${symbol}", file=f)`, python)
      : lead.exec(`echo ${symbol} >> ranking`),
  );
  const ids = (await Promise.all(queued)).map(({ runId }) => runId);
  stopWatching();
  assert.deepEqual(started, ids);
  assert.equal(
    readFileSync(join(folder, "ranking"), "utf8"),
    losses.map(({ symbol }) => `${symbol}\n`).join(""),
  );
  console.log(
    `in order      ${ids.length} calls to one session, in two languages, none awaited before the next`,
  );

  // Behind a run that has yielded a call is refused, unless it asks to wait its turn.
  const slow = await lead.exec("until [ -e go ]; do sleep 0.01; done; echo first", { yieldMs: 50 });
  assert.equal(slow.status, "running");
  await assert.rejects(lead.exec("echo second"), { code: "RUN_ACTIVE" });
  const waiting = lead.exec("echo second", { queue: true });
  await analysts[0].exec("touch go");
  assert.equal((await lead.wait(slow.runId)).stdout, "first\n");
  assert.equal((await waiting).stdout, "second\n");
  console.log("queue         a call that asked to wait came after the one that another session let go");

  const history = await lead.history();
  assert.deepEqual(
    history.map(({ run_id }) => run_id),
    [...ids, slow.runId, (await waiting).runId],
  );
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// side by side  5 sessions, which waited for one another
// gathered      largest losses AMZN 91 %, AAPL 79 %, MSFT 63 %, GOOG 59 %, IBM 55 %
// in order      5 calls to one session, in two languages, none awaited before the next
// queue         a call that asked to wait came after the one that another session let go
