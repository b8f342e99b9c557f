/** The verb `mcp`: the tool over stdio until the client closes its end, or what a host needs to start it. */
import { finished } from "node:stream/promises";
import { resolve } from "node:path";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { mcpConfig } from "../adapters/mcp-config.js";
import { createMcpServer } from "../adapters/mcp.js";
import { ReconnectingRuntime } from "../adapters/mcp-runtime.js";
import { connect } from "../client/connect.js";
import { limits } from "../limits.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";
import { findWorkspace } from "./workspace.js";

export interface McpVerbOptions {
  /** Print how this host is told to start the server, and end. */
  readonly printConfig?: string;
  readonly workspace?: string;
  readonly json?: boolean;
  readonly structured?: boolean;
}

export async function mcp({
  printConfig,
  workspace,
  json,
  structured = false,
}: McpVerbOptions): Promise<number> {
  if (printConfig !== undefined) {
    const folder = workspace === undefined ? undefined : resolve(workspace);
    const config = mcpConfig(printConfig, folder);
    process.stdout.write(`${json ? JSON.stringify({ host: printConfig, config }) : config}\n`);
    return exitCodes.done;
  }
  const runtime = new ReconnectingRuntime(() => connect({ onNote: printNote }));
  const options = { workspace: findWorkspace(workspace), runtime, structured };
  const maxBufferSize = limits.daemonMessageBytesMax;
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize });
  const serving = serveStdio(() => createMcpServer(options), {
    transport,
    onerror: (error) => printNote(error.message),
  });
  await finished(process.stdin, { writable: false }).catch(() => {});
  await serving.close();
  await runtime.close();
  return exitCodes.done;
}
