/** `npm run bench -- [--quick] [--only runs,sessions,faces,input,output,memory,start] [--json FILE]` */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Part } from "./part.js";
import { faces } from "./parts/faces.js";
import { input } from "./parts/input.js";
import { memory, printSamples } from "./parts/memory.js";
import { output } from "./parts/output.js";
import { runs } from "./parts/runs.js";
import { sessions } from "./parts/sessions.js";
import { start } from "./parts/start.js";
import { printTable, type Table } from "./table.js";

const parts: Readonly<Record<string, Part>> = { runs, sessions, faces, input, output, memory, start };

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: Object.keys(parts).join() },
    json: { type: "string" },
    // The bench starts itself with these, as a host whose memory is looked at.
    sample: { type: "string" },
    counts: { type: "string", default: "1" },
  },
});

if (options.sample === undefined) await bench(options.only.split(","), options.quick, options.json);
else await printSamples(options.sample, options.counts.split(",").map(Number));

async function bench(names: readonly string[], quick: boolean, json: string | undefined): Promise<void> {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`No such part: ${unknown.join()}. There are ${Object.keys(parts).join()}.`);
  const machine = {
    node: process.version,
    kernel: release(),
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
  };
  console.log(
    `Node ${machine.node}, Linux ${machine.kernel}, ${machine.cores} x ${machine.processor}, load ${machine.load}`,
  );
  const workspace = mkdtempSync(join(tmpdir(), "bench-"));
  const tables: Table[] = [];
  const show = (table: Table) => {
    tables.push(table);
    printTable(table);
  };
  try {
    for (const name of names) await parts[name]?.({ quick, workspace, show });
  } finally {
    rmSync(workspace, { recursive: true });
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, tables }, undefined, 2)}\n`);
  const verdicts = tables.flatMap(({ rows }) => rows.flatMap(({ verdict }) => verdict ?? []));
  const missed = verdicts.filter(({ met }) => !met).length;
  console.log(`\n${verdicts.length - missed} of ${verdicts.length} targets met`);
}
