/** What is used of OpenClaw's plugin SDK. OpenClaw links itself into a plugin's node_modules; nobody else needs it. */
declare module "openclaw/plugin-sdk/agent-harness-runtime" {
  export const toolPolicy: {
    createToolPolicyMatcher(policy?: { allow?: string[]; deny?: string[] }): (tool: string) => boolean;
  };
}

declare module "openclaw/plugin-sdk/agent-scope-runtime" {
  export function resolveAgentConfig(config: object, agentId: string): { tools?: object } | undefined;
}
