/**
 * Who waits for a run's input, by the kernel's own word: the system call in which a thread sleeps (/proc/PID/task/TID/syscall),
 * and what that call watches. A thread that could go on is "running" there, so what is seen asleep in a read has nothing to read.
 */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { factsOf } from "./processes.js";

export interface Reader {
  readonly pid: number;
  readonly thread: number;
  /** The name of the program. */
  readonly program: string;
  readonly descriptor: number;
  /** In one line. */
  readonly evidence: string;
  /** It also holds a connection that may be idle, and may be awaited: only a longer silence tells that it is the input. */
  readonly patient?: true;
  /** It is not known to read. Only a silence tells that it may. */
  readonly guess?: Guess;
}

export interface Guess {
  /** Changes with whatever happens. */
  readonly mark: string;
  /** How long nothing must have happened. */
  readonly silenceMs: number;
}

type Kind = "read" | "poll" | "select" | "epoll";

/** Source: the kernel's system call tables, asm/unistd_64.h and asm-generic/unistd.h. */
const TABLES: Partial<Record<NodeJS.Architecture, Readonly<Record<number, readonly [string, Kind]>>>> = {
  x64: {
    0: ["read", "read"],
    19: ["readv", "read"],
    275: ["splice", "read"],
    7: ["poll", "poll"],
    271: ["ppoll", "poll"],
    23: ["select", "select"],
    270: ["pselect6", "select"],
    232: ["epoll_wait", "epoll"],
    281: ["epoll_pwait", "epoll"],
    441: ["epoll_pwait2", "epoll"],
  },
  arm64: {
    63: ["read", "read"],
    65: ["readv", "read"],
    76: ["splice", "read"],
    73: ["ppoll", "poll"],
    72: ["pselect6", "select"],
    22: ["epoll_pwait", "epoll"],
    441: ["epoll_pwait2", "epoll"],
  },
};
const CALLS = TABLES[process.arch];

const POLL_BYTES = 8; // struct pollfd: int fd, short events, short revents
const POLLIN = 0x41; // POLLIN | POLLRDNORM, the same bits as EPOLLIN | EPOLLRDNORM
const WATCHED_MAX = 1024;
/** Source: include/net/tcp_states.h. */
const ESTABLISHED = "01";
const LISTENS = "0A";

/** Whether the system tells in which call a thread sleeps. */
export const tellsCalls = CALLS !== undefined && process.platform === "linux";

/** What a descriptor's link (/proc/PID/fd/N) is to the run. */
export interface InputLinks {
  readonly isInput: (link: string) => boolean;
  /** It belongs to the driver, which watches it beside whatever user code watches. */
  readonly isDrivers: (link: string) => boolean;
}

/** The first thread of these processes that waits for input and for nothing else. */
export function findReader(pids: readonly number[], links: InputLinks): Reader | undefined {
  for (const pid of pids)
    for (const thread of threadsOf(pid)) {
      const found = waitsIn(pid, thread, links);
      if (!found) continue;
      const { call, descriptor, connected } = found;
      const program = factsOf(pid)?.name ?? "?";
      const evidence = `${program} (pid ${pid}) sleeps in ${call} on its descriptor ${descriptor}, which is the run's input`;
      return { pid, thread, program, descriptor, evidence, ...(connected && { patient: true }) };
    }
  return undefined;
}

/** Whether the kernel refuses to tell in which call a process sleeps: one that has taken other rights. */
export function isSealed(pid: number): boolean {
  try {
    readFileSync(`/proc/${pid}/syscall`);
    return false;
  } catch (error) {
    return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

function waitsIn(pid: number, thread: number, { isInput, isDrivers }: InputLinks) {
  const [number = "", ...args] = text(`/proc/${pid}/task/${thread}/syscall`).split(" ");
  const [call, kind] = CALLS?.[Number(number)] ?? [];
  if (call === undefined || kind === undefined || number === "") return undefined;
  const descriptors = watched(kind, pid, args.map(Number));
  const watching = descriptors.map((descriptor) => ({ descriptor, link: linkOf(pid, descriptor) }));
  const input = watching.find(({ link }) => isInput(link));
  if (!input) return undefined;
  const others = watching.filter(({ link }) => !isInput(link) && !isDrivers(link));
  const foreign = others.filter(({ link }) => !isInternal(pid, link));
  // A server that also looks at its input is not waiting for it; a client may have kept a connection open.
  if (!foreign.every(({ link }) => isConnection(pid, link))) return undefined;
  return { call, descriptor: input.descriptor, connected: foreign.length > 0 };
}

/** The descriptors from which the call would take something to read. */
function watched(kind: Kind, pid: number, [first = 0, second = 0]: readonly number[]): number[] {
  switch (kind) {
    case "read":
      return [first];
    case "poll":
      return polled(memoryOf(pid, first, Math.min(second, WATCHED_MAX) * POLL_BYTES));
    case "select":
      return second === 0
        ? []
        : selected(memoryOf(pid, second, Math.ceil(Math.min(first, WATCHED_MAX) / 8)), first);
    case "epoll":
      return [...text(`/proc/${pid}/fdinfo/${first}`).matchAll(/^tfd:\s+(\d+)\s+events:\s+([0-9a-f]+)/gm)]
        .filter(([, , events = "0"]) => (Number.parseInt(events, 16) & POLLIN) !== 0)
        .map(([, descriptor]) => Number(descriptor));
  }
}

function polled(set: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at + POLL_BYTES <= set.length; at += POLL_BYTES)
    if (set.readInt32LE(at) >= 0 && (set.readInt16LE(at + 4) & POLLIN) !== 0) found.push(set.readInt32LE(at));
  return found;
}

function selected(set: Buffer, count: number): number[] {
  const all = Array.from({ length: Math.min(count, set.length * 8) }, (_, descriptor) => descriptor);
  return all.filter((descriptor) => ((set[descriptor >> 3] ?? 0) & (1 << (descriptor & 7))) !== 0);
}

/** What event loops watch of their own: timers, signals, and pipes by which a process wakes itself. */
function isInternal(pid: number, link: string): boolean {
  if (link.startsWith("anon_inode:")) return true;
  if (link.startsWith("pipe:"))
    return descriptorsOf(pid).filter((other) => linkOf(pid, other) === link).length > 1;
  const [, inode] = /^socket:\[(\d+)\]$/.exec(link) ?? [];
  if (inode === undefined) return false;
  return text(`/proc/${pid}/net/unix`)
    .split("\n")
    .some((line) => line.trim().split(/\s+/)[6] === inode && line.trim().split(/\s+/).length === 7);
}

/** Whether it is a TCP connection that the process itself has opened: no listener of its own has the port. */
function isConnection(pid: number, link: string): boolean {
  const [, inode] = /^socket:\[(\d+)\]$/.exec(link) ?? [];
  if (inode === undefined) return false;
  const rows = ["tcp", "tcp6"].flatMap((table) => text(`/proc/${pid}/net/${table}`).split("\n"));
  const sockets = rows.map((row) => row.trim().split(/\s+/));
  const found = sockets.find(([, , , , , , , , , own]) => own === inode);
  const portOf = (address = "") => address.slice(address.lastIndexOf(":"));
  const listens = ([, local, , state]: readonly string[]) =>
    state === LISTENS && portOf(local) === portOf(found?.[1]);
  return found?.[3] === ESTABLISHED && !sockets.some(listens);
}

function threadsOf(pid: number): number[] {
  return names(`/proc/${pid}/task`);
}

function descriptorsOf(pid: number): number[] {
  return names(`/proc/${pid}/fd`);
}

function names(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number);
  } catch {
    return [];
  }
}

function linkOf(pid: number, descriptor: number): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return "";
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** Memory of another process of this user; empty where the kernel forbids it. */
function memoryOf(pid: number, address: number, bytes: number): Buffer {
  if (bytes === 0) return Buffer.alloc(0);
  let fd: number;
  try {
    fd = openSync(`/proc/${pid}/mem`, "r");
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const memory = Buffer.alloc(bytes);
    return memory.subarray(0, readSync(fd, memory, 0, bytes, address));
  } catch {
    return Buffer.alloc(0);
  } finally {
    closeSync(fd);
  }
}
