/** What runs leave behind inside an interpreter: to whom its output is credited, and how it ends. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunResult, RuntimeSession } from "../src/index.js";
import { until } from "./conformance/bench.js";
import { sessionForEach } from "./workbench.js";

let session: RuntimeSession;
let folder: string;

sessionForEach((bench) => ({ session, folder } = bench));

const open = (name: string) => {
  writeFileSync(join(folder, name), "");
};
const stdoutOf = async (run: RunResult) => String(await session.output(run.runId));

describe("python", () => {
  const python = async (code: string) => session.exec(code, { language: "python" });
  const IMPORTS = "import threading, os, time, sys, asyncio";
  const GATE = "def gate(name):\n    while not os.path.exists(name): time.sleep(0.005)\n    os.remove(name)";

  test("each thread prints into its own run, while others run and between them", async () => {
    await python(`${IMPORTS}\n${GATE}`);
    const talk = (name: string) =>
      `def ${name}():\n    for i in range(300):\n        print("${name}", i)\n        sys.stderr.write("${name} err\\n")\n        time.sleep(0.0005)\nthreading.Thread(target=${name}).start()\nprint("began ${name}")`;
    const first = await python(talk("a"));
    const second = await python(talk("b"));
    const third = await python("for i in range(300):\n    print('main', i); time.sleep(0.001)");
    const lines = (name: string) => Array.from({ length: 300 }, (_, i) => `${name} ${i}\n`).join("");
    expect(third).toMatchObject({ status: "completed", stdout: lines("main"), stderr: "" });
    const whole = async (run: RunResult, name: string) => {
      await until(`all of ${name}`, async () => (await stdoutOf(run)).endsWith(`${name} 299\n`));
      return stdoutOf(run);
    };
    const began = async (run: RunResult, name: string) =>
      expect((await whole(run, name)).replace(`began ${name}\n`, "")).toBe(lines(name));
    await began(first, "a");
    await began(second, "b");
    expect(String(await session.output(first.runId, { stream: "stderr" }))).toBe("a err\n".repeat(300));
  });

  test("a late line is announced once, as that of its run", async () => {
    await python(`${IMPORTS}\n${GATE}`);
    const first = await python(
      "threading.Thread(target=lambda: (gate('go'), print('late'), open('went', 'w').close())).start()\nprint('now')",
    );
    expect(first.stdout).toBe("now\n");
    open("go");
    const second = await python("gate('went')\nprint('next')");
    expect(second).toMatchObject({
      stdout: "next\n",
      background: [{ runId: first.runId, stdout: "late\n", stderr: "" }],
    });
    expect((await python("1")).background).toBeUndefined();
  });

  test("a thread of a thread, a pool and a task each print into the run that began them", async () => {
    await python(`${IMPORTS}\n${GATE}\nfrom concurrent.futures import ThreadPoolExecutor`);
    const first = await python(
      "pool = ThreadPoolExecutor(1); pool.submit(print, 'pooled').result()\n" +
        "def child(): gate('c'); print('child')\n" +
        "def parent():\n    gate('p'); t = threading.Thread(target=child); t.start(); t.join(); print('parent'); open('done', 'w').close()\n" +
        "threading.Thread(target=parent).start()",
    );
    expect(first.stdout).toBe("pooled\n");
    const second = await python("pool.submit(print, 'mine').result()");
    expect(second).toMatchObject({ stdout: "mine\n" });
    expect(second.background).toBeUndefined();
    open("p");
    open("c");
    expect((await python("gate('done')\nprint('x')")).stdout).toBe("x\n");
    expect(await stdoutOf(first)).toBe("pooled\nchild\nparent\n");
  });

  test("a task prints into its run when a later one awaits", async () => {
    await python(IMPORTS);
    const first = await python(
      "event = asyncio.Event()\nasync def late():\n    await event.wait(); print('late'); print(await asyncio.to_thread(lambda: print('thread') or 'back'))\ntask = asyncio.create_task(late())\nawait asyncio.sleep(0)\nprint('now')",
    );
    expect(first).toMatchObject({ status: "completed", stdout: "now\n" });
    const second = await python("print('a'); event.set(); await task; print('b')");
    expect(second).toMatchObject({ stdout: "a\nb\n" });
    expect(second.background).toEqual([{ runId: first.runId, stdout: "late\nthread\nback\n", stderr: "" }]);
  });
});

describe("node", () => {
  const node = async (code: string) => session.exec(code, { language: "node" });
  const LINES = (name: string, many: number) =>
    Array.from({ length: many }, (_, i) => `${name} ${i}\n`).join("");
  /** Prints so many lines, one each millisecond, and then makes a file. */
  const talk = (name: string, many: number) =>
    `{ let i = 0; const timer = setInterval(() => { console.log("${name}", i); if (++i === ${many}) { clearInterval(timer); require("fs").writeFileSync("${name}", ""); } }, 1); }`;
  const there = (name: string) =>
    `while (!require("fs").existsSync("${name}")) await new Promise((done) => setTimeout(done, 2));`;

  test("timers print into their own run, while others run, wait, or loop", async () => {
    const first = await node(talk("a", 200));
    const second = await node(`${talk("b", 200)} console.log("began")`);
    expect(second.stdout.startsWith("began\n")).toBe(true);
    const third = await node(
      `for (let i = 0; i < 100; i++) { console.log("main", i); await new Promise((done) => setTimeout(done, 1)); }\n${there("a")} ${there("b")}`,
    );
    expect(third).toMatchObject({ status: "completed", stdout: LINES("main", 100), stderr: "" });
    expect(await stdoutOf(first)).toBe(LINES("a", 200));
    expect(await stdoutOf(second)).toBe(`began\n${LINES("b", 200)}`);
    const told = [...(second.background ?? []), ...(third.background ?? [])];
    const all = (run: RunResult) =>
      run.stdout + told.flatMap((one) => (one.runId === run.runId ? [one.stdout] : [])).join("");
    expect(all(first)).toBe(LINES("a", 200));
    expect(all(second)).toBe(`began\n${LINES("b", 200)}`);
  });

  test("what waits at a server, in a promise, or has no frame of its own prints into its run", async () => {
    const first = await node(
      `var http = require("http"), server, release; var gate = new Promise((done) => (release = done));
       gate.then(async () => { await null; console.error("promise"); });
       function tell() { console.log("told") }
       await new Promise((done) => { server = http.createServer((_, answer) => { console.log("asked"); answer.end("x"); }).listen(0, "127.0.0.1", done); });
       server.address().port`,
    );
    const url = `http://127.0.0.1:${first.result}/`;
    const second = await node(`setTimeout(console.log, 5, "bare"); setTimeout(tell, 6)`);
    const third = await node(
      `tell(); release(); console.log(await (await fetch("${url}")).text()); await new Promise((done) => setTimeout(done, 20)); console.log("end")`,
    );
    expect(third).toMatchObject({ stdout: "told\nx\nend\n", stderr: "" });
    await fetch(url);
    await node("0");
    expect(await stdoutOf(first)).toBe("asked\nasked\n");
    expect(String(await session.output(first.runId, { stream: "stderr" }))).toBe("promise\n");
    expect(await stdoutOf(second)).toBe("bare\ntold\n");
    await node("server.close()");
  });

  test("wait knows when the last that a run left has ended", async () => {
    const first = await node(talk("c", 30));
    const waited = await session.wait(first.runId, { until: { text: "c 29\n" } });
    expect(waited.reached).toEqual({ stream: "stdout", text: "c 29\n" });
  });

  test("a late error is told to its own run", async () => {
    const first = await node(
      `var fs = require("fs"), timer = setInterval(() => { if (!fs.existsSync("fire")) return; clearInterval(timer); fs.rmSync("fire"); throw new TypeError("late"); }, 1)`,
    );
    const second = await node(
      `fs.writeFileSync("fire", ""); while (fs.existsSync("fire")) await new Promise((done) => setTimeout(done, 2)); console.log("fine")`,
    );
    expect(second).toMatchObject({ status: "completed", stdout: "fine\n", stderr: "" });
    expect(second.background).toMatchObject([
      { runId: first.runId, stderr: expect.stringContaining("TypeError: late") as unknown },
    ]);
  });
});
