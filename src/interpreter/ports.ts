/** Which TCP ports are open for connections, and who holds them, as /proc tells. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTEN = "0A";

/** Listening ports by the inode of their socket, in the network namespace of a process. */
function listeners(pid: number | "self"): Map<string, number> {
  const found = new Map<string, number>();
  for (const table of ["tcp", "tcp6"]) {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/net/${table}`, "latin1");
    } catch {
      continue;
    }
    for (const line of text.split("\n").slice(1)) {
      const fields = line.trim().split(/\s+/);
      const port = Number.parseInt(fields[1]?.split(":").at(-1) ?? "", 16);
      if (fields[3] === LISTEN && fields[9] !== undefined) found.set(fields[9], port);
    }
  }
  return found;
}

/** Whether anybody on this machine listens on the port. */
export function isPortOpen(port: number): boolean {
  return [...listeners("self").values()].includes(port);
}

/** The ports that each process listens on, in ascending order; a process without any is left out. */
export function portsOf(pids: readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const open = pids[0] === undefined ? new Map<string, number>() : listeners(pids[0]);
  if (open.size === 0) return found;
  for (const pid of pids) {
    const ports = new Set<number>();
    for (const inode of socketsOf(pid)) {
      const port = open.get(inode);
      if (port !== undefined) ports.add(port);
    }
    if (ports.size > 0)
      found.set(
        pid,
        [...ports].toSorted((one, other) => one - other),
      );
  }
  return found;
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return []; // gone, or not ours
  }
}
