/** The tool in pi: under its agent loop, and as an extension of its real command line, in the versions that install. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createRuntime, createRuntimeTool } from "../../src/index.js";
import { type FakeModel, prompt, startFakeModel } from "./fake-model.js";
import { expectGone, hostile, pidsIn } from "./traces.js";

const run = promisify(execFile);
const installed = inject("installed");
const exec = (command: string) => ({ action: "exec", command });

interface Message {
  role: string;
  content: { type: string; text?: string }[];
  isError?: boolean;
}

/** What is used of the packages: they are installed outside of this project. */
interface Pi {
  registerFauxProvider: () => { setResponses(responses: unknown[]): void; getModel(): unknown };
  fauxAssistantMessage: (content: unknown, options?: object) => unknown;
  fauxToolCall: (name: string, args: object) => unknown;
}
interface PiAgentCore {
  Agent: new (options: object) => { prompt(text: string): Promise<void>; state: { messages: Message[] } };
}

test("the tool is an AgentTool: pi's agent loop calls it and keeps a variable", async () => {
  const of = (name: string) =>
    import(pathToFileURL(join(installed.pi, `node_modules/@mariozechner/${name}/dist/index.js`)).href);
  const { registerFauxProvider, fauxAssistantMessage, fauxToolCall } = (await of("pi-ai")) as Pi;
  const { Agent } = (await of("pi-agent-core")) as PiAgentCore;
  await using runtime = await createRuntime();
  const faux = registerFauxProvider();
  const call = (args: object) =>
    fauxAssistantMessage([fauxToolCall("runtime", args)], { stopReason: "toolUse" });
  faux.setResponses([
    call(exec("x=41")),
    call(exec("echo $((x+1))")),
    call({ action: "dance" }),
    fauxAssistantMessage("done"),
  ]);
  const tool = createRuntimeTool(import.meta.dirname, "pi-agent", { runtime });
  const agent = new Agent({ initialState: { systemPrompt: "s", model: faux.getModel(), tools: [tool] } });
  await agent.prompt("go");
  const results = agent.state.messages.filter(({ role }) => role === "toolResult");
  expect(results.map(({ isError }) => isError)).toEqual([false, false, true]);
  expect(results[1]?.content[0]?.text).toMatch(/^42\n/);
  expect(agent.state.messages.at(-1)?.role).toBe("assistant");
});

const versions = [
  {
    name: "@mariozechner 0.73.1 on this Node.js",
    node: process.execPath,
    program: join(installed.pi, "node_modules/@mariozechner/pi-coding-agent/dist/cli.js"),
  },
  {
    name: "@earendil-works 0.87.1 on Node.js 24",
    node: join(installed.node24Bin, "node"),
    program: join(installed.piNext, "node_modules/@earendil-works/pi-coding-agent/dist/bundle/cli.js"),
  },
];

describe.each(versions)("the extension in pi, $name", ({ node, program }) => {
  const home = mkdtempSync(join(tmpdir(), "pi-home-"));
  let model: FakeModel;

  beforeAll(async () => {
    model = await startFakeModel();
    mkdirSync(join(home, ".pi/agent"), { recursive: true });
    mkdirSync(join(home, "project"));
    const entry = { id: "mock", name: "Mock", reasoning: false, input: ["text"], contextWindow: 120_000 };
    const mock = { baseUrl: model.url, apiKey: "none", api: "openai-completions", models: [entry] };
    writeFileSync(join(home, ".pi/agent/models.json"), JSON.stringify({ providers: { mock } }));
  });

  afterAll(async () => {
    await model.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** One run of `pi -p`, and its events. */
  async function pi(...calls: object[]): Promise<{ type: string; [key: string]: unknown }[]> {
    const args = ["-p", "--mode", "json", "-e", installed.holdfast, "--provider", "mock", "--model", "mock"];
    const running = run(node, [program, ...args, prompt(...calls)], {
      cwd: join(home, "project"),
      env: { ...process.env, HOME: home, PI_OFFLINE: "1", NODE_OPTIONS: "" },
      maxBuffer: 1 << 26,
    });
    running.child.stdin?.end();
    const { stdout } = await running;
    return stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { type: string });
  }

  test("keeps a variable over two calls, and leaves no process when pi ends", async () => {
    const events = await pi(exec("x=41"), exec("echo $((x+1)); pwd"), exec(hostile));
    const ends = events.filter(({ type }) => type === "tool_execution_end");
    expect(ends.map(({ isError }) => isError)).toEqual([false, false, false]);
    expect(JSON.stringify(ends[1])).toContain(`42\\n${join(home, "project")}`);
    await expectGone(pidsIn(JSON.stringify(ends[2])));
  });

  test("the model is told of it, and bad input is an error that it can read", async () => {
    const before = model.requests.length;
    const events = await pi({ action: "dance" });
    expect(model.requests[before]?.tools?.map((tool) => tool.function.name)).toContain("runtime");
    expect(events.find(({ type }) => type === "tool_execution_end")).toMatchObject({ isError: true });
  });
});
