/** The tool over a library's runtime: what a model reads, and what it may write. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createRuntime,
  createRuntimeTool,
  type RuntimeSessionManager,
  type RuntimeTool,
} from "../src/index.js";

let runtime: RuntimeSessionManager;
let tool: RuntimeTool;
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tool-"));
  runtime = await createRuntime();
});
beforeEach(() => {
  tool = createRuntimeTool(folder, `n${++count}`, { runtime });
});
afterAll(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true });
});

const call = (params: object, signal?: AbortSignal) => tool.execute("call", params, signal);
const textOf = async (params: object) => {
  const [first] = (await call(params)).content;
  return first?.type === "text" ? first.text : "";
};
const bash = (command: string, more: object = {}) => textOf({ action: "exec", command, ...more });
/** Code that goes on when the test says so. */
const gate = (name: string) => `until [ -e ${name} ]; do sleep 0.01; done; rm ${name}`;
const open = (name: string) => {
  writeFileSync(join(folder, name), "");
};

describe("what a model reads", () => {
  test("an ordinary success is exactly its output", async () => {
    expect(await bash("echo one; echo two")).toBe("one\ntwo\n");
    expect(await bash("printf x")).toBe("x");
    expect(await bash("echo only >&2")).toBe("only\n");
    expect(await bash("x=1")).toBe("(no output)");
    expect(await textOf({ action: "eval", code: "6*7" })).toBe("42");
    expect(await textOf({ action: "eval", code: "print('a')\n6*7" })).toBe("a\n42");
  });

  test("stderr is marked where stdout is there too; the exit code is one line", async () => {
    expect(await bash("echo out; echo err >&2; (exit 3)")).toBe("out\n[stderr]\nerr\n[exit code 3]");
    expect(await bash("false")).toBe("[exit code 1]");
    expect(await textOf({ action: "eval", code: "1/0" })).toMatch(
      /^Traceback[^]*ZeroDivisionError[^]*\n\[exit code 1\]$/,
    );
  });

  test("a time-out, an interrupt and a crash are one line each", async () => {
    expect(await bash("echo a; sleep 100", { timeout_ms: 300 })).toMatch(
      /^a\n\[timed out after 0\.\d s \(timeout_ms\); state kept\]$/,
    );
    expect(await bash("x=5; kill -9 $$")).toMatch(/^\[crashed, exit code 137\]\n\[restored: .*signal 9.*\]$/);
  });

  test("a run that goes on says how to go on, and its answer comes later", async () => {
    const first = await call({ action: "exec", command: `echo a; ${gate("g")}; echo b`, yield_ms: 200 });
    const { runId } = first.details as { runId: string };
    expect(first.content).toEqual([
      {
        type: "text",
        text: expect.stringMatching(
          `^a\\n\\[still running after \\d\\.\\d s: action=wait run_id=${runId}, or interrupt\\]$`,
        ) as string,
      },
    ]);
    await expect(call({ action: "exec", command: "echo 1" })).rejects.toThrow(`action=wait run_id=${runId}`);
    open("g");
    expect(await textOf({ action: "wait", run_id: runId })).toBe("b\n");
    await expect(call({ action: "wait" })).rejects.toThrow("Nothing runs");
    expect(await textOf({ action: "interrupt" })).toBe("nothing runs");
  });

  test("interrupt gives what is new and keeps the state", async () => {
    await call({ action: "exec", command: "y=7; echo a; sleep 100", yield_ms: 200 });
    expect(await textOf({ action: "interrupt" })).toBe("[interrupted; state kept]");
    expect(await bash("echo $y")).toBe("7\n");
  });

  test("wait comes back with a text, and the run goes on", async () => {
    const { runId } = (
      await call({ action: "exec", command: `sleep 0.2; echo ready; ${gate("h")}`, yield_ms: 0 })
    ).details as { runId: string };
    expect(await textOf({ action: "wait", until_text: "ready" })).toBe(
      `ready\n[run ${runId} goes on]\n["ready" is on stdout]`,
    );
    open("h");
    expect(await textOf({ action: "wait", run_id: runId })).toBe("(no output)");
  });

  test("jobs that stay are named, and what they write later is told as theirs", async () => {
    const first = await call({
      action: "exec",
      command: `{ ${gate("late")}; echo late; touch told; } & echo now`,
    });
    const { runId } = first.details as { runId: string };
    expect(first.content[0]).toMatchObject({
      text: expect.stringMatching(/^now\n\[left running: j1 of r\d+ \(a fork of bash\).*\]$/) as string,
    });
    expect(await textOf({ action: "jobs" })).toMatch(new RegExp(`^j1 of ${runId}: `));
    open("late");
    expect(await bash("until [ -e told ]; do sleep 0.01; done; rm told; echo next")).toBe(
      `next\n[meanwhile, from what ${runId} left running]\nlate`,
    );
    await call({ action: "exec", command: "sleep 1000 &" });
    const jobs = (await call({ action: "jobs" })).details as { jobs: { jobId: string }[] };
    const jobId = jobs.jobs.at(-1)?.jobId ?? "";
    expect(await textOf({ action: "kill", job_id: jobId })).toBe(`${jobId} was told to end`);
  });

  test("on a terminal: a screen is shown as it is, keys leave it, a password is not echoed", async () => {
    writeFileSync(join(folder, "poem"), "first\nlast\n");
    const exec = { action: "exec", tty: true, env: { TERM: "xterm" } };
    const shown = await call({ ...exec, command: "less poem" });
    expect(shown.content[0]).toMatchObject({
      text: expect.stringMatching(
        /^\n*first\nlast\n[^]*\n\[that is its screen\]\n\[.*keys=\["…"\]\]$/,
      ) as string,
    });
    const { runId } = shown.details as { runId: string };
    expect(await textOf({ action: "output", run_id: runId, stream: "screen" })).toMatch(/^\n*first\nlast\n/);
    expect(await textOf({ action: "input", keys: ["q"] })).not.toMatch(/\x1b|reads its input/);
    expect(await textOf({ ...exec, command: "read -rsp 'Word: ' w; echo" })).toMatch(
      /^Word: \n\[bash reads its input at "Word: ", not echoed: /,
    );
    expect(await textOf({ action: "input", text: "hunter2\n" })).not.toContain("hunter2");
    await expect(call({ action: "input", keys: ["C-c"] })).rejects.toThrow("Nothing runs");
  });

  test("images are image blocks", async () => {
    const png = "iVBORw0KGgo=";
    const code = `class P:\n  def _repr_png_(self):\n    import base64\n    return base64.b64decode("${png}")\nP()`;
    const { content } = await call({ action: "eval", code });
    expect(content[1]).toEqual({ type: "image", data: png, mimeType: "image/png" });
  });

  test("state, history and reset", async () => {
    await bash("export COLOR=blue; colour=red; paint() { :; }; cd /");
    await textOf({ action: "eval", code: "import math\nanswer = 42" });
    const state = await textOf({ action: "state" });
    for (const part of ["cwd: /", "colour = ", "paint", "answer = 42", "math", "python 3."])
      expect(state).toContain(part);
    expect((await call({ action: "state" })).details).toMatchObject({ working_dir: "/" });
    expect(await textOf({ action: "history", limit: 1 })).toMatch(
      /^r2 python, completed, \d+\.\d s: import math ⏎ answer = 42$/,
    );
    expect(await textOf({ action: "reset", language: "python" })).toBe("python reset");
    expect(await bash("echo $colour")).toBe("red\n");
    expect(await textOf({ action: "reset" })).toBe("session reset");
    expect(await bash("echo $colour$PWD")).toBe(`${folder}\n`);
  });
});

describe("what it may write", () => {
  test.each<[unknown, string]>([
    [undefined, "no object"],
    [[], "no object"],
    ["ls", "no object"],
    [{}, "action is missing"],
    [{ action: "run" }, "no such action (got 'run'). Use one of exec, eval"],
    [{ action: 5 }, "no such action"],
    [{ action: "exec" }, "exec needs command"],
    [{ action: "exec", command: 5 }, "command is no text (got 5)"],
    [{ action: "exec", command: "ls", code: "ls" }, "Both command and code"],
    [
      { action: "exec", command: "ls", cmd: "ls" },
      "no such property (got 'cmd'). exec takes session, command",
    ],
    [{ action: "exec", command: "ls", __proto__x: 1 }, "no such property"],
    [
      { action: "wait", timeout_ms: 5 },
      "wait does not take timeout_ms (got 5). It takes session, run_id, yield_ms",
    ],
    [{ action: "exec", command: "ls", timeout_ms: "5" }, "timeout_ms is no whole number (got '5')"],
    [{ action: "exec", command: "ls", timeout_ms: 0 }, "limit at least 1"],
    [{ action: "exec", command: "ls", timeout_ms: 1e300 }, "timeout_ms is no whole number"],
    [{ action: "exec", command: "ls", yield_ms: -1 }, "yield_ms is out of bounds"],
    [
      { action: "exec", command: "ls", stdin: "file" },
      "no such stdin (got 'file'). Use one of none, interactive",
    ],
    [{ action: "exec", command: "ls", env: { A: 1 } }, "env is no object of texts"],
    [{ action: "exec", command: "ls", env: { "A=": "1" } }, "no name for an environment variable"],
    [{ action: "exec", command: "ls", language: "cobol" }, "no such language"],
    [{ action: "exec", command: "ls", session: 3 }, "session is no text"],
    [{ action: "exec", command: "ls", session: "" }, "no session name"],
    [{ action: "exec", command: "x".repeat(17 * 1024 * 1024) }, "code is too long"],
    [{ action: "input", text: "x" }, "Nothing runs"],
    [{ action: "output" }, "output needs run_id"],
    [{ action: "output", run_id: "r99" }, "no such run"],
    [{ action: "kill" }, "kill needs job_id"],
    [{ action: "kill", job_id: "j99" }, "no such job"],
    [{ action: "wait", run_id: "r99" }, "no such run"],
    [{ action: "wait", until_port: 70_000 }, "limit 1 to 65535"],
  ])("%j is refused with the next step", async (params, message) => {
    const error: unknown = await tool.execute("call", params).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "HoldfastError",
      message: expect.stringContaining(message) as string,
    });
  });

  test("null is as not given, and command and code stand for one another", async () => {
    expect(await bash("echo 1", { language: null, env: null })).toBe("1\n");
    expect(await textOf({ action: "exec", code: "print(1)", language: "python" })).toBe("1\n");
    expect(await textOf({ action: "eval", command: "1 + 1", language: "node" })).toBe("2");
  });

  test("errors of bash name no file of the driver's", async () => {
    expect(await bash("nonesuch")).toBe("bash: line 1: nonesuch: command not found\n[exit code 127]");
    expect(await bash("true", { cwd: "/nowhere" })).toBe(
      "bash: cd: /nowhere: No such file or directory\n[exit code 1]",
    );
  });

  test("what to do next names the session, where that is another than the tool's own", async () => {
    const session = `side ${count}`;
    const first = await textOf({ action: "exec", session, command: "read x; echo $x", stdin: "interactive" });
    const where = `run_id=r1 session="${session}"`;
    expect(first).toContain(`action=input ${where} text=`);
    await expect(call({ action: "exec", session, command: "true" })).rejects.toThrow(`action=wait ${where}`);
    expect(await textOf({ action: "input", session, text: "hi\n" })).toBe("hi\n");
  });

  test("output, and the wait for a port, are of the last run where none is named", async () => {
    const server = "python3 -m http.server 0 --bind 127.0.0.1 2>/dev/null";
    await call({ action: "exec", command: `${server} >port & echo started` });
    expect(await textOf({ action: "output" })).toBe("started\n");
    const jobs = (await call({ action: "jobs" })).details as { jobs: { ports: number[] }[] };
    let port = jobs.jobs.flatMap(({ ports }) => ports)[0];
    while (port === undefined) {
      const later = (await call({ action: "jobs" })).details as typeof jobs;
      port = later.jobs.flatMap(({ ports }) => ports)[0];
    }
    expect(await textOf({ action: "wait", until_port: port })).toContain(`port ${port} is open`);
    await call({ action: "reset" });
  });

  test("what to do next is said in the tool's words", async () => {
    await expect(call({ action: "wait", run_id: "r99" })).rejects.toThrow("List runs with action=history.");
    await expect(call({ action: "kill", job_id: "j9" })).rejects.toThrow("List them with action=jobs.");
    const { details } = await call({ action: "exec", command: gate("w"), yield_ms: 50 });
    const { runId } = details as { runId: string };
    await expect(call({ action: "input", text: "x" })).rejects.toThrow(
      "Start it with stdin=interactive, or tty=true.",
    );
    await expect(call({ action: "exec", command: "true" })).rejects.toThrow(
      `Go on with it by action=wait run_id=${runId}, stop it by action=interrupt, or use another session.`,
    );
    open("w");
    await call({ action: "wait", run_id: runId });
  });

  test("stdin is at its end, or a text", async () => {
    expect(await bash("cat; echo end")).toBe("end\n");
    expect(await bash("cat", { text: "hello" })).toBe("hello");
  });

  test("env and cwd are for one run; sessions are apart", async () => {
    expect(await bash("echo $A; pwd", { env: { A: "5" }, cwd: "/" })).toBe("5\n/\n");
    expect(await bash("echo $A; pwd")).toBe(`\n${folder}\n`);
    await bash("z=1");
    expect(await bash("echo $z", { session: `other${count}` })).toBe("\n");
  });
});

test("the signal interrupts what exec runs, and ends only the waiting of wait", async () => {
  const stop = new AbortController();
  const running = call({ action: "exec", command: "touch begun; sleep 100" }, stop.signal);
  await runtime
    .session(folder, { name: "other" })
    .then((other) => other.exec("until [ -e begun ]; do sleep 0.01; done; rm begun"));
  stop.abort();
  expect((await running).details).toMatchObject({ status: "interrupted" });
  await call({ action: "exec", command: gate("k"), yield_ms: 0 });
  const end = new AbortController();
  const waiting = call({ action: "wait" }, end.signal);
  end.abort();
  expect((await waiting).details).toMatchObject({ status: "running" });
  open("k");
  expect((await call({ action: "wait", run_id: "r2" })).details).toMatchObject({ status: "completed" });
});

test("partial output is told while the run goes on", async () => {
  const seen: unknown[] = [];
  let toldFirst: () => void = () => {};
  const told = new Promise<void>((resolve) => (toldFirst = resolve));
  const running = tool.execute(
    "call",
    { action: "exec", command: `echo first; ${gate("m")}; echo last` },
    undefined,
    (update) => {
      seen.push(update);
      toldFirst();
    },
  );
  await told;
  expect(seen[0]).toMatchObject({
    content: [{ type: "text", text: "first\n" }],
    details: { status: "running", runId: "r1" },
  });
  open("m");
  expect((await running).content).toEqual([{ type: "text", text: "first\nlast\n" }]);
});
