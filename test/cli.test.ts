import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createRuntime,
  type RunResult,
  type RuntimeSession,
  type RuntimeSessionManager,
} from "../src/index.js";
import { build, type Call, main, Place } from "./command.js";

const COLOUR = /\x1b\[/;

let place: Place;
const holdfast = (args: readonly string[], call?: Call) => place.holdfast(args, call);

beforeAll(build, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.leave());

describe("exec", () => {
  test.each([
    ["bash", "x=41; f() { echo $((x + 1)); }", "f"],
    ["python", "x = 41", "print(x + 1)"],
    ["node", "const x = 41", "console.log(x + 1)"],
  ])("%s: one code finds what another has left", async (language, first, second) => {
    const outcome = await holdfast(["exec", "-l", language, first, second]);
    expect(outcome).toEqual({ code: 0, stdout: "42\n", stderr: "" });
  });

  test("a session outlives exit; the exit code is that of the last code", async () => {
    expect(await holdfast(["exec", "x=41; exit 3", "echo $((x + 1))"])).toMatchObject({
      code: 0,
      stdout: "42\n",
    });
    expect(await holdfast(["exec", "echo a; echo b >&2; exit 3"])).toEqual({
      code: 3,
      stdout: "a\n",
      stderr: "b\n",
    });
  });

  test("a signal's number is in the exit code, and what the crash cost on stderr", async () => {
    const outcome = await holdfast(["exec", "kill -KILL $$"]);
    expect(outcome).toMatchObject({ code: 137, stdout: "" });
    expect(outcome.stderr).toMatch(/^holdfast: the interpreter was killed by signal 9/);
  });

  test("output comes while the code runs", async () => {
    const outcome = await holdfast(["exec", "echo one; until [ -e go ]; do sleep 0.01; done; echo two"], {
      onOutput: (stdout) => stdout === "one\n" && writeFileSync(join(place.folder, "go"), ""),
    });
    expect(outcome).toEqual({ code: 0, stdout: "one\ntwo\n", stderr: "" });
  });

  test("code is read from standard input", async () => {
    expect(await holdfast(["exec", "-l", "python", "x = 6", "-"], { input: "print(x * 7)\n" })).toMatchObject(
      {
        code: 0,
        stdout: "42\n",
      },
    );
  });

  test("variables and working directory for these runs", async () => {
    mkdirSync(join(place.folder, "sub"));
    const args = ["exec", "--env", "A=1", "--env", "B=2=3", "--cwd", "sub", 'echo "$A $B $PWD"'];
    expect(await holdfast(args)).toMatchObject({ code: 0, stdout: `1 2=3 ${place.folder}/sub\n` });
  });

  test("a limit: 124, and the state is kept for the next code", async () => {
    const loop = "n=7; while :; do :; done";
    expect(await holdfast(["exec", "--timeout", "0.3", loop])).toMatchObject({
      code: 124,
      stderr: expect.stringMatching(
        /^holdfast: stopped at its limit after \d+\.\d s; raise it with --timeout$/m,
      ) as string,
    });
    expect(await holdfast(["exec", "--timeout", "0.3", loop, "echo $n; exit 5"])).toMatchObject({
      code: 5,
      stdout: "7\n",
    });
  });

  test("--json prints one result per line, and nothing else", async () => {
    const { code, stdout, stderr } = await holdfast(["exec", "--json", "echo a; echo b >&2; x=1", "exit 3"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [first, second, ...rest] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as RunResult);
    expect(first).toMatchObject({
      runId: "r1",
      status: "completed",
      exitCode: 0,
      stdout: "a\n",
      stderr: "b\n",
    });
    expect(first?.changes?.variables.added).toEqual(["x"]);
    expect(second).toMatchObject({ runId: "r2", status: "failed", exitCode: 3 });
    expect(rest).toEqual([]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s stops the run, and what would come after it", async (signal, code) => {
    const outcome = await holdfast(["exec", "echo ready; while :; do :; done", "echo never"], {
      onOutput: (_, child) => child.kill(signal),
    });
    expect(outcome).toEqual({ code, stdout: "ready\n", stderr: "" });
  });

  test("with --json the interrupted run is a result too", async () => {
    const { child, ended } = place.start(["exec", "--json", "echo a; touch ready; while :; do :; done"]);
    await vi.waitUntil(() => existsSync(join(place.folder, "ready")), { interval: 10, timeout: 10_000 });
    child.kill("SIGINT");
    const outcome = await ended;
    expect(outcome.code).toBe(130);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ status: "interrupted", exitCode: 130, stdout: "a\n" });
  });

  test("a second Ctrl-C leaves at once, and nothing stays", async () => {
    const started = performance.now();
    const outcome = await holdfast(["exec", "trap '' INT TERM; echo ready; while :; do sleep 1; done"], {
      onOutput: (_, child) => {
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGINT"), 100);
      },
    });
    expect(outcome.code).toBe(130);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("a reader that has gone ends the run", async () => {
    const outcome = await holdfast(["exec", "yes"], { onOutput: (_, child) => child.stdout?.destroy() });
    expect(outcome.code).toBe(141);
  });
});

describe("exec --tty, on a terminal of its own", () => {
  let runtime: RuntimeSessionManager;
  let outer: RuntimeSession;
  const command = (code: string) => `${process.execPath} ${main} exec --tty '${code}'`;
  /** What is typed goes through two terminals: what is seen tells when the inner one has it. */
  const seen = (runId: string, text: string) => outer.wait(runId, { until: { text }, yieldMs: 15_000 });
  /** The command itself reads, and so its run "needs input" until it ends. */
  const endOf = async (runId: string) => {
    let result = await outer.wait(runId);
    for (; result.status === "needs_input"; result = await outer.wait(runId)) await pause(10);
    return result;
  };

  beforeEach(async () => {
    runtime = await createRuntime({ warm: false });
    outer = await runtime.session(place.folder, {
      env: { ...(process.env as Record<string, string>), HOLDFAST_HOME: place.home, TERM: "xterm" },
    });
  });
  afterEach(() => runtime.close());

  test("its screen and keyboard are the run's, which has its size, and the exit code", async () => {
    const code = 'read -p "Name? " n; echo "Hi $n"; stty size; exit 3';
    const { runId } = await outer.exec(command(code), { tty: { columns: 100, rows: 30 }, yieldMs: 0 });
    await seen(runId, "Name? ");
    await outer.input({ text: "Ada\n", runId }, { yieldMs: 0 });
    await seen(runId, "30 100");
    const end = await endOf(runId);
    expect(end).toMatchObject({ status: "failed", exitCode: 3 });
    expect(String(await outer.output(runId))).toContain("Hi Ada");
  });

  test("a new size is the run's at once", async () => {
    const code = 'sh -c "trap \\"stty size; exit\\" WINCH; echo up; while :; do sleep 0.02; done"';
    const { runId } = await outer.exec(command(code), { tty: true, yieldMs: 0 });
    await seen(runId, "up");
    await outer.input({ size: { columns: 101, rows: 31 }, runId }, { yieldMs: 0 });
    await seen(runId, "31 101");
    const end = await endOf(runId);
    expect(end).toMatchObject({ status: "completed" });
  });

  test("C-c interrupts the run, not the command; C-] leaves the run to itself", async () => {
    const first = await outer.exec(command("echo up; sleep 1000"), { tty: true, yieldMs: 0 });
    await seen(first.runId, "up");
    await outer.input({ keys: ["C-c"], runId: first.runId }, { yieldMs: 0 });
    const ended = await endOf(first.runId);
    expect(ended).toMatchObject({ exitCode: 130 });
    const second = await outer.exec(command("echo up; sleep 1000"), { tty: true, yieldMs: 0 });
    await seen(second.runId, "up");
    await outer.input({ keys: ["C-]"], runId: second.runId }, { yieldMs: 0 });
    const left = await endOf(second.runId);
    expect(left).toMatchObject({ exitCode: 75 });
    expect(String(await outer.output(second.runId))).toMatch(/run r2 goes on/);
    expect(JSON.parse((await holdfast(["interrupt", "--json"])).stdout)).toEqual({ interrupted: true });
  });
});

describe("eval", () => {
  test.each([
    [[], "import math; math.sqrt(2)", "1.4142135623730951\n"],
    [["-l", "node"], "print = 'a'; [1, 'b']", "[ 1, 'b' ]\n"],
  ])("prints the value: %j %s", async (options, code, printed) => {
    expect(await holdfast(["eval", ...options, code])).toEqual({ code: 0, stdout: printed, stderr: "" });
  });

  test("an exception is on stderr, and the exit code 1", async () => {
    const outcome = await holdfast(["eval", "print('a'); 1 / 0"]);
    expect(outcome).toMatchObject({ code: 1, stdout: "a\n" });
    expect(outcome.stderr).toMatch(/ZeroDivisionError/);
  });
});

describe("the workspace", () => {
  const pwd = async (args: string[], call: Call = {}) =>
    (await holdfast(["exec", ...args, "pwd"], call)).stdout.trimEnd();

  test("given, else HOLDFAST_WORKSPACE, else the git root above, else the current directory", async () => {
    const deep = join(place.folder, "repository", "a", "b");
    mkdirSync(deep, { recursive: true });
    expect(await pwd([], { cwd: deep, env: { HOLDFAST_WORKSPACE: "" } })).toBe(deep);
    writeFileSync(join(place.folder, "repository", ".git"), "gitdir: elsewhere\n");
    expect(await pwd([], { cwd: deep })).toBe(join(place.folder, "repository"));
    expect(await pwd([], { cwd: deep, env: { HOLDFAST_WORKSPACE: place.folder } })).toBe(place.folder);
    expect(
      await pwd(["-w", "a"], { cwd: join(deep, "../.."), env: { HOLDFAST_WORKSPACE: place.folder } }),
    ).toBe(join(place.folder, "repository", "a"));
  });
});

describe("what cannot be done", () => {
  test.each([
    [["exec", "--nope", "true"], "unknown option '--nope'"],
    [["exec"], "missing required argument 'code'"],
    [["nope"], "unknown command 'nope'"],
    [["exec", "--timeout", "soon", "true"], "Give seconds as a number above 0."],
    [["exec", "--timeout", "1e99", "true"], "limit 1 to 2147483647 ms"],
    [["exec", "--env", "A", "true"], "Write it as NAME=value."],
    [["exec", "-l", "perl", "true"], "Use one of bash, python, node."],
    [["exec", "-w", "/nowhere", "true"], "There is no such workspace"],
    [["exec", "-", "-"], "Give - once."],
  ])("%j: exit code 125, and the reason on stderr", async (args, reason) => {
    const outcome = await holdfast(args);
    expect(outcome).toMatchObject({ code: 125, stdout: "" });
    expect(outcome.stderr).toContain(reason);
  });

  test("what to do next names the session; wait takes the last run", async () => {
    const { stderr, code } = await holdfast([
      "exec",
      "-s",
      "side",
      "--yield",
      "0.1",
      "sleep 0.3; echo hi",
      "echo no",
    ]);
    expect({ stderr, code }).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/`holdfast wait r1 -s side`[^]*was not run: 1 of 2/) as string,
    });
    expect(await holdfast(["wait", "-s", "side"])).toMatchObject({ code: 0, stdout: "hi\n" });
    expect((await holdfast(["wait", "-s", "new"])).stderr).toMatch(/There is no session "new".* has side\./);
    expect((await holdfast(["exec", "ls", "-la"])).stderr).toContain("holdfast exec 'ls -la'");
  });

  test("what to do next is said in the command's words", async () => {
    await holdfast(["exec", "true"]);
    expect((await holdfast(["wait", "r99"])).stderr).toContain("List runs with `holdfast history`.");
    await holdfast(["exec", "--yield", "0.1", "sleep 100"]);
    expect((await holdfast(["exec", "true"])).stderr).toContain(
      "Go on with it by `holdfast wait r2`, stop it by `holdfast interrupt`, or run after it with --queue.",
    );
    await holdfast(["interrupt"]);
  });

  test.each([
    ["state"],
    ["history"],
    ["jobs"],
    ["kill", "j1"],
    ["output", "r1"],
    ["wait"],
    ["wait", "r1"],
    ["input", "x"],
    ["interrupt"],
    ["watch"],
    ["reset"],
    ["terminate"],
  ])("%s %s of a session that nobody has made: it says so, and makes none", async (...args) => {
    const words = args.filter((arg) => typeof arg === "string");
    const alone = await holdfast([...words, "-s", "TYPO"]);
    expect(alone).toMatchObject({ code: 125, stdout: "" });
    expect(alone.stderr).toContain('There is no session "TYPO"');
    expect(existsSync(join(place.home, "daemon.sock")), "no daemon was started for it").toBe(false);
    await holdfast(["exec", "-s", "build", "true"]);
    const beside = await holdfast([...words, "-s", "TYPO"]);
    expect(beside.stderr).toContain("This workspace has build.");
    const elsewhere = await holdfast([...words, "-w", "/"]);
    expect(elsewhere.stderr).toContain(`there is build in ${place.folder}`);
    const { stdout } = await holdfast(["sessions", "--json"]);
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toEqual(["build"]);
  });

  test("a session that has ended is there for its kept jobs", async () => {
    await holdfast(["exec", "--keep", "sleep 1000 & disown"]);
    await holdfast(["terminate"]);
    expect((await holdfast(["jobs"])).stdout).toContain("sleep 1000");
    expect(await holdfast(["kill", "k1"])).toMatchObject({ code: 0 });
  });

  test.each([
    [["exec", "-w", "", "true"], "path must be"],
    [["exec", "-s", "", "true"], "no session name"],
    [["exec", "-l", "klingon", "true"], "no such language"],
    [["exec", "--cwd", "", "true"], "cwd must be"],
    [["exec", "--env", "A-B=1", "true"], "no name for an environment variable"],
    [["exec", "--stdin", "some", "true"], "Pass none, interactive, or -"],
    [["exec", "--nope", "true"], "unknown option"],
    [["wait", "--port", "0"], "1 to 65535"],
    [["wait", "--port", "http"], "whole number"],
    [["wait", "--yield", "-1"], "0 or more"],
    [["history", "-n", "-1"], "at least 0"],
    [["output", "r1", "--tail", "1.5"], "whole number"],
    [["state", "more"], "too many arguments"],
  ])("%j is refused before anything happens", async (args, message) => {
    const { code, stderr } = await holdfast(args);
    expect(code).toBe(125);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(message);
    expect((await holdfast(["sessions", "--json"])).stdout).toBe("[]\n");
  });

  test("with --json the error is JSON on stderr", async () => {
    const outcome = await holdfast(["exec", "--json", "-w", "/nowhere", "true"]);
    expect(outcome).toMatchObject({ code: 125, stdout: "" });
    expect(JSON.parse(outcome.stderr)).toMatchObject({
      code: "WORKSPACE_NOT_FOUND",
      next: "Create the folder first.",
    });
  });
});

describe("help", () => {
  test.each([["--help"], ["exec", "--help"], ["eval", "--help"], ["demo", "--help"]])(
    "%s %s",
    async (...args) => {
      const outcome = await holdfast(args.filter((arg) => typeof arg === "string"));
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      expect(outcome.stdout).toMatch(/^Usage: holdfast /);
    },
  );

  test("every verb has --help and --json", async () => {
    const { stdout } = await holdfast(["--help"]);
    const verbs = [...stdout.matchAll(/^ {2}(\w+) .*?(?: {2,}|$)/gm)].map(([, verb = ""]) => verb);
    const own = verbs.filter((verb) => verb !== "help");
    expect(own).toEqual(
      expect.arrayContaining(["exec", "eval", "wait", "input", "watch", "demo", "bench", "mcp", "stop"]),
    );
    for (const verb of own) {
      const help = await holdfast([verb, "--help"]);
      expect(help.code).toBe(0);
      expect(help.stdout, verb).toContain("--json");
    }
  });

  test("the examples of exec print what they say", async () => {
    const { stdout } = await holdfast(["exec", "--help"]);
    const examples = [...stdout.matchAll(/\$ holdfast (.*?) {2,}prints (\S+)/g)];
    expect(examples.length).toBeGreaterThan(2);
    for (const [, line = "", printed = ""] of examples) {
      let stdout = "";
      for (const command of line.split("; holdfast ")) {
        const words = execFileSync("bash", ["-c", `jq -nc '$ARGS.positional' --args -- ${command}`]);
        ({ stdout } = await holdfast(JSON.parse(words.toString()) as string[]));
      }
      expect(stdout).toBe(`${printed.replace(/:$/, "")}\n`);
    }
  });

  test("colours only on a terminal or when forced, never with NO_COLOR", async () => {
    const call = async (env: NodeJS.ProcessEnv) =>
      (await holdfast(["exec", "-l", "perl", "x"], { env })).stderr;
    const neither = { NO_COLOR: undefined, FORCE_COLOR: undefined };
    expect(await call(neither)).not.toMatch(COLOUR);
    expect(await call({ ...neither, FORCE_COLOR: "1" })).toMatch(COLOUR);
    expect(await call({ FORCE_COLOR: "1", NO_COLOR: "1" })).not.toMatch(COLOUR);
  });
});

test("bench measures every language on this machine", async () => {
  const { code, stdout } = await holdfast(["bench", "--json"]);
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as Record<string, number | string>[];
  expect(found.map(({ language }) => language)).toEqual(["bash", "python", "node"]);
  for (const { first_run_ms, run_ms, process_ms } of found)
    for (const ms of [first_run_ms, run_ms, process_ms]) expect(ms).toBeGreaterThan(0);
});

describe("demo", () => {
  test("every check holds, and nothing is left", async () => {
    const { code, stdout, stderr } = await holdfast(["demo"], { env: { NO_COLOR: "1" } });
    expect({ code, stderr, failed: stdout.includes("✗") }, stdout).toEqual({
      code: 0,
      stderr: "",
      failed: false,
    });
    expect(stdout).toMatch(/^ +0 {2}processes alive after the end, of [1-9]\d* before it$/m);
  });

  test("--json prints one object", async () => {
    const { code, stdout } = await holdfast(["demo", "--json"], { env: { FORCE_COLOR: "1" } });
    expect(code).toBe(0);
    const { good, left, runs } = JSON.parse(stdout) as { good: boolean; left: unknown[]; runs: RunResult[] };
    expect({ good, left }).toEqual({ good: true, left: [] });
    expect(runs).toHaveLength(10);
  });

  test("--keep leaves the report", async () => {
    const { code, stdout } = await holdfast(["demo", "--keep"], { env: { TMPDIR: place.folder } });
    expect(code).toBe(0);
    const report = /^ +report {2}(.*)$/m.exec(stdout)?.[1] ?? "";
    expect(readFileSync(report, "utf8")).toMatch(/^# Rain in Seattle\n/);
    rmSync(join(report, ".."), { recursive: true });
  });

  test("a check that fails is shown, and the exit code is 1", async () => {
    const git = join(place.folder, "git");
    writeFileSync(git, "#!/bin/sh\necho no git today >&2\nexit 7\n");
    chmodSync(git, 0o755);
    const PATH = `${place.folder}${delimiter}${process.env["PATH"]}`;
    const { code, stdout } = await holdfast(["demo"], { env: { PATH } });
    expect(code).toBe(1);
    expect(stdout).toContain("› no git today");
    expect(stdout).toMatch(/✗/);
  });
});
