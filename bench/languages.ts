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
  /** Imports a module that is loaded. */
  readonly import?: string;
  readonly markers: readonly MarkerDesign[];
  readonly peers: readonly PeerProgram[];
}

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
    markers: [
      {
        name: "marker, bash -i -s",
        command: ["bash", "--norc", "-i", "-s"],
        print: (mark) => `echo ${mark}`,
      },
    ],
    peers: [
      { name: "pexpect replwrap", command: ["over_replwrap.py"], modules: ["pexpect"] },
      { name: "replwrap, no pause", command: ["over_replwrap.py", "hasty"], modules: ["pexpect"] },
    ],
  },
  {
    language: "python",
    executable: python,
    codeOption: "-c",
    echoLoops: { "echo loop": [python, benchPath("floors", "echo.py")] },
    codes: ["1", "print('hi')"],
    fill: "globals().update({f'v{i}': f'value {i}' for i in range(50)})",
    endless: "while True: pass",
    import: "import json",
    markers: [
      {
        name: "marker, python -i -u",
        command: [python, "-i", "-u", "-q"],
        print: (mark) => `print("${mark}")`,
      },
    ],
    peers: [{ name: "ipykernel", command: ["over_ipykernel.py"], modules: ["ipykernel", "jupyter_client"] }],
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
    import: "import fs from 'node:fs'", // a statement, as in Python: `await import()` also prints the module
    markers: [],
    peers: [],
  },
];
