// One SQLite file, three languages: Python holds a transaction open over several calls while bash's sqlite3 sees the
// file without it, is locked out, sees it rolled back, and then committed. Node writes what the database says.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const data = new URL("../data/", import.meta.resolve("vega-datasets"));
const flights = JSON.parse(readFileSync(new URL("flights-2k.json", data), "utf8"));
const python = { language: "python" };

const load = `
import csv, json, os, sqlite3
db = sqlite3.connect("flights.db", isolation_level=None)
db.executescript("""
  CREATE TABLE airport (iata TEXT PRIMARY KEY, city TEXT);
  CREATE TABLE flight (date TEXT, delay INT, distance INT, origin TEXT REFERENCES airport, destination TEXT REFERENCES airport);
""")
def begin(sql):
    """Changes something in a transaction, which stays open; gives the number of rows."""
    db.execute("BEGIN IMMEDIATE")
    return db.execute(sql).rowcount

def rows(file, read):
    with open(os.environ["DATA"] + file, encoding="utf-8") as text:
        return list(read(text))

db.execute("BEGIN")
db.executemany("INSERT INTO airport VALUES (:iata, :city)", rows("airports.csv", csv.DictReader))
db.executemany("INSERT INTO flight VALUES (:date, :delay, :distance, :origin, :destination)", rows("flights-2k.json", json.load))
db.execute("COMMIT")`;

const runtime = await createRuntime({ env: { set: { DATA: fileURLToPath(data) } } });
const folder = mkdtempSync(join(tmpdir(), "sqlite-"));
try {
  const session = await runtime.session(folder);
  /** What another process, the sqlite3 that bash starts, is told. */
  const outside = async (sql) => {
    const { stdout, stderr, status } = await session.exec("sqlite3 -batch flights.db", {
      stdin: { text: sql },
    });
    return status === "completed" ? stdout.trim() : stderr;
  };
  const count = "SELECT count(*) FROM flight";

  const loaded = await session.exec(load, python);
  assert.equal(loaded.status, "completed", loaded.stderr);
  assert.equal(await outside(count), `${flights.length}`);
  console.log(`loaded       ${flights.length} flights, by Python`);

  // A transaction that stays open between calls.
  const early = flights.filter(({ delay }) => delay < 0).length;
  const begun = await session.eval('begin("DELETE FROM flight WHERE delay < 0")');
  assert.equal(Number(begun.result), early, begun.stderr);
  assert.equal(await outside(count), `${flights.length}`);
  console.log(`transaction  ${early} deleted in Python, and bash still sees ${flights.length}`);

  assert.match(await outside("DELETE FROM airport"), /database is locked/);
  console.log("second       writer is told: database is locked");

  await session.exec('db.execute("ROLLBACK")', python);
  const back = await session.eval(`db.execute("${count}").fetchone()[0]`);
  assert.equal(back.result, `${flights.length}`);
  console.log(`rollback     ${flights.length} in Python, too`);

  await session.exec('begin("DELETE FROM flight WHERE delay < 0")', python);
  assert.equal((await session.eval("db.in_transaction")).result, "True");
  await session.exec('db.execute("COMMIT")', python);
  const left = `${flights.length - early}`;
  assert.equal(await outside(count), left);
  console.log(`commit       ${left} in bash`);

  // The process that holds a transaction dies: the database is as before it, and the lost connection is named.
  await session.exec('begin("DROP TABLE flight")', python);
  const crashed = await session.exec("os.kill(os.getpid(), 9)", python);
  assert.equal(crashed.status, "crashed");
  assert.deepEqual(Object.keys(crashed.restored.lost), ["db"]);
  assert.equal(await outside(`PRAGMA integrity_check; ${count}`), `ok\n${left}`);
  console.log("crash        in a transaction: the file is whole, and db, the connection, is named as lost");

  const query = `
    SELECT city, count(*) AS flights, max(delay) AS worst FROM flight JOIN airport ON iata = origin
    GROUP BY city ORDER BY flights DESC, city LIMIT 3`;
  const report = await session.exec(
    `
    import { execFileSync } from "node:child_process";
    const rows = JSON.parse(execFileSync("sqlite3", ["-json", "flights.db", process.env.QUERY], { encoding: "utf8" }));
    console.log(rows.map((row) => row.city + " " + row.flights + " (worst " + row.worst + " min)").join(", "));`,
    { language: "node", env: { QUERY: query } },
  );
  assert.equal(report.status, "completed", report.stderr);

  // The same by other means.
  const airports = readFileSync(new URL("airports.csv", data), "utf8").split("\n");
  const cityOf = new Map(airports.map((line) => [line.slice(0, 3), line.split(",")[2]]));
  const delays = new Map();
  for (const { origin, delay } of flights.filter(({ delay }) => delay >= 0))
    delays.set(cityOf.get(origin), [...(delays.get(cityOf.get(origin)) ?? []), delay]);
  const busiest = [...delays]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([city, all]) => `${city} ${all.length} (worst ${Math.max(...all)} min)`);
  assert.equal(report.stdout.trim(), busiest.slice(0, 3).join(", "));
  console.log(`busiest      ${report.stdout.trim()}`);
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// loaded       2000 flights, by Python
// transaction  992 deleted in Python, and bash still sees 2000
// second       writer is told: database is locked
// rollback     2000 in Python, too
// commit       1008 in bash
// crash        in a transaction: the file is whole, and db, the connection, is named as lost
// busiest      Chicago 59 (worst 78 min), Dallas-Fort Worth 47 (worst 205 min), Atlanta 40 (worst 365 min)
