/**
 * The tool `runtime` as an MCP server. Its sessions are named by an argument and live in the runtime, never in the
 * connection: clients come and go, and two of them share a session by its name.
 */
import { McpServer, type CallToolResult, type ServerContext } from "@modelcontextprotocol/server";
import manifest from "../../package.json" with { type: "json" };
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import type { Runtime } from "../session/api.js";
import { bounded } from "../tool/bounded.js";
import { createRuntimeTool, type RuntimeTool, type RuntimeToolResult } from "../tool/runtime-tool.js";
import { outputSchema } from "./mcp-output.js";

export interface McpOptions {
  /** Path of the workspace. */
  readonly workspace: string;
  readonly runtime: Runtime;
  /** About how many tokens a result costs at most. Default as the tool's. */
  readonly resultTokensMax?: number;
  /**
   * Results also as data (`structuredContent`), with their schema. Clients that get both show their model the data alone.
   * Default false.
   */
  readonly structured?: boolean;
}

/** A server for one connection; its tools share the runtime. */
export function createMcpServer({
  workspace,
  runtime,
  resultTokensMax,
  structured = false,
}: McpOptions): McpServer {
  const tokensMax = resultTokensMax ?? limits.toolResultTokensMax;
  const tool = createRuntimeTool(workspace, undefined, {
    runtime,
    resultTokensMax: tokensMax,
    yieldMsMax: limits.mcpYieldMsMax,
  });
  const server = new McpServer({ name: manifest.name, title: "Holdfast", version: manifest.version });
  server.registerTool(
    tool.name,
    {
      title: tool.label,
      description: tool.description,
      inputSchema: asStandard(tool.parameters),
      ...(structured && { outputSchema: asStandard(outputSchema) }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    async (params, context) => {
      try {
        const { content, details } = await execute(tool, params, context);
        return { content, ...(structured && { structuredContent: bounded(details, tokensMax) }) };
      } catch (error) {
        return failure(error, structured);
      }
    },
  );
  return server;
}

/** The tool checks its input itself, and says what to write instead. */
function asStandard(schema: object) {
  const json = () => schema as Record<string, unknown>;
  return {
    "~standard": {
      version: 1 as const,
      vendor: manifest.name,
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  };
}

async function execute(tool: RuntimeTool, params: unknown, context: ServerContext) {
  const { id, signal, _meta, notify } = context.mcpReq;
  const progressToken = _meta?.progressToken;
  const call = (onUpdate?: (partial: RuntimeToolResult) => void) =>
    tool.execute(String(id), params, signal, onUpdate);
  if (progressToken === undefined) return call();
  const startedAt = performance.now();
  const tell = (message?: string) => {
    const progress = (performance.now() - startedAt) / 1000;
    const told = { progressToken, progress, ...(message !== undefined && { message }) };
    // A client that is gone needs no progress.
    void notify({ method: "notifications/progress", params: told }).catch(() => {});
  };
  const beat = setInterval(tell, limits.mcpProgressMs);
  try {
    return await call(({ details }) => tell((details as { news?: string }).news));
  } finally {
    clearInterval(beat);
  }
}

function failure(error: unknown, structured: boolean): CallToolResult {
  const facts =
    error instanceof HoldfastError
      ? error.toJSON()
      : { name: "Error", message: error instanceof Error ? error.message : String(error) };
  return {
    isError: true,
    content: [{ type: "text", text: facts.message }],
    ...(structured && { structuredContent: { error: facts } }),
  };
}
