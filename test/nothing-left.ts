/** After the whole suite: no process of it, no zombie and no folder is left. Looked for in /proc, whatever the tests themselves say. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { holdfastFolders } from "./folders.js";

const NAME = "HOLDFAST_SUITE";
const PATIENCE_MS = 5_000;
const POLL_MS = 50;

export function setup(): () => Promise<void> {
  const before = new Set(found());
  process.env[NAME] = String(process.pid); // the test processes, and all that they start, inherit it
  return async () => {
    const deadline = performance.now() + PATIENCE_MS;
    let left = found().filter((one) => !before.has(one));
    while (left.length > 0 && performance.now() < deadline) {
      await sleep(POLL_MS);
      left = found().filter((one) => !before.has(one));
    }
    const told =
      left.length === 0 ? "nothing is left of the suite" : `left of the suite:\n${left.join("\n")}`;
    process.stdout.write(`${told}\n`);
    if (left.length > 0) process.exitCode = 1;
  };
}

function found(): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return [...holdfastFolders(), ...pids.flatMap(processOf)];
}

/** A process that the suite has started; a zombie has no environment any more, so that its name has to tell. */
function processOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const zombie = stat.includes(") Z ") && /\((?:holdfast|bash|python|node)/.test(stat);
    const marked = readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${NAME}=${process.pid}\0`);
    const isWorker = readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("vitest");
    return zombie || (marked && !isWorker) ? [`${pid} ${stat.slice(0, 60)}`] : [];
  } catch {
    return []; // gone meanwhile, or another user's
  }
}
