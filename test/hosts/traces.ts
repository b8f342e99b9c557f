/** What a run says of itself through the tool, and whether it is still alive. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 20;
const SETTLE_MS = 5_000;

/** Leaves jobs that do not want to end, and prints `pids:` with all pids up to the host's own child. */
export const hostile = [
  "kept=alive",
  "trap '' TERM HUP INT",
  "sleep 86391 & one=$!",
  "setsid bash -c 'trap \"\" TERM HUP; while :; do sleep 86392; done' & two=$!",
  "(setsid sleep 86393 </dev/null >/dev/null 2>&1 &)",
  "echo pids: $one $two $$ $PPID",
].join("\n");

/** The processes that `hostile` has named. */
export function pidsIn(text: string): number[] {
  const pids = (/pids: ([\d ]+)/.exec(text)?.[1] ?? "").trim().split(" ").map(Number);
  if (pids.length < 4 || pids.some((pid) => !(pid > 1))) throw new Error(`There are no pids in: ${text}`);
  return pids;
}

/** The keeper above a guardian: it ends with the host, not with a session. */
export function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);
}

/** Which of these are still there, zombies left out, and which sleep as only `hostile` does. */
export function living(pids: readonly number[]): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const command = read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
      return command !== "" && (pids.includes(Number(name)) || /sleep 8639[123]/.test(command))
        ? [`${name} ${command}`]
        : [];
    });
}

/** Resolves when all have gone; throws with what is left. The end of another's child raises no event: it looks. */
export async function expectGone(pids: readonly number[]): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  while (living(pids).length > 0 && performance.now() < deadline) await sleep(POLL_MS);
  const left = living(pids);
  if (left.length > 0) throw new Error(`Still alive after ${SETTLE_MS} ms:\n${left.join("\n")}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
