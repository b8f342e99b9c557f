/** What the kernel says about processes, read from /proc. Where there is no /proc every answer is empty. */
import { openSync, readSync, closeSync, readdirSync, readFileSync, readlinkSync, existsSync } from "node:fs";
import { uptime } from "node:os";

/** True where process trees, states and working directories can be read. */
export const hasProc = existsSync("/proc/self/task");

const CLOCK_TICKS_PER_SECOND = 100; // USER_HZ, which Linux keeps at 100 for /proc on all architectures
const scratch = Buffer.allocUnsafe(65_536);

/** The text of a small /proc file, or "" when the process is gone. */
function read(path: string): string {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    return scratch.toString("latin1", 0, readSync(fd, scratch, 0, scratch.length, 0));
  } catch {
    return "";
  } finally {
    closeSync(fd);
  }
}

/** Direct children of a process's main thread. */
export function childrenOf(pid: number): number[] {
  return numbers(read(`/proc/${pid}/task/${pid}/children`));
}

/** The process id that was given out last, thread ids among them; "" where the kernel does not tell. */
export function lastBorn(): string {
  const text = read("/proc/loadavg");
  return text.slice(text.lastIndexOf(" ") + 1);
}

function numbers(text: string): number[] {
  return text === "" ? [] : text.trim().split(" ").map(Number);
}

/** Direct children of all threads: what a thread has forked stands below that thread. */
function childrenOfThreads(pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  if (threads.length === 1) return childrenOf(pid);
  return threads.flatMap((thread) => numbers(read(`/proc/${pid}/task/${thread}/children`)));
}

/** Every living descendant of a process, nearest first. */
export function descendantsOf(pid: number): number[] {
  const found: number[] = [];
  for (const queue = [pid]; queue.length > 0;) {
    const below = childrenOfThreads(queue.shift() as number);
    found.push(...below);
    queue.push(...below);
  }
  return found;
}

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  /** Process group, the device number of its terminal (0: none), and the group in the foreground there. */
  readonly group: number;
  readonly terminal: number;
  readonly foreground: number;
  /** Start, in clock ticks since boot; with the pid it names a process for ever. */
  readonly startTicks: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
  readonly command: string;
  /** The program's name, at most 15 bytes of it. */
  readonly name: string;
}

/** Facts of one process; undefined when it is gone. */
export function factsOf(pid: number): ProcessFacts | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const close = stat.lastIndexOf(")");
  if (close < 0) return undefined;
  const fields = stat.slice(close + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
  const name = stat.slice(stat.indexOf("(") + 1, close);
  return {
    pid,
    parent: Number(fields[1]),
    state: fields[0] ?? "?",
    group: Number(fields[2]),
    terminal: Number(fields[4]),
    foreground: Number(fields[5]),
    startTicks: Number(fields[19]),
    cpuMs: (ticks * 1000) / CLOCK_TICKS_PER_SECOND,
    memoryBytes: Number(fields[21]) * 4096,
    command: command || name,
    name,
  };
}

/** A moment (performance.now()) in the unit of `startTicks`, rounded down. */
export function ticksAt(moment: number): number {
  return Math.floor((uptime() - (performance.now() - moment) / 1000) * CLOCK_TICKS_PER_SECOND);
}

/**
 * True when the process sleeps in a read of this FIFO: it waits for the next command. Source: /proc/PID/syscall, number
 * and first argument of the present system call; read is 0 on x86-64 and 63 on arm64.
 */
export function readsFrom(pid: number, fifo: string): boolean {
  const [number, fd] = read(`/proc/${pid}/syscall`).split(" ");
  if (fd === undefined || number !== (process.arch === "arm64" ? "63" : "0")) return false;
  try {
    return readlinkSync(`/proc/${pid}/fd/${Number(fd)}`) === fifo;
  } catch {
    return false;
  }
}

/** Where a process's standard output goes; undefined where that cannot be told. */
export function outputOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/1`);
  } catch {
    return undefined;
  }
}

/** Whether a process holds the other end of the pipe that is another's standard output. */
export function readsOutputOf(reader: number, writer: number): boolean {
  try {
    const pipe = readlinkSync(`/proc/${writer}/fd/1`);
    const held = () =>
      readdirSync(`/proc/${reader}/fd`).some((fd) => readlinkSync(`/proc/${reader}/fd/${fd}`) === pipe);
    return pipe.startsWith("pipe:") && held();
  } catch {
    return false;
  }
}

/** Whether a process is a copy of this one, made no longer ago than this, that has not become another program yet. */
export function isFreshFork(of: number, pid: number, ageMsMax: number): boolean {
  const facts = factsOf(pid);
  return (
    facts !== undefined &&
    facts.startTicks >= ticksAt(performance.now() - ageMsMax) &&
    facts.command === factsOf(of)?.command
  );
}

/** Kills what is left of the process session that a process began. */
export function killProcessSession(leader: number): void {
  if (!hasProc || leader <= 0) return;
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    const session = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]);
    if (session === leader) signal(Number(name), "SIGKILL");
  }
}

/** Memory available to new processes, in bytes. */
export function availableMemoryBytes(): number {
  const found = /MemAvailable:\s+(\d+) kB/.exec(hasProc ? readFileSync("/proc/meminfo", "latin1") : "");
  return found ? Number(found[1]) * 1024 : Number.POSITIVE_INFINITY;
}

/** Sends a signal; false when the process is gone or not ours. */
export function signal(pid: number, number: number | NodeJS.Signals): boolean {
  try {
    return process.kill(pid, number);
  } catch {
    return false;
  }
}
