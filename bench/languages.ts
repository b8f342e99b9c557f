/** What each language brings to the bench. */
import { execFileSync } from "node:child_process";
import type { MarkerDesign } from "./contenders/marker.js";
import type { PeerProgram } from "./contenders/peer.js";
import { benchPath } from "./place.js";

export interface Subject {
  readonly language: string;
  /** The program itself, behind links and version managers. */
  readonly executable: string;
  /** The option of the program that takes code. */
  readonly codeOption: string;
  /** Programs that echo lines; the first is the floor. */
  readonly echoLoops: Readonly<Record<string, readonly string[]>>;
  /** The least command, and the least that prints. */
  readonly codes: readonly string[];
  /** Makes 50 variables. */
  readonly fill: string;
  readonly endless: string;
  readonly losses: Losses;
  /** Imports a module that is loaded. */
  readonly import?: string;
  readonly markers: readonly MarkerDesign[];
  readonly peers: readonly PeerProgram[];
  /** There are agents that run it in a terminal. */
  readonly terminal?: true;
}

/** Code that shows what a way to run code loses. */
export interface Losses {
  /** Binds a name, and prints what it is bound to. */
  readonly keep: string;
  readonly tell: string;
  /** Prints `EXACT`. */
  readonly exact: string;
  /** Prints `err` on stderr, without naming it. */
  readonly error: string;
  /** Prints 100,000 lines of 100 bytes. */
  readonly flood: string;
  readonly exit: string;
  readonly kill: string;
}

/** A tab, what looks like a prompt, an indent, and no end of line. */
export const EXACT = "a\tb\n> c\n  d";

const PEXPECT = { modules: ["pexpect"], packages: ["python3-pexpect"] };

const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
  encoding: "utf8",
}).trim();

export const subjects: readonly Subject[] = [
  {
    language: "bash",
    executable: "bash",
    codeOption: "-c",
    echoLoops: { "echo loop": ["bash", benchPath("floors", "echo.sh")] },
    codes: [":", "echo hi"],
    fill: "for i in {1..50}; do printf -v v$i 'value %d' $i; done",
    endless: "while :; do :; done",
    losses: {
      keep: "v=kept",
      tell: 'echo "$v"',
      exact: String.raw`printf 'a\tb\n> c\n  d'`,
      error: "printf 'e%s\\n' rr >&2",
      flood: "yes $(printf 'x%.0s' {1..99}) | head -n 100000",
      exit: "exit 3",
      kill: "kill -KILL $$",
    },
    markers: [
      {
        name: "marker, bash -i -s",
        command: ["bash", "--norc", "-i", "-s"],
        print: (mark) => `echo ${mark}`,
      },
    ],
    peers: [
      { name: "pexpect replwrap", command: ["over_replwrap.py"], ...PEXPECT },
      { name: "replwrap, no pause", command: ["over_replwrap.py", "hasty"], ...PEXPECT, variant: true },
    ],
    terminal: true,
  },
  {
    language: "python",
    executable: python,
    codeOption: "-c",
    echoLoops: { "echo loop": [python, benchPath("floors", "echo.py")] },
    codes: ["1", "print('hi')"],
    fill: "globals().update({f'v{i}': f'value {i}' for i in range(50)})",
    endless: "while True: pass",
    losses: {
      keep: "v = 'kept'",
      tell: "print(v)",
      exact: String.raw`print('a\tb\n> c\n  d', end='')`,
      error: "import os; _ = os.write(2, b'e' + b'rr')",
      flood: "print(('x' * 99 + '\\n') * 100000, end='')",
      exit: "import sys; sys.exit(3)",
      kill: "import os; os.kill(os.getpid(), 9)",
    },
    import: "import json",
    markers: [
      {
        name: "marker, python -i -u",
        command: [python, "-i", "-u", "-q"],
        print: (mark) => `\nprint("${mark}")`, // a blank line ends a block
      },
    ],
    peers: [
      {
        name: "ipykernel",
        command: ["over_ipykernel.py"],
        modules: ["ipykernel", "jupyter_client"],
        packages: ["python3-ipykernel", "python3-jupyter-client"],
      },
    ],
  },
  {
    language: "node",
    executable: process.execPath,
    codeOption: "-e",
    echoLoops: {
      "echo loop": [process.execPath, benchPath("floors", "echo.mjs")],
      "echo by events": [process.execPath, benchPath("floors", "events.mjs")],
    },
    codes: ["1", "console.log('hi')"],
    fill: "for (let i = 0; i < 50; i++) globalThis[`v${i}`] = `value ${i}`",
    endless: "while (true) {}",
    losses: {
      keep: "var v = 'kept'",
      tell: "console.log(v)",
      exact: String.raw`void process.stdout.write('a\tb\n> c\n  d')`,
      error: "void process.stderr.write('e' + 'rr')",
      flood: "void process.stdout.write(('x'.repeat(99) + '\\n').repeat(100000))",
      exit: "process.exit(3)",
      kill: "process.kill(process.pid, 9)",
    },
    import: "import fs from 'node:fs'", // a statement, as in Python: `await import()` also prints the module
    markers: [
      {
        name: "marker, node -i",
        command: [process.execPath, "-i"],
        print: (mark) => `console.log("${mark}")`,
      },
    ],
    peers: [],
  },
];
