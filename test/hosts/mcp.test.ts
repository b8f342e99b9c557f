/** The MCP server as users install it, under the protocol's own inspector: each of its commands is a client of its own. */
import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { expectNoLeaks, takeTraces, type Traces } from "../leaks.js";

const run = promisify(execFile);
const { inspector, holdfast } = inject("installed");
const program = join(holdfast, "dist/cli/main.js");

interface Answer {
  readonly content: readonly { readonly text: string }[];
}

let before: Traces;
let home: string;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  before = takeTraces();
  home = mkdtempSync(join(tmpdir(), "home-"));
  folder = realpathSync(mkdtempSync(join(tmpdir(), "work-")));
  env = { ...process.env, HOLDFAST_HOME: home };
});
afterAll(async () => {
  await run(process.execPath, [program, "stop"], { env });
  for (const path of [home, folder]) rmSync(path, { recursive: true });
  await expectNoLeaks(before);
});

async function inspect(...args: string[]): Promise<unknown> {
  const command = join(inspector, "node_modules/.bin/mcp-inspector");
  const server = [process.execPath, program, "mcp", "-w", folder];
  const environment = ["-e", `HOLDFAST_HOME=${home}`];
  const { stdout } = await run(command, ["--cli", ...environment, ...server, ...args], { env, cwd: folder });
  return JSON.parse(stdout);
}

function call(args: Readonly<Record<string, string>>): Promise<Answer> {
  const given = Object.entries(args).flatMap(([name, value]) => ["--tool-arg", `${name}=${value}`]);
  return inspect("--method", "tools/call", "--tool-name", "runtime", ...given) as Promise<Answer>;
}

test("the inspector lists the tool", async () => {
  const { tools } = (await inspect("--method", "tools/list")) as { tools: { name: string }[] };
  expect(tools.map(({ name }) => name)).toEqual(["runtime"]);
});

test("state outlives the client: two of the inspector's calls share it", async () => {
  expect((await call({ action: "exec", command: "x=41; cd /" })).content[0]?.text).toBe("(no output)");
  const answer = await call({ action: "exec", command: "echo $((x+1)) $PWD" });
  expect(answer).toEqual({ content: [{ type: "text", text: "42 /\n" }] });
});
