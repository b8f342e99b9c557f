import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RuntimeSession, SessionEvent } from "../src/index.js";
import { sessionForEach } from "./workbench.js";

let session: RuntimeSession;
let folder: string;

sessionForEach((bench) => ({ session, folder } = bench));

/** Code that goes on when the test says so. */
const gate = (name: string) => `until [ -e ${name} ]; do sleep 0.01; done; rm ${name}`;
const open = (name: string) => {
  writeFileSync(join(folder, name), "");
};

test("a run that yields says what it has written; wait gives only what is new, and the rest at its end", async () => {
  const first = await session.exec(
    `echo one; ${gate("a")}; echo two; ${gate("b")}; echo three; x=5; exit 3`,
    {
      yieldMs: 300,
    },
  );
  expect(first).toMatchObject({ status: "running", exitCode: null, stdout: "one\n" });
  expect((await session.state()).busy).toEqual({ runId: first.runId });
  open("a");
  let seen = "";
  while (!seen.includes("two")) {
    const more = await session.wait(first.runId, { yieldMs: 50 });
    expect(more.status).toBe("running");
    seen += more.stdout;
  }
  expect(seen).toBe("two\n");
  open("b");
  expect(await session.wait(first.runId)).toMatchObject({ status: "failed", exitCode: 3, stdout: "three\n" });
  expect(await session.wait(first.runId)).toMatchObject({ status: "failed", exitCode: 3, stdout: "" });
  expect(String(await session.output(first.runId))).toBe("one\ntwo\nthree\n");
  expect((await session.exec("echo $x")).stdout).toBe("5\n");
});

test("behind a run that has yielded a call is refused, or waits when it asks to", async () => {
  const first = await session.exec(`x=1; ${gate("c")}`, { yieldMs: 0 });
  expect(first.status).toBe("running");
  await expect(session.exec("echo 1")).rejects.toMatchObject({ code: "RUN_ACTIVE" });
  await expect(session.exec("echo 1")).rejects.toThrow(first.runId);
  await expect(session.setEnv({ A: "1" })).rejects.toMatchObject({ code: "RUN_ACTIVE" });
  const queued = session.exec("echo $x", { queue: true });
  open("c");
  expect((await queued).stdout).toBe("1\n");
});

test("somebody who waits for it makes it a run like any other: calls take their turn", async () => {
  const { runId } = await session.exec(gate("d"), { yieldMs: 0 });
  const waiting = session.wait(runId);
  const next = session.exec("echo next");
  open("d");
  expect((await waiting).status).toBe("completed");
  expect((await next).stdout).toBe("next\n");
});

test("a run goes on when who waits for it stops; interrupt ends it with its output", async () => {
  const { runId } = await session.exec("echo a; sleep 100", { yieldMs: 200 });
  const stop = new AbortController();
  const waiting = session.wait(runId, { signal: stop.signal });
  stop.abort();
  expect((await waiting).status).toBe("running");
  expect(await session.interrupt(runId)).toBe(true);
  expect(await session.wait(runId)).toMatchObject({ status: "interrupted", exitCode: 130 });
  expect(await session.interrupt(runId)).toBe(false);
});

test("the limit goes on after a yield", async () => {
  const { runId } = await session.exec("sleep 100", { yieldMs: 0, timeoutMs: 400 });
  expect(await session.wait(runId)).toMatchObject({ status: "timed_out" });
});

test("what a job writes later is told with the next result, as its own run's", async () => {
  const { runId } = await session.exec(`{ ${gate("e")}; echo late; touch told; } & echo now`);
  open("e");
  const next = await session.exec(`until [ -e told ]; do sleep 0.01; done; rm told; echo next`);
  expect(next).toMatchObject({ stdout: "next\n", background: [{ runId, stdout: "late\n", stderr: "" }] });
  expect((await session.exec("echo again")).background).toBeUndefined();
  expect(String(await session.output(runId))).toBe("now\nlate\n");
});

test("those who watch see the same events in the same order", async () => {
  const seen: SessionEvent[][] = [[], []];
  const ends = seen.map((events) => session.watch((event) => events.push(event)));
  const result = await session.exec("echo é; echo err >&2; exit 2");
  ends[1]?.();
  await session.exec("echo more");
  const [all = [], part = []] = seen;
  expect(part[0]).toMatchObject({ type: "run", language: "bash" });
  expect(part.filter(({ type }) => type === "output").map((event) => "text" in event && event.text)).toEqual(
    expect.arrayContaining(["é\n", "err\n"]),
  );
  expect(part.at(-1)).toEqual({ type: "result", result });
  expect(all.slice(0, part.length)).toEqual(part);
  expect(all.length).toBeGreaterThan(part.length);
});

test.each([["nope"], [""]])("a run that never was: %j", async (id) => {
  await expect(session.wait(id)).rejects.toMatchObject({ code: "UNKNOWN_RUN" });
  await expect(session.output(id)).rejects.toMatchObject({ code: "UNKNOWN_RUN" });
});

test("input for nobody is refused with the next step", async () => {
  await expect(session.input("x\n")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  const { runId } = await session.exec("sleep 100", { yieldMs: 0 });
  await expect(session.input("x\n")).rejects.toThrow(/interactive/);
  await expect(session.input({})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await session.interrupt(runId);
  await session.wait(runId);
});

test("waiting for a text, a port, or the early death of what should bring them", async () => {
  const server = `python3 -u -c '
import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print("port %d" % s.getsockname()[1]); s.listen(); input()'`;
  const run = await session.exec(`mkfifo f; ${server} <f & exec 5>f`);
  const told = await session.wait(run.runId, { until: { text: "port" } });
  expect(told.reached).toEqual({ stream: "stdout", text: "port" });
  const port = Number(/port (\d+)/.exec(run.stdout + told.stdout)?.[1]);
  expect(await session.wait(run.runId, { until: { port } })).toMatchObject({ reached: { port } });
  expect(await session.jobs()).toMatchObject([{ runId: run.runId, ports: [port] }]);
  await session.exec("exec 5>&-; rm f");
  expect(await session.wait(run.runId, { until: { pattern: "^p.rt \\d+$" } })).toMatchObject({
    reached: { stream: "stdout", text: expect.stringMatching(/^port \d+$/) as string },
  });
  await expect(session.wait(run.runId, { until: { pattern: "(" } })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  const over = await session.wait(run.runId, { until: { text: "never" } });
  expect(over.status).toBe("completed");
  expect(over.reached).toBeUndefined();
  const dead = await session.exec("echo x; sleep 0.1; exit 4", { yieldMs: 0 });
  const end = await session.wait(dead.runId, { until: { text: "ready" } });
  expect([end.exitCode, dead.stdout + end.stdout]).toEqual([4, "x\n"]);
  await expect(session.wait(dead.runId, { until: { port: 0 } })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});
