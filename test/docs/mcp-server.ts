/** Whether what a host is told to start is an MCP server that has the tool. */
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect } from "vitest";
import type { Reader } from "./reader.js";

export interface ServerConfig {
  readonly command: string;
  readonly args: readonly string[];
}

/** Starts it as a host does that has this folder open. Throws where `tools/list` does not give the tool. */
export async function expectServes(
  { command, args }: ServerConfig,
  reader: Reader,
  where: string,
  folder = reader.folder,
): Promise<void> {
  const client = new Client({ name: "docs", version: "1" });
  const transport = new StdioClientTransport({
    command,
    // What Cursor and VS Code put in for it.
    args: args.map((arg) => arg.replace("${workspaceFolder}", folder)),
    env: Object.fromEntries(
      Object.entries(reader.env).filter((entry): entry is [string, string] => !!entry[1]),
    ),
    cwd: folder,
    stderr: "pipe",
  });
  try {
    await client.connect(transport);
    const { tools } = await client.listTools();
    expect(
      tools.map(({ name }) => name),
      where,
    ).toEqual(["runtime"]);
    const { content } = await client.callTool({
      name: "runtime",
      arguments: { action: "exec", command: "pwd" },
    });
    expect(content, where).toMatchObject([{ text: `${folder}\n` }]);
  } finally {
    await client.close();
  }
}
