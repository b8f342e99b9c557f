/** A flood on stdout: how fast it is read, and what it costs in memory, against a bare reader of the same pipe. */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { createRuntime } from "../../src/index.js";
import { succeed } from "../contenders/held.js";
import { summarize, timed } from "../measure.js";
import { attempt, type Part } from "../part.js";
import { judge } from "../targets.js";

const BLOCK = 65_536;
const MIB = 1_024 * 1_024;

export const output: Part = ({ quick, workspace, show }) =>
  attempt("output", show, async () => {
    const bytes = (quick ? 128 : 1_024) * MIB;
    const writer = `dd if=/dev/zero bs=${BLOCK} count=${bytes / BLOCK} status=none`;
    await using runtime = await createRuntime();
    await using memoryOnly = await createRuntime({ spillBytesMax: 0 });
    const session = await runtime.session(workspace);
    const diskless = await memoryOnly.session(workspace);
    for (const each of [session, diskless]) await succeed(each, ":", {});
    // Bytes per us are MB per s.
    const speeds = { bare: [] as number[], held: [] as number[], diskless: [] as number[] };
    const grown: number[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      speeds.bare.push(bytes / (await timed(() => readBare(workspace, writer, bytes))));
      const before = residentPeakMb();
      speeds.held.push(bytes / (await timed(() => succeed(session, writer, {}))));
      grown.push(residentPeakMb(false) - before);
      speeds.diskless.push(bytes / (await timed(() => succeed(diskless, writer, {}))));
    }
    const [bare, held, memory] = [summarize(speeds.bare), summarize(speeds.held), summarize(grown)];
    const [share, without] = [held.p50 / bare.p50, summarize(speeds.diskless)];
    show({
      title: `stdout of ${bytes / MIB} MiB`,
      yardstick: "bare reader",
      rows: [
        { name: "bare reader", unit: "MB/s", figures: bare, ratio: 1, role: "floor" },
        {
          name: "holdfast",
          unit: "MB/s",
          figures: held,
          ratio: share,
          role: "holdfast",
          verdict: judge("output/speed", "holdfast", share),
        },
        {
          name: "holdfast, nothing kept on disk",
          unit: "MB/s",
          figures: without,
          ratio: without.p50 / bare.p50,
        },
        {
          name: "holdfast, memory at its peak",
          unit: "MB",
          figures: memory,
          verdict: judge("output/memory", "holdfast", memory.p50),
        },
      ],
    });
  });

/** Reads what a command writes into a FIFO and keeps nothing. */
async function readBare(folder: string, writer: string, bytes: number): Promise<void> {
  const path = join(folder, "flood");
  execFileSync("mkfifo", [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  let missing = bytes;
  await new Promise<void>((resolve) => {
    const callback = (count: number) => {
      missing -= count;
      if (missing <= 0) reader.destroy();
      return true;
    };
    const onread = { buffer: Buffer.allocUnsafeSlow(BLOCK), callback };
    // The types know onread for connections only.
    const reader = new Socket({ fd, readable: true, writable: false, onread });
    reader.once("close", resolve);
    const sink = openSync(path, "w");
    spawn("sh", ["-c", `exec ${writer}`], { stdio: ["ignore", sink, "inherit"] }).once("exit", () =>
      closeSync(sink),
    );
  });
  rmSync(path);
}

/** The most memory that this process has held since the last time that the peak was set back, in MB. */
function residentPeakMb(setBack = true): number {
  if (setBack) writeFileSync("/proc/self/clear_refs", "5");
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "latin1"))?.[1]) / 1_024;
}
