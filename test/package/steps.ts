/** A session in all three languages, and what of Node.js the driver leans on: its REPL mode, its inspector, its timers. */
import { expect } from "vitest";
import type { Step } from "./programs.js";

const node = { language: "node" } as const;
const python = { language: "python" } as const;
const completed = { status: "completed", exitCode: 0, stderr: "" } as const;

/** @param version of the Node.js that must run them, as `process.version`. */
export const stepsFor = (version: string): readonly Step[] => [
  ["x=41; export SHARED=1; cd /usr", {}, completed],
  ["echo $((x+1))", {}, { ...completed, stdout: "42\n" }],
  ["kill -KILL $$", {}, { status: "crashed", exitCode: 137 }],
  ["echo $((x+1))", {}, { ...completed, stdout: "42\n" }],
  ["import os; y = os.environ['SHARED']", python, completed],
  ["import sys; sys.dont_write_bytecode", python, { ...completed, result: "False" }],
  ["y + os.getcwd()", python, { ...completed, result: "'1/usr'" }],
  ["process.version + process.env.SHARED", node, { ...completed, result: `'${version}1'` }],
  ["const k = 1; let l = 1; class C {}", node, completed],
  ["const k = 2; let l: number = await Promise.resolve(3); class C {}", node, completed],
  ["import { sep } from 'node:path'; k + l + sep", node, { ...completed, result: "'5/'" }],
  ["while (true) {}", { ...node, timeoutMs: 300 }, { status: "timed_out", exitCode: null }],
  [
    "setTimeout(() => { while (true) {} }); await new Promise(() => {})",
    { ...node, timeoutMs: 300 },
    { status: "timed_out", exitCode: null },
  ],
  ["l", node, { ...completed, result: "3" }],
  [
    "setTimeout(() => { throw Error('late') }); await new Promise((end) => setTimeout(end, 50)); k",
    node,
    {
      status: "failed",
      exitCode: 1,
      error: { name: "Error", message: "late", traceback: expect.any(String) as string },
    },
  ],
  ["process.exit(3)", node, { status: "failed", exitCode: 3 }],
  ["k + l", node, { ...completed, result: "5" }],
];
