/** `holdfast doctor`: what Holdfast needs, what is there, and how to mend each lack. */
import { execPath, versions } from "node:process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { connectIfRunning } from "../client/connect.js";
import { findHome } from "../client/home.js";
import { createRuntime } from "../runtime.js";
import { exitCodes } from "./exit-codes.js";
import { paintFor } from "./paint.js";
import { bytes } from "./table.js";

interface Finding {
  readonly what: string;
  readonly found: string;
  /** How to mend it; undefined when all is well. */
  readonly mend?: string;
  /** Holdfast works without it. */
  readonly optional?: boolean;
}

const FILES_MIN = 4096;
const MEMORY_FS_BYTES_MIN = 64 * 1024 * 1024;

export async function doctor({ json }: { json?: boolean }): Promise<number> {
  const findings = [
    { what: "node", found: `${versions.node} (${execPath})` },
    ...(await interpreters()),
    await terminal(),
    ...machine(),
    await daemon(),
  ];
  const bad = findings.some(({ mend, optional }) => mend !== undefined && !optional);
  if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  else process.stdout.write(findings.map(line).join(""));
  return bad ? exitCodes.checkFailed : exitCodes.done;
}

/** Each language is really started, and says what it is. */
async function interpreters(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const language of ["bash", "python", "node"])
    try {
      await using runtime = await createRuntime({ warm: false });
      const session = await runtime.session("/");
      const { status, stderr } = await session.exec("", { language });
      const [interpreter] = (await session.state()).interpreters;
      const found = `${interpreter?.version ?? "?"} (${interpreter?.executable ?? "?"})`;
      findings.push({
        what: language,
        found: status === "completed" ? `${found}, runs` : `${found}: ${stderr.trim()}`,
        ...(status !== "completed" && { mend: "Run it by hand and mend what it says." }),
      });
    } catch (error) {
      findings.push({
        what: language,
        found: (error as Error).message,
        mend: "Install it, or put it on PATH.",
      });
    }
  return findings;
}

/** One is really made, and a shell looks whether it is on it. */
async function terminal(): Promise<Finding> {
  try {
    await using runtime = await createRuntime({ warm: false });
    const { stdout } = await (await runtime.session("/")).exec("tty; stty size", { tty: true });
    const [path = "", size] = stdout.split("\r\n");
    if (size === "24 80") return { what: "terminals", found: `${path}, made and gone` };
    throw new Error(stdout.trim());
  } catch (error) {
    const mend = "Runs with tty need /dev/ptmx and /dev/pts; all others work without.";
    return { what: "terminals", found: (error as Error).message, mend, optional: true };
  }
}

function machine(): Finding[] {
  const files = Number(/^Max open files\s+(\d+)/m.exec(read("/proc/self/limits"))?.[1] ?? Number.NaN);
  const pids = read("/sys/fs/cgroup/pids/pids.max").trim() || read("/sys/fs/cgroup/pids.max").trim();
  const proc = existsSync("/proc/self/task");
  return [
    {
      what: "/proc",
      found: proc ? "readable" : "not there",
      ...(!proc && {
        mend: "Holdfast works without it, and does not see jobs, waiting readers and frozen drivers.",
        optional: true,
      }),
    },
    memoryFolder(),
    {
      what: "open files",
      found: Number.isNaN(files) ? "unknown" : String(files),
      ...(files < FILES_MIN && {
        mend: `A session needs about 12 descriptors: raise it by \`ulimit -n ${FILES_MIN}\`.`,
        optional: true,
      }),
    },
    { what: "processes", found: pids === "" || pids === "max" ? "no limit of a cgroup" : `at most ${pids}` },
  ];
}

function memoryFolder(): Finding {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    const free = bavail * bsize;
    const small = free < MEMORY_FS_BYTES_MIN;
    return {
      what: "/dev/shm",
      found: `${bytes(free)} free`,
      ...(small && { mend: "The temporary folder is used: give /dev/shm 64 MiB for speed.", optional: true }),
    };
  } catch {
    return { what: "/dev/shm", found: "not there", mend: "The temporary folder is used.", optional: true };
  }
}

async function daemon(): Promise<Finding> {
  const { folder } = findHome();
  try {
    const runtime = await connectIfRunning();
    if (!runtime) return { what: "daemon", found: `none runs; the next command starts it in ${folder}` };
    const { pid, version, sessions, log } = await runtime.info();
    await runtime.close();
    return { what: "daemon", found: `version ${version}, pid ${pid}, ${sessions} sessions, log ${log}` };
  } catch (error) {
    return {
      what: "daemon",
      found: (error as Error).message,
      mend: `Remove ${folder}, or set HOLDFAST_HOME.`,
    };
  }
}

function line({ what, found, mend, optional }: Finding): string {
  const { green, yellow, red, bold } = paintFor(process.stdout);
  const mark = mend === undefined ? green("✓") : optional ? yellow("!") : red("✗");
  return `${mark} ${bold(what.padEnd(11))} ${found}${mend === undefined ? "" : `\n    ${mend}`}\n`;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
