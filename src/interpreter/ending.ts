/**
 * Whether those who still hold a run's pipes will end by themselves, at once: they read a pipe into which nobody can write any
 * more, as a process substitution does when its command has ended. The kernel says who holds which pipe.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { descendantsOf } from "./processes.js";

const READS = 0o400;
const WRITES = 0o200;

export type Ending = "yes" | "no" | "unclear";

interface Holder {
  readonly pid: number;
  /** It is the shell once more: it may have yet to become what it was forked for. */
  readonly isCopy: boolean;
  /** Its standard input, if that is a pipe; of a copy any pipe that it can read. */
  readonly inputs: ReadonlySet<string>;
  /** Pipes and FIFOs that it can write to. */
  readonly outputs: ReadonlySet<string>;
}

/**
 * "yes" too where they have just ended; "no" where one of them reads no such pipe; "unclear" may be a process between two steps.
 * @param paths the run's pipes.
 * @param guardian stands above all processes of the interpreter, and the interpreter.
 */
export function areEnding(paths: readonly string[], guardian: number, interpreter: number): Ending {
  const command = commandOf(interpreter);
  const all = descendantsOf(guardian).map((pid) => holderOf(pid, commandOf(pid) === command));
  const holding = all.filter(({ outputs }) => paths.some((path) => outputs.has(path)));
  const hasNoPipe = ({ inputs }: Holder) => inputs.size === 0;
  if (holding.length > 0 && holding.every(hasNoPipe)) return "no";
  const fed = all.find(({ pid }) => pid === interpreter)?.outputs ?? new Set();
  const isFed = ({ inputs }: Holder) => [...inputs].some((pipe) => fed.has(pipe));
  const isJob = (one: Holder) => one.pid === interpreter || (!one.isCopy && (hasNoPipe(one) || isFed(one)));
  if (holding.some(isJob)) return "no";
  const writersOf = (pipe: string, reader: Holder) =>
    all.filter((one) => one !== reader && one.outputs.has(pipe));
  const isEnding = (one: Holder, seen: readonly Holder[]): boolean =>
    !seen.includes(one) &&
    one.pid !== interpreter &&
    [...one.inputs].some((pipe) => writersOf(pipe, one).every((writer) => isEnding(writer, [...seen, one])));
  return holding.every((one) => isEnding(one, [])) ? "yes" : "unclear";
}

function holderOf(pid: number, isCopy: boolean): Holder {
  const outputs = new Set<string>();
  const inputs = new Set<string>();
  for (const fd of listOf(`/proc/${pid}/fd`)) {
    const path = `/proc/${pid}/fd/${fd}`;
    try {
      const link = readlinkSync(path);
      const { mode } = lstatSync(path);
      if (mode & WRITES) outputs.add(link);
      if (mode & READS && link.startsWith("pipe:") && (isCopy || fd === "0")) inputs.add(link);
    } catch {
      continue; // closed meanwhile
    }
  }
  return { pid, isCopy, inputs, outputs };
}

function commandOf(pid: number): string {
  return text(`/proc/${pid}/cmdline`);
}

/** "" when the process is gone. */
function text(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function listOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // gone
  }
}
