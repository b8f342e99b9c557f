import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

let before: Traces;
beforeEach(() => {
  before = takeTraces();
});
afterEach(() => expectNoLeaks(before));

/** Ends with the block it is declared in. */
function forever(command: string): AsyncDisposable & { child: ChildProcessByStdio<null, Readable, null> } {
  const child = spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(child, "exit");
  return {
    child,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("a living child and its pipe are found, and are gone after it", async () => {
  {
    await using program = forever("exec sleep 1000");
    await expect(expectNoLeaks(before, 50)).rejects.toThrow(
      new RegExp(`process ${program.child.pid} .*(sleep 1000|bash)[^]*descriptor \\d+ -> socket:`),
    );
  }
  await expectNoLeaks(before);
});

test("a process that has left the tree is found by its mark", async () => {
  // While a process becomes another program its environment cannot be read.
  const isSleep = "read -r name </proc/$!/comm && [[ $name == sleep ]]";
  await using program = forever(`setsid sleep 1000 >/dev/null & until ${isSleep}; do :; done; echo $!`);
  const orphan = Number(String(await once(program.child.stdout, "data")));
  using _end = { [Symbol.dispose]: () => process.kill(orphan, "SIGKILL") };
  await once(program.child, "close");
  await expect(expectNoLeaks(before, 50)).rejects.toThrow(`process ${orphan} `);
});

test("an open file is found", async () => {
  const fd = openSync("/dev/null", "r");
  await expect(expectNoLeaks(before, 50)).rejects.toThrow(`descriptor ${fd} -> /dev/null`);
  closeSync(fd);
});

test("a folder of ours is found", async () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-"));
  await expect(expectNoLeaks(before, 50)).rejects.toThrow(`folder ${folder}`);
  rmdirSync(folder);
});

test("what ends within the time allowed is no leak", async () => {
  await using program = forever("exec sleep 0.2");
  await expectNoLeaks(before);
  expect(program.child.exitCode).toBe(0);
});
