/** What the faces add to the library: the tool, the daemon's socket, MCP over stdio; and the command, once for each call. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { connect } from "../../src/client/connect.js";
import { findHome } from "../../src/client/home.js";
import { createRuntime, createRuntimeTool } from "../../src/index.js";
import { Face } from "../contenders/face.js";
import { succeed } from "../contenders/held.js";
import { Peer } from "../contenders/peer.js";
import { type Contender, inMs, interleave, repeat, type Summary, summarizeMs, timed } from "../measure.js";
import { attempt, type Part, type PartContext } from "../part.js";
import { benchPath, HOSTS } from "../place.js";
import type { Row } from "../table.js";
import { judge } from "../targets.js";

const LIBRARY = "library";
const SAID = "hi";
const CODE = `echo ${SAID}`;
const COMMAND = benchPath("..", "dist", "cli", "main.js");

export const faces: Part = async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "bench-home-"));
  const env = { ...process.env, HOLDFAST_HOME: folder } as Record<string, string>;
  try {
    await attempt("faces: a run in bash", context.show, () => overheads(context, env));
    await attempt("faces: one-shot commands", context.show, () => oneShots(context, env));
  } finally {
    const daemon = await connect({ home: findHome(env) });
    await daemon.stop();
    await daemon.close();
    rmSync(folder, { recursive: true });
  }
  await attempt("bash: 100 commands against OpenClaw's exec tool", context.show, () => overOpenClaw(context));
};

/** The same run by each way, taking turns. */
async function overheads(
  { quick, workspace, show }: PartContext,
  env: Record<string, string>,
): Promise<void> {
  await using runtime = await createRuntime();
  await using daemon = await connect({ home: findHome(env) });
  const session = await runtime.session(workspace);
  const remote = await daemon.session(workspace, { name: "socket", env });
  const tool = createRuntimeTool(workspace, "tool", { runtime });
  const client = new Client({ name: "bench", version: "1" });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [COMMAND, "mcp", "-w", workspace], env }),
  );
  const overMcp = async (command: string) => {
    const { isError, content } = await client.callTool({
      name: "runtime",
      arguments: { action: "exec", command },
    });
    const text = JSON.stringify(content);
    if (isError || !text.includes(SAID)) throw new Error(`${command} gave ${text}`);
  };
  const contenders: Contender[] = [
    new Face(LIBRARY, (code) => succeed(session, code, {})),
    new Face("tool", (command) => tool.execute("call", { action: "exec", command })),
    new Face("daemon", (code) => succeed(remote, code, {})),
    new Face("MCP", overMcp),
  ];
  const rounds = quick ? { rounds: 2, batch: 15, slowBatch: 1 } : { rounds: 20, batch: 25, slowBatch: 3 };
  for (const gapMs of [0, 2]) {
    const figures = await interleave(contenders, { code: CODE, gapMs }, rounds);
    const title = `faces: ${CODE} in bash (${gapMs === 0 ? "back to back" : `${gapMs} ms apart`})`;
    show({ title, yardstick: LIBRARY, rows: rowsOf(figures) });
  }
  await client.close();
}

function rowsOf(figures: Map<string, Summary>): Row[] {
  const library = figures.get(LIBRARY)?.p50 ?? Number.NaN;
  return [...figures].map(([name, summary]) => ({
    name,
    unit: "us",
    figures: summary,
    ratio: summary.p50 / library,
    verdict: judge(`overhead/${name}`, name, (summary.p50 - library) / 1_000),
  }));
}

/** `holdfast exec` against a warm daemon beside a Node.js that does nothing. */
async function oneShots({ quick, workspace, show }: PartContext, env: NodeJS.ProcessEnv): Promise<void> {
  const call = async (...args: string[]) => {
    const child = spawn(process.execPath, args, { cwd: workspace, env, stdio: "ignore" });
    const [code] = (await once(child, "close")) as [number];
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  };
  const bare = "node -e 0";
  const contenders = [
    new Face(bare, () => call("-e", "0")),
    new Face("holdfast exec", (code) => call(COMMAND, "exec", code)),
  ];
  const rounds = { rounds: quick ? 2 : 20, batch: quick ? 2 : 5, slowBatch: 1 };
  const figures = await interleave(contenders, { code: CODE, gapMs: 0 }, rounds);
  const floor = figures.get(bare)?.p50 ?? Number.NaN;
  show({
    title: "faces: one-shot commands, warm daemon",
    yardstick: bare,
    rows: [...figures].map(([name, summary]) => ({
      name,
      unit: "ms",
      figures: inMs(summary),
      ratio: summary.p50 / floor,
      role: name === bare ? "floor" : "holdfast",
      verdict: name === bare ? undefined : judge("one-shot", name, summary.p50 / floor),
    })),
  });
}

/** Both ways hold one agent's tool and call it a hundred times. */
async function overOpenClaw({ quick, workspace, show }: PartContext): Promise<void> {
  const title = `bash: 100 commands, ${CODE}, against OpenClaw's exec tool`;
  const node = join(HOSTS, "node24", "node_modules", `node-linux-${process.arch}`, "bin", "node");
  const installed = join(HOSTS, "openclaw");
  if (!existsSync(node) || !existsSync(installed)) {
    show({ title, rows: [], notes: ["left out: OpenClaw is not here; `npm run test:hosts` installs it"] });
    return;
  }
  const commands = quick ? 5 : 100;
  const home = mkdtempSync(join(tmpdir(), "bench-openclaw-"));
  await using runtime = await createRuntime();
  const tool = createRuntimeTool(workspace, undefined, { runtime });
  const peer = await Peer.run(
    "OpenClaw's exec",
    node,
    [benchPath("peers", "over_openclaw.mjs"), installed, workspace],
    { ...process.env, HOME: home, OPENCLAW_STATE_DIR: join(home, ".openclaw") },
  );
  try {
    const [held, theirs]: [number[], number[]] = [[], []];
    const once = () => tool.execute("call", { action: "exec", command: CODE });
    await once();
    await peer.batch({ code: CODE, gapMs: 0 }, 1);
    for (let round = 0; round < 3; round++) {
      held.push(await timed(() => repeat(once, commands)));
      const took = await peer.batch({ code: CODE, gapMs: 0 }, commands);
      theirs.push(took.reduce((sum, each) => sum + each, 0));
    }
    const [fast, slow] = [summarizeMs(held), summarizeMs(theirs)];
    show({
      title,
      yardstick: peer.name,
      rows: [
        {
          name: "holdfast's tool",
          unit: "ms",
          figures: fast,
          ratio: fast.p50 / slow.p50,
          role: "holdfast",
        },
        { name: peer.name, unit: "ms", figures: slow, ratio: 1, role: "peer" },
      ],
    });
  } finally {
    await peer.close();
    rmSync(home, { recursive: true });
  }
}
