/** What could break a run on a terminal, and what is its own in one that is interrupted. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { RuntimeSession } from "../src/index.js";
import { sessionForEach } from "./workbench.js";

const tty = { tty: true } as const;

let session: RuntimeSession;
let folder: string;

sessionForEach((bench) => ({ session, folder } = bench));

/** Lets something happen at each of these moments after a run's start, in ms: the moment is what is tested. */
const MOMENTS = [0, 1, 2, 3, 5, 8, 13, 20, 30, 45, 60, 62, 64, 80];

test.each([
  ["a loop of the shell", "while :; do :; done"],
  ["a command", "sleep 100"],
  ["a function", "g() { while :; do :; done; }; g"],
])("what is for one run only is put back when it is interrupted: %s", async (_, code) => {
  await session.exec("export ZZ=old");
  for (const how of [{}, tty]) {
    const run = await session.exec(code, { ...how, env: { ZZ: "new" }, cwd: "/", yieldMs: 100 });
    await session.interrupt();
    expect((await session.wait(run.runId)).status).toBe("interrupted");
    expect((await session.exec("echo $ZZ $PAGER $PWD")).stdout).toBe(`old cat ${folder}\n`);
    expect(await session.exec(code, { ...how, env: { ZZ: "new" }, cwd: "/", timeoutMs: 100 })).toMatchObject({
      status: "timed_out",
    });
    expect((await session.exec("echo $ZZ $PAGER $PWD")).stdout).toBe(`old cat ${folder}\n`);
  }
});

test("fifteen bytes do not stop the host", async () => {
  const sequences = [..."LMSTIZb@PX".split(""), " @", " A", "'}", "'~"].map((id) => `\\e[2147483647${id}`);
  const random = "\\e[?2147483647S\\e[>2147483647T\\e[99999999999999999999b";
  const result = await session.exec(`printf 'a${sequences.join("")}${random}z'`, tty);
  expect(result).toMatchObject({ status: "completed", durationMs: expect.any(Number) as number });
  expect(result.durationMs).toBeLessThan(2_000);
});

test("random bytes on the screen harm nobody, and the host's own output stays clean", async () => {
  const complaints = vi.spyOn(console, "error");
  const result = await session.exec("head -c 300000 /dev/urandom; tput reset; echo; echo end", {
    ...tty,
    env: { TERM: "xterm" },
  });
  expect(result.status).toBe("completed");
  expect(String(await session.output(result.runId, { stream: "screen" }))).toContain("end");
  expect(complaints).not.toHaveBeenCalled();
  complaints.mockRestore();
});

describe.each([
  ["on a terminal", tty],
  ["with input", { stdin: "interactive" }],
] as const)("a stop at any moment is a stop: %s", (_, how) => {
  test("by the signal, and by interrupt", async () => {
    for (const delayMs of MOMENTS) {
      const stop = new AbortController();
      const run = session.exec("sleep 100", { ...how, signal: stop.signal });
      await sleep(delayMs);
      stop.abort();
      expect((await run).status, `${delayMs} ms`).toBe("interrupted");
    }
    expect((await session.exec("echo ok", how)).status).toBe("completed");
  });
});

test.each([
  ["the shell in front", "while :; do :; done"],
  ["short commands", "while :; do sleep 0.004; done"],
  ["a builtin that waits", "read x; read y; echo on"],
  ["without job control", "set +m; sleep 100; echo on"],
  ["a function", "g() { sleep 100; echo on; }; g; echo on"],
])("C-c at any moment ends the run, keeps the shell and its jobs: %s", async (_, code) => {
  // A copy of the shell that is not yet `sleep` does not yet ignore a C-c.
  await session.exec("sleep 1000 & JOB=$!; until read -r c </proc/$JOB/comm; [[ $c == sleep ]]; do :; done");
  for (const delayMs of MOMENTS) {
    const { runId } = await session.exec(code, { ...tty, yieldMs: 0, timeoutMs: 5_000 });
    await sleep(delayMs);
    await session.input({ keys: ["C-c"], runId });
    const end = await session.wait(runId, { yieldMs: 4_000 });
    expect(end.status, `${delayMs} ms: ${JSON.stringify(end)}`).toBe("interrupted");
    expect(String(await session.output(runId))).not.toContain("on\r\n");
    const next = await session.exec("kill -0 $JOB && echo lives");
    expect(next, `${delayMs} ms`).toMatchObject({ status: "completed", stdout: "lives\n" });
    expect(next).not.toHaveProperty("restored");
  }
});

test("C-c in each language, many times, one after another", async () => {
  for (const [language, code] of [
    ["python", "while True: pass"],
    ["node", "for (;;) {}"],
  ] as const)
    for (const delayMs of MOMENTS) {
      const { runId } = await session.exec(code, { ...tty, language, yieldMs: 0, timeoutMs: 5_000 });
      await sleep(delayMs);
      await session.input({ keys: ["C-c"], runId });
      expect((await session.wait(runId)).status, `${language}, ${delayMs} ms`).toBe("interrupted");
    }
});

test("what is typed as the run ends is answered, and asks nobody again", async () => {
  for (let delayMs = 40; delayMs < 90; delayMs += 2) {
    const { runId } = await session.exec("read x; echo got=$x", { ...tty, yieldMs: 0 });
    await sleep(delayMs);
    const answer = await session.input("yes\n");
    const end = answer.status === "running" ? await session.wait(runId) : answer;
    expect(end.status, `${delayMs} ms: ${JSON.stringify(end)}`).toBe("completed");
  }
  for (let delayMs = 20; delayMs < 45; delayMs++) {
    const { runId } = await session.exec("sleep 0.03", { ...tty, yieldMs: 0 });
    await sleep(delayMs);
    // Over already, or taken: it comes back in any case.
    await session.input({ text: "x\n", runId }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
    });
    expect((await session.wait(runId)).status).toBe("completed");
  }
});

test("end of file is what the terminal takes for it", async () => {
  await session.exec("stty eof ^X; cat; echo end", tty);
  const end = await session.input({ text: "a\n", eof: true });
  expect(end).toMatchObject({ status: "completed", stdout: expect.stringContaining("end") as string });
});

test("traces show the run and not the driver; high descriptors are the run's", async () => {
  await session.exec("set -x");
  expect((await session.exec("echo a", { ...tty, env: { Q: "1" } })).stdout).toBe("++ echo a\r\na\r\n");
  expect((await session.exec("echo a", { env: { Q: "1" } })).stderr).not.toMatch(/export|unset/);
  await session.exec("set +x");
  expect((await session.exec("exec 10>high; echo hi >&10; cat high", tty)).stdout).toBe("hi\r\n");
});

test("the user's own INT trap runs once for one C-c, and the loop goes on", async () => {
  await session.exec("n=0; trap 'n=$((n + 1))' INT");
  const { runId } = await session.exec("until [ $n -gt 0 ]; do :; done; echo n=$n", { ...tty, yieldMs: 50 });
  await session.input({ keys: ["C-c"], runId });
  expect(await session.wait(runId)).toMatchObject({ status: "completed", exitCode: 0 });
  expect((await session.exec("echo $n")).stdout).toBe("1\n");
});

const HANDLES = `sh -c 'trap "exit 0" INT; echo begun; while :; do sleep 0.01; done'`;
test.each([
  ["a program is being started", "echo begun; /bin/true; sleep 100; echo on", "interrupted"],
  ["one command follows another", "echo begun; while :; do /bin/true; done; echo on", "interrupted"],
  ["a program in front dies of it", "sh -c 'echo begun; exec sleep 100'; echo on", "interrupted"],
  ["a program in front has done with it", `${HANDLES}; echo on`, "completed"],
])("C-c while %s: %s is %s", async (_, code, status) => {
  for (let round = 0; round < 40; round++) {
    const { runId } = await session.exec(code, { ...tty, yieldMs: 0, timeoutMs: 5_000 });
    await session.wait(runId, { until: { text: "begun" } });
    await sleep(round % 5);
    await session.input({ keys: ["C-c"], runId }, { yieldMs: 0 });
    expect((await session.wait(runId)).status, `round ${round}`).toBe(status);
    expect(String(await session.output(runId)).includes("on\r\n")).toBe(status === "completed");
  }
});

test("C-c that ends a program ends the run, also with an INT trap of the user's own, which is the shell's and stays", async () => {
  await session.exec("n=0; trap 'n=$((n + 1))' INT");
  for (const delayMs of MOMENTS) {
    const { runId } = await session.exec("sh -c 'echo begun; exec sleep 100'; echo on", {
      ...tty,
      yieldMs: 0,
    });
    await session.wait(runId, { until: { text: "begun" } });
    await sleep(delayMs);
    await session.input({ keys: ["C-c"], runId });
    expect((await session.wait(runId)).status, `${delayMs} ms`).toBe("interrupted");
  }
  expect((await session.exec("echo $n; trap -p INT")).stdout).toBe("0\ntrap -- 'n=$((n + 1))' SIGINT\n");
});

test.each([
  ["bash", "stty intr ^X; echo begun; while :; do :; done"],
  [
    "node",
    "require('child_process').execSync('stty intr ^X', { stdio: 'inherit' }); console.log('begun'); for (;;) {}",
  ],
])("the key that is an interrupt is what the terminal says: %s", async (language, code) => {
  const { runId } = await session.exec(code, { ...tty, language, yieldMs: 0 });
  await session.wait(runId, { until: { text: "begun" } });
  expect((await session.input({ keys: ["C-c"], runId }, { yieldMs: 100 })).status).toBe("running");
  expect((await session.input({ keys: ["C-x"], runId })).status).toBe("interrupted");
});
