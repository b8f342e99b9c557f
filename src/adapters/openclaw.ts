/**
 * The OpenClaw plugin: the tool `runtime` for all agents, one session for each agent's session key. OpenClaw calls the
 * tool's factory for every invocation, so all that lives is outside of it. A host that ends without a word (a one-shot
 * `--local`, SIGKILL) needs no seam here: the keeper sees its end and ends everything.
 */
import { mkdir } from "node:fs/promises";
import { environmentOf } from "../session/environment.js";
import type { RuntimeOptions } from "../session/manager.js";
import { createRuntimeTool } from "../tool/runtime-tool.js";
import { HostSessions } from "./host-sessions.js";
import type { OpenClawTool, PluginApi, SessionEnd, ToolContext } from "./openclaw-api.js";
import { openClawDetails } from "./openclaw-details.js";
import { mayRunCommands } from "./openclaw-policy.js";

const ID = "holdfast";
const TOOL = "runtime";
/** A conversation goes on after these: its state is still wanted. */
const GOES_ON = new Set(["compaction", "unknown"]);
/** The gateway's own, which no command needs. */
const SECRETS = ["OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_GATEWAY_PASSWORD"];

let options: RuntimeOptions = {};
const sessions = new HostSessions(() => options);

function toolFor(context: ToolContext): OpenClawTool | null {
  const { agentId = "main", workspaceDir } = context;
  if (workspaceDir === undefined || !mayRunCommands(context)) return null;
  const sessionKey = context.sessionKey ?? `agent:${agentId}:main`;
  const runtime = sessions.of(sessionKey, () => identity(agentId, sessionKey));
  const tool = createRuntimeTool(workspaceDir, sessionKey, { runtime });
  return {
    ...tool,
    catalogMode: "direct-only",
    execute: async (...call: Parameters<typeof tool.execute>) => {
      // OpenClaw makes an agent's workspace with its first turn; a call over HTTP may come before.
      await mkdir(workspaceDir, { recursive: true });
      const result = await tool.execute(...call);
      return { ...result, details: openClawDetails(result.details) };
    },
  };
}

function identity(agentId: string, sessionKey: string): Record<string, string> {
  const env = Object.entries(environmentOf()).filter(([name]) => !SECRETS.includes(name));
  return {
    ...Object.fromEntries(env),
    OPENCLAW_SHELL: "exec",
    OPENCLAW_AGENT_ID: agentId,
    OPENCLAW_SESSION_KEY: sessionKey,
  };
}

async function endOf({ sessionKey, reason = "unknown" }: SessionEnd): Promise<void> {
  if (sessionKey === undefined) return;
  if (!GOES_ON.has(reason)) await sessions.end(sessionKey);
}

export const plugin = {
  id: ID,
  name: "Holdfast",
  description: "Keeps bash, Python and Node.js alive between an agent's calls",
  register(api: PluginApi): void {
    api.registerTool(toolFor, { name: TOOL });
    if (api.registrationMode !== "full") return;
    options = api.pluginConfig ?? {};
    const close = () => sessions.close();
    api.registerService({ id: ID, start: () => {}, stop: close });
    api.on("session_end", endOf);
    api.on("gateway_stop", close);
    api.lifecycle.registerRuntimeLifecycle({
      id: ID,
      cleanup: (context) => (context.sessionKey === undefined ? close() : endOf(context)),
      dispose: close,
    });
  },
};

export { plugin as default };
