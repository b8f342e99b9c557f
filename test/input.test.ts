/** Runs that read their input: found by what the kernel says, fed, ended, and never mistaken. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { RuntimeSession } from "../src/index.js";
import { limits } from "../src/limits.js";
import { runtimeForEach } from "./workbench.js";

const interactive = { stdin: "interactive" } as const;

let session: RuntimeSession;
let folder: string;

runtimeForEach((bench) => ({ session, folder } = bench));

/** Readers in all shapes: language, code, the prompt that it shows, what is typed, what it then prints. */
const readers: readonly [string, string, string, string, string, string][] = [
  ["bash: read", "bash", 'printf "Name: "; read n; echo "Hello $n"', "Name: ", "Ada\n", "Hello Ada\n"],
  [
    "bash: read with a limit",
    "bash",
    'read -t 20 -p "Name: " n; echo "Hello $n"',
    "",
    "Ada\n",
    "Hello Ada\n",
  ],
  ["bash: read -s", "bash", 'read -rs -p "Word: " n; echo "${#n}"', "", "secret\n", "6\n"],
  ["bash: select", "bash", "select x in a b; do echo $x; break; done", "#? ", "2\n", "b\n"],
  ["a child", "bash", "head -n 1", "", "one\n", "one\n"],
  ["a grandchild", "bash", `bash -c 'bash -c "read x; echo got \\$x; :"; :'`, "", "one\n", "got one\n"],
  ["a child of Python", "bash", `python3 -c 'print(input("? ") * 2)'`, "? ", "ab\n", "abab\n"],
  ["perl", "bash", `perl -e '$|=1; print "? "; $_=<STDIN>; print "got $_"'`, "? ", "x\n", "got x\n"],
  ["an event loop of Python", "bash", "python3 loop.py", "", "x\n", "x\n"],
  ["python: input()", "python", "print(input('Name: ') + '!')", "Name: ", "Ada\n", "Ada!\n"],
  [
    "python: getpass",
    "python",
    "import getpass, warnings\nwarnings.simplefilter('ignore')\nprint(len(getpass.getpass()))",
    "Password: ",
    "xyz\n",
    "3\n",
  ],
  [
    "python: a thread",
    "python",
    "import threading, sys\nt = threading.Thread(target=lambda: print(sys.stdin.readline()))\nt.start(); t.join()",
    "",
    "x\n",
    "x\n\n",
  ],
  [
    "python: selectors",
    "python",
    "import selectors, sys\ns = selectors.DefaultSelector(); s.register(0, selectors.EVENT_READ); s.select()\nprint(sys.stdin.readline())",
    "",
    "x\n",
    "x\n\n",
  ],
  [
    "node: readline",
    "node",
    "import readline from 'node:readline/promises'\nconst r = readline.createInterface({ input: process.stdin, output: process.stdout })\nconsole.log(await r.question('Name? ')); r.close()",
    "Name? ",
    "Ada\n",
    "Ada\n",
  ],
  [
    "node: data",
    "node",
    "console.log(String(await new Promise((f) => process.stdin.once('data', f))))",
    "",
    "x\n",
    "x\n\n",
  ],
  [
    "node: readFileSync",
    "node",
    "console.log(require('fs').readSync(0, Buffer.alloc(9)))",
    "",
    "12\n",
    "3\n",
  ],
];

test.each(readers)("%s", async (_, language, code, prompt, typed, printed) => {
  writeFileSync(
    join(folder, "loop.py"),
    "import asyncio, sys\nasync def main():\n  r = asyncio.StreamReader()\n  await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(r), sys.stdin)\n  print((await r.readline()).decode(), end='')\nasyncio.run(main())\n",
  );
  const asks = await session.exec(code, { language, ...interactive });
  expect(asks).toMatchObject({ status: "needs_input", exitCode: null });
  expect(asks.needsInput?.prompt).toBe(prompt);
  expect(asks.needsInput).toMatchObject({
    echo: true,
    evidence: expect.stringContaining("run's input") as string,
  });
  const end = await session.input(typed);
  expect(end).toMatchObject({ status: "completed", exitCode: 0, stdout: printed });
});

test("several questions, one after another; what is typed ahead is read without one", async () => {
  const code = 'for i in 1 2 3; do read -p "$i? " x || break; echo "$i=$x"; done; echo end $?';
  expect(await session.exec(code, interactive)).toMatchObject({ status: "needs_input" });
  expect(await session.input("a\n")).toMatchObject({ status: "needs_input", stdout: "1=a\n" });
  expect(await session.input("b\nc\n")).toMatchObject({ status: "completed", stdout: "2=b\n3=c\nend 0\n" });
});

test("end of file, alone and behind a text", async () => {
  expect(await session.exec("cat", interactive)).toMatchObject({ status: "needs_input" });
  expect(await session.input({ text: "a\n", eof: true })).toMatchObject({
    status: "completed",
    stdout: "a\n",
  });
  expect(await session.exec("cat", interactive)).toMatchObject({ status: "needs_input" });
  expect(await session.input({ eof: true })).toMatchObject({ status: "completed", stdout: "" });
});

test("the clock of the limit stands still while it waits, and goes on then", async () => {
  const asks = await session.exec("read x; while :; do :; done", { ...interactive, timeoutMs: 400 });
  expect(asks.status).toBe("needs_input");
  await sleep(600); // time itself is what is tested
  expect((await session.wait(asks.runId)).status).toBe("needs_input");
  expect(await session.input("go\n")).toMatchObject({ status: "timed_out" });
});

test("a reader with a limit of its own goes on by itself", async () => {
  const asks = await session.exec("read -t 1 x; echo over $?", interactive);
  expect(asks.status).toBe("needs_input");
  const over = { timeout: 10_000, interval: 20 };
  const result = await vi.waitFor(async () => {
    const now = await session.wait(asks.runId);
    expect(now.status).not.toBe("needs_input");
    return now;
  }, over);
  expect(result).toMatchObject({ status: "completed", stdout: "over 142\n" });
});

test("an interrupt while it waits keeps the state, and the next run reads nothing of it", async () => {
  for (const [language, read, show] of [
    ["bash", "x=5; read y", "echo $x; cat"],
    ["python", "x = 5\ninput()", "print(x); import sys; sys.stdin.read()"],
    ["node", "var x = 5; await new Promise((f) => process.stdin.once('data', f))", "console.log(x)"],
  ] as const) {
    const asks = await session.exec(read, { language, ...interactive });
    expect(asks.status).toBe("needs_input");
    await session.interrupt();
    expect((await session.wait(asks.runId)).status).toBe("interrupted");
    expect(await session.exec(show, { language })).toMatchObject({ status: "completed", stdout: "5\n" });
  }
});

test("another exec is refused with what to do, and never typed in", async () => {
  const asks = await session.exec('read -p "Name: " n; echo "$n"', interactive);
  await expect(session.exec("Alice")).rejects.toMatchObject({
    code: "RUN_ACTIVE",
    message: expect.stringContaining(asks.runId) as string,
  });
  const later = session.exec("echo later", { queue: true });
  expect(await session.input("Bob\n")).toMatchObject({ stdout: "Bob\n" });
  expect(await later).toMatchObject({ stdout: "later\n" });
});

describe("who is not asked", () => {
  test.each([
    ["bash", "sleep 0.6; echo end"],
    ["bash", "mkfifo f; (sleep 0.6; echo x >f) & cat f; wait; echo end"],
    ["bash", '(read x; echo "job $x") & sleep 0.6; wait; echo end'],
    [
      "python",
      "import threading, time, socket, select\ns = socket.socket(); s.bind(('', 0)); s.listen()\nselect.select([s, 0][:1], [], [], 0.6); print('end')",
    ],
    [
      "node",
      "const s = require('net').createServer().listen(0); await new Promise((f) => setTimeout(f, 600)); s.close(); console.log('end')",
    ],
  ])("%s: %s", async (language, code) => {
    const result = await session.exec(code, { language, ...interactive });
    expect(result).toMatchObject({ status: "completed" });
    expect(result.stdout.endsWith("end\n")).toBe(true);
  });

  test("without input a read is at its end at once", async () => {
    expect(await session.exec("read x; echo $?")).toMatchObject({ stdout: "1\n" });
    expect(await session.exec("input()", { language: "python" })).toMatchObject({
      error: { name: "EOFError" },
    });
  });
});

test("what cannot be typed is refused, and nothing is lost", async () => {
  await expect(session.input("x")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await session.exec("sleep 0.2; cat >/dev/null; sleep 100", { ...interactive, yieldMs: 0 });
  const big = "x".repeat(limits.inputBytesMax + 1);
  await expect(session.input(big)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  await expect(session.input({ keys: ["C-c"] })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await session.interrupt();
});

test("a megabyte that is read slowly comes whole", async () => {
  const text = "0123456789abcde\n".repeat(60_000);
  await session.exec("sleep 0.1; cat | wc -c", { ...interactive, yieldMs: 0 });
  expect(await session.input({ text, eof: true })).toMatchObject({ stdout: `${text.length}\n` });
});
