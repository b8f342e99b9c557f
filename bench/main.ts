/** `npm run bench -- [--quick] [--only runs,peers,…] [--json FILE]`: all parts take some five minutes, quickly one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machineOf, versionsOf } from "./machine.js";
import type { Part } from "./part.js";
import { faces } from "./parts/faces.js";
import { input } from "./parts/input.js";
import { output } from "./parts/output.js";
import { peers } from "./parts/peers.js";
import { runs } from "./parts/runs.js";
import { scale } from "./parts/scale.js";
import { sessions } from "./parts/sessions.js";
import { start } from "./parts/start.js";
import { type PartReport, reportText } from "./report.js";
import { printSamples } from "./scale-host.js";
import { printTable, type Table } from "./table.js";

const parts: Readonly<Record<string, Part>> = { runs, peers, sessions, scale, output, input, faces, start };
const NAMES = Object.keys(parts).join();

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: NAMES },
    json: { type: "string" },
    // The bench starts itself with these, as a host of many sessions.
    sample: { type: "string" },
    counts: { type: "string", default: "1" },
    deep: { type: "boolean", default: false },
  },
});

if (options.sample === undefined) await bench(options.only.split(","), options.quick, options.json);
else await printSamples(options.sample, options.counts.split(",").map(Number), options.deep);

async function bench(names: readonly string[], quick: boolean, json: string | undefined): Promise<void> {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`No such part: ${unknown.join()}. There are ${NAMES}.`);
  const [start, date] = [performance.now(), new Date().toISOString()];
  const [machine, versions] = [machineOf(), versionsOf()];
  const { kernel, cores, processor, memoryGb, load } = machine;
  console.log(
    `Linux ${kernel}, ${cores} x ${processor}, ${memoryGb} GB, load ${load.toFixed(2)}\n${list(versions)}`,
  );
  const workspace = mkdtempSync(join(tmpdir(), "bench-"));
  const reports: PartReport[] = [];
  try {
    for (const name of names) reports.push(await report(name, { quick, workspace }));
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
  const command = ["npm run bench", ...process.argv.slice(2)].join(" ").replace("bench ", "bench -- ");
  const seconds = secondsSince(start);
  if (json !== undefined)
    writeFileSync(json, reportText({ command, date, seconds, versions, machine, parts: reports }));
  const verdicts = reports.flatMap(({ tables }) =>
    tables.flatMap(({ rows }) => rows.flatMap(({ verdict }) => verdict ?? [])),
  );
  const met = verdicts.filter((verdict) => verdict.met).length;
  const times = Object.fromEntries(reports.map((part) => [part.name, `${part.seconds} s`]));
  console.log(`\n${met} of ${verdicts.length} targets met, in ${seconds} s: ${list(times)}`);
  process.exit(); // what has hung does not hold it up
}

async function report(name: string, context: { quick: boolean; workspace: string }): Promise<PartReport> {
  const start = performance.now();
  const tables: Table[] = [];
  const show = (table: Table) => {
    tables.push(table);
    printTable(table);
  };
  await parts[name]?.({ ...context, show });
  return { name, seconds: secondsSince(start), tables };
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 1_000);
}

function list(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
