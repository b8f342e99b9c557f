/** The installed package under each Node.js: as a library, as a command with its daemon, and over MCP. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { runSteps } from "./programs.js";
import { stepsFor } from "./steps.js";
import { User } from "./user.js";

const { project, nodes, npmEnv } = inject("packed");
const { version } = JSON.parse(readFileSync(join(project, "node_modules/holdfast/package.json"), "utf8")) as {
  version: string;
};

const each = nodes.map((node) => ({
  node,
  running: execFileSync(join(node, "node"), ["--version"], { encoding: "utf8" }).trim(),
}));

describe.each(each)("$running", ({ node, running }) => {
  let user: User;

  beforeEach(() => {
    user = new User(project, { node, env: npmEnv });
  });
  afterEach(() => user.leave());

  test.each(["mjs", "cjs"] as const)("a program (%s) has sessions in all languages", async (extension) => {
    await runSteps(user, extension, stepsFor(running));
  });

  test("no subpath warns or waits when it is required", async () => {
    const program = `
      const names = ["holdfast", "holdfast/pi", "holdfast/package.json"].map((name) => typeof require(name));
      console.log(names.join());`;
    writeFileSync(join(project, "require.cjs"), program);
    expect(await user.call("node", "require.cjs")).toEqual({
      code: 0,
      stdout: "object,object,object\n",
      stderr: "",
    });
  });

  test("the command keeps state between calls", async () => {
    const holdfast = (...args: string[]) => user.call("npx", "--no-install", "holdfast", ...args);
    expect(await holdfast("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    expect(await holdfast("exec", "x=41; exit 3")).toMatchObject({ code: 3, stdout: "" });
    expect(await holdfast("exec", "echo $((x+1))")).toMatchObject({ code: 0, stdout: "42\n" });
    expect(await holdfast("eval", "import math; math.sqrt(2)")).toMatchObject({
      stdout: "1.4142135623730951\n",
    });
    const { stdout } = await holdfast("eval", "-l", "node", "process.version");
    expect(stdout).toBe(`'${running}'\n`);
    expect(await holdfast("stop")).toMatchObject({ code: 0 });
  });

  test("the demo runs as installed", async () => {
    const { code, stdout } = await user.call("npx", "--no-install", "holdfast", "demo");
    expect(stdout).toMatch(/^ +27 {2}checks passed$/m);
    expect(code).toBe(0);
  });

  test("the tool is there over MCP", async () => {
    const client = new Client({ name: "test", version: "1" });
    const args = ["--no-install", "holdfast", "mcp"];
    await client.connect(
      new StdioClientTransport({ command: "npx", args, cwd: project, env: user.env, stderr: "pipe" }),
    );
    const call = async (params: Record<string, unknown>) => {
      const { content } = await client.callTool({ name: "runtime", arguments: params });
      return (content as { text: string }[]).map(({ text }) => text).join("\n");
    };
    await call({ action: "exec", command: "x=41" });
    expect(await call({ action: "exec", command: "echo $((x+1))" })).toBe("42\n");
    expect(await call({ action: "eval", code: "process.version", language: "node" })).toContain(running);
    await client.close();
  });
});
