/** Whatever is passed to whatever method: a result that makes sense, or a HoldfastError; nothing raw, and the host goes on. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runtimeTool } from "../src/adapters/ai-sdk.js";
import { createRuntime, createRuntimeTool, HoldfastError, type RuntimeSessionManager } from "../src/index.js";
import { openDaemon } from "./conformance/daemon-road.js";

type Method = (...args: unknown[]) => unknown;

let folder: string;
let runtime: RuntimeSessionManager;
const uncaught: unknown[] = [];
const note = (error: unknown) => void uncaught.push(error);

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "strict-")));
  runtime = await createRuntime({ warm: false });
  process.on("uncaughtException", note).on("unhandledRejection", note);
});
afterAll(async () => {
  process.off("uncaughtException", note).off("unhandledRejection", note);
  await runtime.close();
  rmSync(folder, { recursive: true });
});

class Options {
  timeoutMs = 5;
}
const thrower = () => {
  throw new Error("a trap of the caller's");
};
const hostile = new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower });
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const deep = (levels: number): unknown => (levels === 0 ? {} : { below: deep(levels - 1) });

/** What is no argument of anything; those that some method takes are let through by its own meaning. */
const values: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** 53,
  5n,
  true,
  false,
  "",
  "a\0b",
  "__proto__",
  "\ud800",
  "x".repeat(5_000),
  Symbol("s"),
  thrower,
  Options,
  [],
  [null],
  ["a"],
  { nope: 1 },
  { timeout: 5 },
  { timeoutMs: "5" },
  { onOutput: 5 },
  { signal: {} },
  { signal: Object.create(AbortSignal.prototype) as unknown },
  { signal: new Proxy(new AbortController().signal, {}) },
  { env: null },
  { env: { A: 1 } },
  { env: new Map([["A", "1"]]) },
  { cwd: "" },
  { stdin: { text: 5 } },
  { tty: { columns: 1 } },
  { until: {} },
  { until: { port: 70_000 } },
  { yieldMs: null },
  { length: -1 },
  { keys: [5] },
  { size: { columns: 0, rows: 0 } },
  { name: null },
  { language: 5 },
  { runtime: {} },
  { [Symbol("key")]: 1 },
  JSON.parse('{"__proto__": {"timeoutMs": 5}}') as unknown,
  Object.create({ timeoutMs: 5 }) as unknown,
  new Options(),
  new Date(0),
  new Map([["timeoutMs", 5]]),
  new Set([1]),
  new Error("e"),
  /x/,
  Buffer.from("x"),
  new Uint8Array(4),
  Promise.resolve(5),
  new String("x"),
  hostile,
  revoked.proxy,
  { ...Object.fromEntries([["timeoutMs", hostile]]) },
  Object.defineProperty({}, "timeoutMs", { enumerable: true, get: thrower }),
  Object.defineProperty({}, "env", {
    enumerable: true,
    get: () => ({
      get A() {
        return thrower();
      },
    }),
  }),
  { [Symbol.toStringTag]: { toString: thrower } },
  Object.defineProperty({}, Symbol.toStringTag, { get: thrower }),
  deep(500),
];

/** All methods with what is right for them; each argument in its turn is replaced by each value, and each is left out. */
async function callAll(methods: Readonly<Record<string, readonly [Method, ...unknown[]]>>): Promise<number> {
  let calls = 0;
  for (const [name, [method, ...right]] of Object.entries(methods))
    for (let at = 0; at <= right.length; at++)
      for (const value of [...values, undefined]) {
        const args = right.slice(0, at).concat([value], right.slice(at + 1));
        calls++;
        try {
          const outcome = await Promise.resolve().then(() => method(...args));
          if (typeof outcome === "object" && outcome !== null && Symbol.asyncIterator in outcome)
            for await (const _event of outcome as AsyncIterable<unknown>);
        } catch (error) {
          if (!(error instanceof HoldfastError))
            expect.unreachable(`${name}, argument ${at}, value ${values.indexOf(value)}: ${String(error)}`);
          JSON.stringify(error);
          expect(error.message.length).toBeLessThan(2_000);
        }
      }
  return calls;
}

const OPTIONS = { timeoutMs: 10_000 };

function ofSession(session: Record<string, unknown>): Record<string, readonly [Method, ...unknown[]]> {
  const of =
    (name: string): Method =>
    (...args) =>
      (session[name] as Method).call(session, ...args);
  return {
    exec: [of("exec"), ":", OPTIONS],
    eval: [of("eval"), "1", OPTIONS],
    stream: [of("stream"), ":", OPTIONS],
    wait: [of("wait"), "r1", { yieldMs: 0 }],
    input: [of("input"), "x", { yieldMs: 0 }],
    interrupt: [of("interrupt"), "r1"],
    state: [of("state")],
    history: [of("history"), 1],
    jobs: [of("jobs")],
    kill: [of("kill"), "j1"],
    output: [of("output"), "r1", { length: 1 }],
    getEnv: [of("getEnv")],
    setEnv: [of("setEnv"), { A: "1" }],
    getWorkdir: [of("getWorkdir")],
    changeDir: [of("changeDir"), "."],
    watch: [(...args) => (of("watch")(...args) as () => void)(), () => undefined],
    reset: [of("reset"), { language: "bash" }],
  };
}

function ofRuntime(given: object): Record<string, readonly [Method, ...unknown[]]> {
  const of =
    (name: string): Method =>
    (...args) =>
      ((given as Record<string, unknown>)[name] as Method).call(given, ...args);
  return {
    session: [of("session"), folder, { name: "other" }],
    get: [of("get"), "s_0"],
    list: [of("list")],
    terminate: [of("terminate"), "s_0"],
  };
}

describe("absurd calls", () => {
  test("of the library", async () => {
    const session = await runtime.session(folder);
    await session.exec("kept=41");
    const calls = await callAll({
      ...ofSession(session as never),
      ...ofRuntime(runtime),
      createRuntime: [
        async (options: unknown) => (await createRuntime(options as never)).close(),
        { warm: false },
      ],
      createRuntimeTool: [createRuntimeTool as Method, folder, "default", { runtime }],
      runtimeTool: [runtimeTool as Method, folder, "default", { runtime }],
      execute: [
        createRuntimeTool(folder, "tool", { runtime }).execute as Method,
        "call",
        { action: "exec", command: ":" },
        new AbortController().signal,
        () => undefined,
      ],
    });
    expect(calls).toBeGreaterThan(1_700);
    expect(uncaught).toEqual([]);
    expect((await session.exec("echo $((kept+1))")).status).toBe("completed");
  }, 240_000);

  test("of a client of the daemon", async () => {
    const { runtime: remote, close } = await openDaemon({ warm: false });
    const session = await remote.session(folder);
    await callAll({ ...ofSession(session as never), ...ofRuntime(remote) });
    expect(uncaught).toEqual([]);
    expect((await session.exec("echo up")).stdout).toBe("up\n");
    await close();
  }, 240_000);
});

test.each<[string, object, RegExp]>([
  [
    "an unknown one",
    { timeout: 5 },
    /^options must have known names only \(got 'timeout'\)\. Did you mean timeoutMs\?/,
  ],
  ["one as other faces spell it", { timeout_ms: 5 }, /Did you mean timeoutMs\?/],
  ["one with letters changed", { yeildMs: 5 }, /Did you mean yieldMs\?/],
  ["null", { language: null }, /^language must be a string \(got null\)/],
  [
    "a time out of bounds",
    { timeoutMs: -1 },
    /^timeoutMs must be .* \(got -1; limit 1 to 2147483647 ms\)\. Pass /,
  ],
  ["a listener that is none", { onOutput: 5 }, /^onOutput must be a function \(got 5\)/],
  ["a part of one", { tty: { columns: 0, rows: 1 } }, /^tty\.columns must be .*limit 1 to 1000/],
  ["an inherited one", Object.create({ timeoutMs: 5 }) as object, /^options must be an object/],
  [
    "a value of the environment, unseen",
    { env: { KEY: ["secret"] } },
    /^env\.KEY must be a string without NUL \(got 'object'\)/,
  ],
])("an option that cannot be: %s", async (_title, options, message) => {
  const session = await runtime.session(folder, { name: "refused" });
  const refused = session.exec("touch ran", options);
  await expect(refused).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringMatching(message) as string,
  });
  expect(await session.history()).toEqual([]);
});

test("what is passed is read once: a later change, or another answer of a getter, changes nothing", async () => {
  const session = await runtime.session(folder, { name: "once" });
  let reads = 0;
  const env = { A: "first" };
  const given = {
    env,
    get timeoutMs() {
      return ++reads === 1 ? 10_000 : "later";
    },
  };
  const running = session.exec("sleep 0.1; echo $A", given as never);
  env.A = "second";
  expect(await running).toMatchObject({ status: "completed", stdout: "first\n" });
  expect(reads).toBe(1);
});

test("a listener that throws, or rejects, hurts no run and no host", async () => {
  const session = await runtime.session(folder, { name: "listeners" });
  const rejecter = () => Promise.reject(new Error("the caller's"));
  const stops = [thrower, rejecter].map((listener) => session.watch(listener as () => void));
  for (const onOutput of [thrower, rejecter]) {
    const { status, stdout } = await session.exec("echo a; sleep 0.05; echo b", { onOutput });
    expect({ status, stdout }).toEqual({ status: "completed", stdout: "a\nb\n" });
  }
  const tool = createRuntimeTool(folder, "listeners", { runtime });
  const call = { action: "exec", command: "echo a; sleep 0.3; echo b" };
  for (const onUpdate of [thrower, rejecter])
    expect((await tool.execute("call", call, undefined, onUpdate as never)).content).toEqual([
      { type: "text", text: "a\nb\n" },
    ]);
  for (const stop of stops) stop();
  expect(uncaught).toEqual([]);
});

test("a session that is only asked for is never made", async () => {
  const before = runtime.list().length;
  await expect(runtime.session(folder, { name: "TYPO", create: false })).rejects.toMatchObject({
    code: "UNKNOWN_SESSION",
  });
  expect(runtime.list()).toHaveLength(before);
  const made = await runtime.session(folder, { name: "made" });
  expect(await runtime.session(folder, { name: "made", create: false })).toBe(made);
  await expect(runtime.session(folder, { name: "mdae", create: false })).rejects.toThrow(
    /This workspace has made\b/,
  );
});
