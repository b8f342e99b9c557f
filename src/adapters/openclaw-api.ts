/** The part of OpenClaw's plugin API that the plugin uses, by structure: users of Holdfast need no OpenClaw. */

/** `exec` as a user has restricted it; later layers win. */
export interface ExecPolicy {
  readonly mode?: string;
  readonly security?: string;
  readonly ask?: string;
  readonly host?: string;
  readonly strictInlineEval?: boolean;
}

export interface ToolsPolicy {
  readonly allow?: string[];
  readonly alsoAllow?: string[];
  readonly deny?: string[];
  readonly exec?: ExecPolicy;
  readonly byProvider?: Readonly<Record<string, ToolsPolicy>>;
}

export interface OpenClawConfig {
  readonly tools?: ToolsPolicy;
}

export interface ToolContext {
  readonly config?: OpenClawConfig;
  readonly runtimeConfig?: OpenClawConfig;
  readonly getRuntimeConfig?: () => OpenClawConfig | undefined;
  readonly workspaceDir?: string;
  readonly agentId?: string;
  readonly sessionKey?: string;
  readonly sessionId?: string;
  readonly activeModel?: { readonly provider?: string; readonly modelId?: string };
  readonly fsPolicy?: { readonly workspaceOnly?: boolean };
  readonly sandboxed?: boolean;
}

export interface SessionEnd {
  readonly sessionKey?: string;
  readonly reason?: string;
}

export interface ToolResult {
  content: ({ type: "text"; text: string } | { type: "image"; data: string; mimeType: string })[];
  details: unknown;
}

export interface OpenClawTool {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly parameters: object;
  /** In the model's own list of tools; else it is a line in a catalogue, and a call by name is not found. */
  readonly catalogMode: "direct-only";
  execute(
    this: void,
    toolCallId: string,
    params: unknown,
    signal?: AbortSignal,
    onUpdate?: (partial: ToolResult) => void,
  ): Promise<ToolResult>;
}

export interface PluginApi {
  readonly registrationMode: string;
  readonly pluginConfig?: Readonly<Record<string, unknown>>;
  registerTool(factory: (context: ToolContext) => OpenClawTool | null, options: { name: string }): void;
  registerService(service: { id: string; start(): void; stop(): Promise<void> }): void;
  on(event: "session_end", handler: (event: SessionEnd) => Promise<void>): void;
  on(event: "gateway_stop", handler: () => Promise<void>): void;
  readonly lifecycle: {
    registerRuntimeLifecycle(seam: {
      id: string;
      cleanup(context: SessionEnd): Promise<void>;
      dispose(): Promise<void>;
    }): void;
  };
}
