import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { holdfastFolders } from "./folders.js";

const MARK = `${process.pid}`;
// Children inherit it, so that one which has left this process's tree is still known as ours.
process.env["HOLDFAST_TEST"] = MARK;

const POLL_MS = 10;
const SETTLE_MS = 2_000;

/** Everything that a test may leave behind: what identifies a thing, and what to say of it. */
export interface Traces {
  processes: Map<string, string>;
  descriptors: Map<string, string>;
  folders: Map<string, string>;
}

export function takeTraces(): Traces {
  return {
    processes: ourProcesses(),
    descriptors: openDescriptors(),
    folders: new Map(holdfastFolders().map((path) => [path, path])),
  };
}

/** Waits until nothing is there that was not there before; throws with a list of what is left after `settleMs`. */
export async function expectNoLeaks(before: Traces, settleMs = SETTLE_MS): Promise<void> {
  const deadline = performance.now() + settleMs;
  let left = leftSince(before);
  // Neither the end of a foreign process nor a closed descriptor raises an event: looking is all there is.
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(POLL_MS);
    left = leftSince(before);
  }
  if (left.length > 0) throw new Error(`Left behind after ${settleMs} ms:\n${left.join("\n")}`);
}

function leftSince(before: Traces): string[] {
  const now = takeTraces();
  const descriptors = added(before.descriptors, now.descriptors);
  return [
    ...added(before.processes, now.processes).map((text) => `  process ${text}`),
    // A number may be closed and used again for something else; only growth is a leak.
    ...(now.descriptors.size > before.descriptors.size ? descriptors : []).map(
      (text) => `  descriptor ${text}`,
    ),
    ...added(before.folders, now.folders).map((text) => `  folder ${text}`),
  ];
}

function added(before: Map<string, string>, now: Map<string, string>): string[] {
  return [...now].filter(([key]) => !before.has(key)).map(([, text]) => text);
}

/** Descendants (zombies too) and carriers of the mark, keyed by pid and start time: pids come again. */
function ourProcesses(): Map<string, string> {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const descends = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || descends(parent));
  };
  const ours = all.filter(({ pid, marked }) => pid !== process.pid && (marked || descends(pid)));
  return new Map(ours.map(({ pid, started, text }) => [`${pid}@${started}`, text]));
}

function readProcess(pid: number) {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces and parentheses; the fields begin after the last one.
  const end = stat.lastIndexOf(")");
  if (end < 0) return undefined;
  const [state, parent, ...rest] = stat.slice(end + 2).split(" ");
  const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() || stat.slice(0, end + 1);
  return {
    pid,
    parent: Number(parent),
    // Field 22 of proc(5), counted from the parent, which is field 4.
    started: rest[17],
    marked: read(`/proc/${pid}/environ`).split("\0").includes(`HOLDFAST_TEST=${MARK}`),
    text: `${pid} (parent ${parent}, ${state}) ${command.slice(0, 200)}`,
  };
}

function openDescriptors(): Map<string, string> {
  const found = readdirSync("/proc/self/fd").flatMap((fd): [string, string][] => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return [[`${fd} ${target}`, `${fd} -> ${target}`]];
    } catch {
      // The descriptor that listed the folder.
      return [];
    }
  });
  return new Map(found);
}

/** Empty when the process has gone meanwhile, or is another user's. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
