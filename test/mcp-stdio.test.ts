/** `holdfast mcp` as hosts start it: a process on stdio, with the daemon behind it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { build, main, Place } from "./command.js";

let place: Place;
const clients: Client[] = [];

beforeAll(build, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await place.leave();
});

async function connect(mode: "legacy" | "auto" = "auto"): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const env = { ...(process.env as Record<string, string>), HOLDFAST_HOME: place.home };
  const args = [main, "mcp", "-w", place.folder];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: "pipe" }));
  clients.push(client);
  return client;
}

async function exec(client: Client, command: string): Promise<string> {
  const { content } = await client.callTool({ name: "runtime", arguments: { action: "exec", command } });
  const [block] = content as { text: string }[];
  return block?.text ?? "";
}

test.each(["legacy", "auto"] as const)("state outlives the client and its server (%s)", async (mode) => {
  const first = await connect(mode);
  expect(await exec(first, "x=41")).toBe("(no output)");
  await first.close();
  expect(await exec(await connect(mode), "echo $((x+1))")).toBe("42\n");
  expect((await place.holdfast(["exec", "echo $x"])).stdout).toBe("41\n");
});

test("a daemon that is killed under it is started again, and the loss is told", async () => {
  const client = await connect();
  await exec(client, "x=41");
  process.kill(
    Number(/ (\d+) started/.exec(readFileSync(join(place.home, "daemon.log"), "utf8"))?.[1]),
    "SIGKILL",
  );
  expect(await exec(client, 'echo "x=$x"')).toMatch(
    /^x=\n\[restored: the daemon that held this session .* was killed/,
  );
  expect(await exec(client, "echo again")).toBe("again\n");
});

test("a client that goes in the middle of a call has its run interrupted; the session is free", async () => {
  const client = await connect();
  const running = client.callTool({
    name: "runtime",
    arguments: { action: "exec", command: "y=7; touch begun; sleep 100" },
  });
  running.catch(() => undefined);
  await place.holdfast(["exec", "-s", "other", "until [ -e begun ]; do sleep 0.01; done"]);
  await client.close();
  expect((await place.holdfast(["exec", "echo $y"])).stdout).toBe("7\n");
});
