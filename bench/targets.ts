/** What is aimed at, and why a target is missed where it is. */
export interface Target {
  readonly text: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Verdict {
  readonly target: string;
  readonly value: number;
  readonly met: boolean;
  readonly reason?: string;
}

const limits: Readonly<Record<string, Target>> = {
  "run/off": { text: "<= 2 x echo loop", atMost: 2 },
  "run/on": { text: "<= 4 x echo loop", atMost: 4 },
  "run/ipykernel": { text: ">= 30 x faster", atLeast: 30 },
  "hundred/bash": { text: ">= 10 x faster", atLeast: 10 },
  "hundred/python": { text: ">= 50 x faster", atLeast: 50 },
  "session/bash": { text: "<= 3 ms", atMost: 3 },
  "session/python": { text: "<= 8 ms", atMost: 8 },
  "session/node": { text: "<= 10 ms", atMost: 10 },
  state: { text: "<= 2 ms", atMost: 2 },
  import: { text: "< 1 ms", atMost: 1 },
  interrupt: { text: "<= 50 ms", atMost: 50 },
  "overhead/tool": { text: "<= 0.1 ms more", atMost: 0.1 },
  "overhead/daemon": { text: "<= 0.4 ms more", atMost: 0.4 },
  "overhead/MCP": { text: "<= 1 ms more", atMost: 1 },
  start: { text: "< 60 ms more", atMost: 60 },
  "one-shot": { text: "<= 2 x node -e 0", atMost: 2 },
  "input/found": { text: "<= 300 ms at p99", atMost: 300 },
  "input/mistaken": { text: "0", atMost: 0 },
  "output/speed": { text: ">= 0.7 x bare reader", atLeast: 0.7 },
  "output/memory": { text: "< 64 MB more", atMost: 64 },
  "memory/bash": { text: "<= 4 MB each", atMost: 4 },
  "memory/python": { text: "<= 3 MB each", atMost: 3 },
};

/** Why a target is missed, by `target: row or language`, or by the target alone. */
const reasons: Readonly<Record<string, string>> = {
  "run/off":
    "a run opens its outputs by path, runs a file or compiles code, and ends by a proof that nobody holds them; the echo loop reads and writes one pipe",
  "run/on: bash":
    "after each run bash prints its state, a line a system call (declare -p), and the host compares it",
  "run/on: python":
    "after each run Python compares its names and keeps what is new in a form that outlives a crash",
  "run/on: node":
    "Node rewrites code so that its names outlive the run, and compares and keeps them after it",
  "run/ipykernel":
    "changes are looked at in each run; the host's share is Node's event loop and its system calls",
  "overhead/tool": "the tool checks its input and writes a text for a model",
  "overhead/MCP":
    "two messages of MCP, which its SDK checks by schema, and two requests of the daemon for each call",
  "hundred/bash": "a spawned bash is ready in a few ms, and each run also tells the shell's state",
  "session/bash":
    "the first run also learns the session's environment; without a spare a shell and its guardian are forked",
  "session/node": "a spare is one at a time, and Node needs some 50 to 100 ms to start another",
  import: "an import is code to rewrite, and binds a name whose value is looked at anew",
  "output/speed": "the first 256 MiB are also written to disk, so that every byte stays addressable",
  "memory/bash":
    "with few sessions each has a large part of what all share: the keeper, and the pages of programs",
  "memory/python":
    "each interpreter has a guardian beside it, a fork whose pages differ by reference counts alone",
};

/** Holds a figure against a target; undefined where there is none by that name. */
export function judge(name: string, row: string, value: number): Verdict | undefined {
  const target = limits[name];
  if (!target || !Number.isFinite(value)) return undefined;
  const met = value <= (target.atMost ?? Infinity) && value >= (target.atLeast ?? -Infinity);
  const reason = met ? undefined : (reasons[`${name}: ${row}`] ?? reasons[name]);
  return { target: target.text, value, met, ...(reason !== undefined && { reason }) };
}
