/** The plugin in a real OpenClaw: installed from the packed package, called as agents call it, stopped in every way. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type FakeModel, prompt, startFakeModel } from "./fake-model.js";
import { OpenClaw } from "./openclaw-host.js";
import { expectGone, hostile, living, parentOf, pidsIn } from "./traces.js";

const installed = inject("installed");
let model: FakeModel;
let openclaw: OpenClaw;

const agents = {
  main: {},
  second: {},
  "exec-denied": { tools: { deny: ["exec"] } },
  "group-denied": { tools: { deny: ["group:runtime"] } },
  "exec-mode-deny": { tools: { exec: { mode: "deny" } } },
  "exec-asks": { tools: { exec: { mode: "ask" } } },
  "exec-elsewhere": { tools: { exec: { host: "node" } } },
  "inline-eval-asks": { tools: { exec: { strictInlineEval: true } } },
  "model-denied": { tools: { byProvider: { mock: { deny: ["exec"] } } } },
  "runtime-alone": { tools: { allow: ["runtime"] } },
  sandboxed: { sandbox: { mode: "all" } },
};

const exec = (command: string, more: object = {}) => ({ action: "exec", command, ...more });

/** Leaves hostile jobs in a session of the gateway; gives their pids and the keeper's. */
async function leaveJobs(sessionKey: string): Promise<{ pids: number[]; keeper: number }> {
  const { text } = await openclaw.invoke(sessionKey, exec(hostile));
  const pids = pidsIn(text);
  const keeper = parentOf(pids.at(-1) ?? 0);
  expect(living([...pids, keeper]).length).toBeGreaterThan(pids.length);
  return { pids, keeper };
}

beforeAll(async () => {
  model = await startFakeModel();
  openclaw = new OpenClaw(installed);
  await openclaw.configure(model.url, agents);
  await openclaw.cli(
    "plugins",
    "install",
    `npm-pack:${installed.tarball}`,
    "--force",
    "--accept-capabilities",
  );
});

afterAll(async () => {
  await openclaw.dispose();
  await model.close();
});

test("`plugins inspect --runtime` shows the tool and no diagnostics", async () => {
  const shown = JSON.parse(await openclaw.cli("plugins", "inspect", "holdfast", "--runtime", "--json")) as {
    plugin: { status: string };
    tools: { names: string[] }[];
    diagnostics: unknown[];
  };
  expect(shown.plugin.status).toBe("loaded");
  expect(shown.tools.flatMap(({ names }) => names)).toEqual(["runtime"]);
  expect(shown.diagnostics).toEqual([]);
});

describe("in a running gateway", () => {
  beforeAll(() => openclaw.start());
  afterAll(() => openclaw.stop("SIGKILL"));

  test("a variable outlives a call over HTTP", async () => {
    await openclaw.invoke("agent:main:main", exec("x=41"));
    const { text } = await openclaw.invoke("agent:main:main", exec("echo $((x+1))"));
    expect(text).toMatch(/^42\n/);
  });

  test("another agent and another conversation do not see it, by whatever name", async () => {
    await openclaw.invoke("agent:main:main", exec("mine=secret"));
    for (const key of ["agent:second:main", "agent:main:other"])
      for (const session of [undefined, "agent:main:main"]) {
        const { text } = await openclaw.invoke(key, exec("echo ${mine-unset}", session ? { session } : {}));
        expect(text, `${key} as ${session}`).toMatch(/^unset\n/);
      }
  });

  test("a session knows whose it is, and not the gateway's token", async () => {
    const { text } = await openclaw.invoke(
      "agent:second:main",
      exec('echo "$OPENCLAW_AGENT_ID $OPENCLAW_SESSION_KEY ${OPENCLAW_GATEWAY_TOKEN-none}"'),
    );
    expect(text).toMatch(/^second agent:second:main none\n/);
  });

  test("a turn of an agent calls the tool by name and keeps a variable over two calls", async () => {
    const before = model.requests.length;
    const said = await openclaw.turn(
      "main",
      "agent:main:turn",
      prompt(exec("y=20"), exec("echo $((y*2+2))"), { action: "eval", code: "6*7" }, exec("echo y is $y")),
    );
    expect(said).toContain("y is 20");
    const turn = model.requests.slice(before);
    expect(turn[0]?.tools?.map((tool) => tool.function.name)).toContain("runtime");
    const results = turn.at(-1)?.messages.filter(({ role }) => role === "tool") ?? [];
    expect(JSON.stringify(results[1])).toContain("42");
    expect(JSON.stringify(results[2])).toContain("42");
  });

  test("a failing command is a result, and a time-out says so, in the words of the host", async () => {
    const failed = await openclaw.invoke("agent:main:main", exec("(exit 3)"));
    expect(failed).toMatchObject({ ok: true, details: { status: "completed", exitCode: 3 } });
    const late = await openclaw.invoke("agent:main:main", exec("sleep 30", { timeout_ms: 100 }));
    expect(late.details).toMatchObject({ status: "timed_out", timedOut: true });
  });

  const restricted = [
    "exec-denied",
    "group-denied",
    "exec-mode-deny",
    "exec-asks",
    "exec-elsewhere",
    "inline-eval-asks",
    "sandboxed",
  ];
  for (const agent of restricted)
    test(`the tool is not there for an agent whose exec is restricted: ${agent}`, async () => {
      expect((await openclaw.invoke(`agent:${agent}:main`, exec("true"))).status).toBe(404);
    });

  test("an agent that is allowed nothing but this tool has it", async () => {
    expect((await openclaw.invoke("agent:runtime-alone:main", exec("echo mine"))).text).toMatch(/^mine\n/);
  });

  /**
   * Whether a turn of the model could call the tool: it is in its list, or it was called all the same. OpenClaw asks the model for other
   * things beside (titles, reviews of earlier turns), when it has time: the turn's own requests hold what the user said.
   */
  async function reachable(agent: string, sessionKey: string): Promise<boolean> {
    const before = model.requests.length;
    const code = `echo $((6*7)) ran in ${sessionKey}`;
    const said = await openclaw.turn(agent, sessionKey, prompt(exec(code)));
    const own = model.requests
      .slice(before)
      .filter(({ messages }) => JSON.stringify(messages).includes(code));
    if (own.length === 0) throw new Error(`no request of this turn among ${model.requests.length - before}`);
    const names = own.flatMap(({ tools = [] }) => tools.map((tool) => tool.function.name));
    return names.includes("runtime") || said.includes("42 ran");
  }

  test("the tool is not there in a turn whose model is denied exec", async () => {
    expect(await reachable("model-denied", "agent:model-denied:turn")).toBe(false);
  });

  for (const permissionMode of ["read-only", "guarded", "workspace"])
    test(`the tool is not there in a turn of a session with less than full permissions: ${permissionMode}`, async () => {
      const key = `agent:main:${permissionMode}`;
      await openclaw.call("sessions.create", { key, agentId: "main" });
      await openclaw.call("sessions.patch", { key, permissionMode });
      expect(await reachable("main", key)).toBe(false);
    });

  test("sessions.reset ends the session's processes, and no other's", async () => {
    await openclaw.invoke("agent:second:main", exec("z=stays"));
    const { pids } = await leaveJobs("agent:main:main");
    await openclaw.call("sessions.reset", { key: "agent:main:main" });
    await expectGone(pids);
    expect((await openclaw.invoke("agent:main:main", exec("echo ${kept-gone}"))).text).toMatch(/^gone\n/);
    expect((await openclaw.invoke("agent:second:main", exec("echo $z"))).text).toMatch(/^stays\n/);
  });

  test("sessions.delete ends the session's processes", async () => {
    await openclaw.turn("main", "agent:main:doomed", prompt(exec("true")));
    const { pids } = await leaveJobs("agent:main:doomed");
    await openclaw.call("sessions.delete", { key: "agent:main:doomed" });
    await expectGone(pids);
  });

  test("`plugins reload` ends everything, and the tool works again", async () => {
    const { pids, keeper } = await leaveJobs("agent:main:main");
    await openclaw.cli("plugins", "reload", "holdfast");
    await expectGone([...pids, keeper]);
    expect((await openclaw.invoke("agent:main:main", exec("echo ${kept-gone}"))).text).toMatch(/^gone\n/);
  });

  test("`plugins disable` ends everything", async () => {
    const { pids, keeper } = await leaveJobs("agent:main:main");
    await openclaw.cli("plugins", "disable", "holdfast");
    await expectGone([...pids, keeper]);
    await openclaw.cli("plugins", "enable", "holdfast");
  });
});

for (const signal of ["SIGTERM", "SIGKILL"] as const)
  test(`${signal} to the gateway leaves no process`, async () => {
    await openclaw.start();
    const { pids, keeper } = await leaveJobs("agent:main:main");
    await openclaw.stop(signal);
    await expectGone([...pids, keeper]);
  });

test("a one-shot `agent --local` ends with nothing left, though OpenClaw tells the plugin nothing", async () => {
  const script = prompt(exec("x=41"), exec("echo $((x+1))"), exec(hostile));
  const before = model.requests.length;
  await openclaw.cli(
    "agent",
    "--local",
    "--agent",
    "main",
    "--session-key",
    "agent:main:once",
    "--message",
    script,
    "--json",
  );
  const results =
    model.requests
      .slice(before)
      .at(-1)
      ?.messages.filter(({ role }) => role === "tool") ?? [];
  expect(JSON.stringify(results[1])).toContain("42");
  await expectGone(pidsIn(JSON.stringify(results[2])));
});
