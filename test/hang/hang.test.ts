/** The hang hunt: no command takes longer than its yield, and after each the session is there with its state. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createRuntime,
  type ExecOptions,
  type RuntimeSession,
  type RuntimeSessionManager,
} from "../../src/index.js";
import { expectNoLeaks, takeTraces, type Traces } from "../leaks.js";
import { type Outcome, stalling } from "./commands.js";
import { onTerminal } from "./terminal-commands.js";

const IDENTITY = {
  GIT_AUTHOR_NAME: "n",
  GIT_AUTHOR_EMAIL: "e@x",
  GIT_COMMITTER_NAME: "n",
  GIT_COMMITTER_EMAIL: "e@x",
};
/** For what goes on; what ends or asks by itself may take longer on a loaded machine (gpg starts an agent). */
const YIELD_MS = 1_500;
const PATIENT_MS = 10_000;
const GRACE_MS = 500;

let before: Traces;
let base: string;
let runtime: RuntimeSessionManager;
let session: RuntimeSession;

beforeAll(async () => {
  before = takeTraces();
  base = mkdtempSync(join(tmpdir(), "hang-"));
  runtime = await createRuntime();
  // No terminal, and no editor or pager of whoever runs the tests.
  const { EDITOR: _e, VISUAL: _v, PAGER: _p, GIT_EDITOR: _g, ...env } = process.env as Record<string, string>;
  session = await runtime.session(base, {
    env: { ...env, HOME: base, TERM: "dumb", ...IDENTITY, GIT_CONFIG_NOSYSTEM: "1" },
  });
  await session.exec("kept=42; whole() { echo state; }");
  for (const language of ["python", "node"]) await session.exec("kept = 42", { language });
});
afterAll(async () => {
  await runtime.close();
  rmSync(base, { recursive: true, force: true });
  await expectNoLeaks(before);
});

let count = 0;

/** A folder with a repository that has one commit and a change. */
function place(): string {
  const folder = join(base, `w${++count}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "a"), "a\n");
  writeFileSync(join(folder, "b"), "b\n");
  const git = (...args: string[]) =>
    execFileSync("git", args, { env: { ...process.env, ...IDENTITY }, cwd: folder, stdio: "ignore" });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "first");
  writeFileSync(join(folder, "a"), "changed\n");
  return folder;
}

type How = Pick<ExecOptions, "stdin" | "tty" | "env">;

async function outcomeOf(command: string, language: string, how: How, expected: Outcome): Promise<Outcome> {
  const yieldMs = expected === "goes on" ? YIELD_MS : PATIENT_MS;
  const folder = place();
  await session.changeDir(folder);
  const start = performance.now();
  const result = await session.exec(command, { language, ...how, yieldMs, timeoutMs: 60_000 });
  const tookMs = performance.now() - start;
  expect(tookMs, `${command} took ${tookMs} ms`).toBeLessThan(yieldMs + GRACE_MS);
  if (result.status !== "running" && result.status !== "needs_input") return "ends";
  if (result.status === "needs_input")
    expect(result.needsInput?.evidence).toMatch(/the run's (?:input|terminal)/);
  await session.interrupt();
  const { status } = await session.wait(result.runId);
  if (result.status === "running") expect(["interrupted", "crashed"]).toContain(status);
  if (result.fullScreen) return "shows a screen";
  return result.status === "needs_input" ? "asks" : "goes on";
}

async function expectWhole(): Promise<void> {
  // One that has ended meanwhile cannot be killed.
  for (const job of await session.jobs()) await session.kill(job.jobId).catch(() => undefined);
  expect(await session.exec("echo $kept; whole")).toMatchObject({
    status: "completed",
    stdout: "42\nstate\n",
  });
  expect(await session.exec("print(kept)", { language: "python" })).toMatchObject({ stdout: "42\n" });
  expect(await session.exec("console.log(kept)", { language: "node" })).toMatchObject({ stdout: "42\n" });
}

test("there are enough of them, and no two are the same", () => {
  expect(new Set(stalling.map(({ command }) => command)).size).toBe(stalling.length);
  expect(stalling.length).toBeGreaterThanOrEqual(120);
});

describe.each(stalling)("$command", ({ command, program, language = "bash", without, typed = without }) => {
  test(`without input: ${without}; with: ${typed}`, async () => {
    const word = program ?? command.split(" ")[0] ?? "";
    execFileSync("bash", ["-c", 'type -- "$0"', word], { stdio: "ignore" }); // one that is missing is a failure
    expect(await outcomeOf(command, language, {}, without), "without input").toBe(without);
    await expectWhole();
    if (typed !== without) {
      const interactive = { stdin: "interactive" } as const;
      expect(await outcomeOf(command, language, interactive, typed), "with input").toBe(typed);
      await expectWhole();
    }
  });
});

describe.each(onTerminal)("on a terminal: $command", ({ command, program, language = "bash", outcome }) => {
  test(outcome, async () => {
    const word = program ?? command.split(" ")[0] ?? "";
    execFileSync("bash", ["-c", 'type -- "$0"', word], { stdio: "ignore" });
    const how = { tty: true, env: { TERM: "xterm" } };
    expect(await outcomeOf(command, language, how, outcome)).toBe(outcome);
    await expectWhole();
  });
});
