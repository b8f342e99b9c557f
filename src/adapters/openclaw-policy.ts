/**
 * Whether an agent of OpenClaw may have the tool. A denied `exec` hides OpenClaw's own tools, not those of plugins, and a
 * plugin's calls pass no approval: so the tool is there only where `exec` would run on this host without being asked.
 */
import { toolPolicy } from "openclaw/plugin-sdk/agent-harness-runtime";
import { resolveAgentConfig } from "openclaw/plugin-sdk/agent-scope-runtime";
import type { ExecPolicy, ToolContext, ToolsPolicy } from "./openclaw-api.js";

export function mayRunCommands(context: ToolContext): boolean {
  if (context.sandboxed || context.fsPolicy?.workspaceOnly) return false;
  const config = context.getRuntimeConfig?.() ?? context.runtimeConfig ?? context.config;
  if (!config) return true;
  const agent = context.agentId === undefined ? undefined : resolveAgentConfig(config, context.agentId);
  const layers = [config.tools, agent?.tools as ToolsPolicy | undefined].filter(
    (tools) => tools !== undefined,
  );
  const policies = layers.flatMap((tools) => [tools, ...ofModel(tools, context.activeModel)]);
  return (
    policies.every(allowsExec) &&
    runsUnasked(layers.flatMap(({ exec }) => exec ?? [])) &&
    layers.every(({ exec }) => !exec?.strictInlineEval)
  );
}

function allowsExec({ allow, alsoAllow, deny }: ToolsPolicy): boolean {
  // An allowlist that names this tool alone is a decision for it.
  const named = [...(allow ?? []), ...(alsoAllow ?? [])].includes("runtime");
  const matches = toolPolicy.createToolPolicyMatcher({
    ...(allow && !named && { allow: [...allow, ...(alsoAllow ?? [])] }),
    ...(deny && { deny }),
  });
  return matches("exec");
}

function ofModel({ byProvider = {} }: ToolsPolicy, model: ToolContext["activeModel"]): ToolsPolicy[] {
  const { provider = "", modelId = "" } = model ?? {};
  return [byProvider[provider], byProvider[`${provider}/${modelId}`]].filter((found) => found !== undefined);
}

function runsUnasked(layers: ExecPolicy[]): boolean {
  let security = "full";
  let ask = "off";
  let host = "auto";
  for (const layer of layers) {
    if (layer.mode !== undefined) [security, ask] = [layer.mode, "off"];
    security = layer.security ?? security;
    ask = layer.ask ?? ask;
    host = layer.host ?? host;
  }
  return security === "full" && ask === "off" && (host === "auto" || host === "gateway");
}
