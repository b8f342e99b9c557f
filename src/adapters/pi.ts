/** The pi extension: the tool `runtime`, one session for each conversation of pi, ended with it. */
import { createRuntimeTool } from "../tool/runtime-tool.js";
import { HostSessions } from "./host-sessions.js";

type Execute = ReturnType<typeof createRuntimeTool>["execute"];

/** The part of pi's ExtensionContext and ExtensionAPI that is used, by structure: users of Holdfast need no pi. */
interface PiContext {
  readonly cwd: string;
  readonly sessionManager: { getSessionId(): string };
}

interface PiApi {
  registerTool(tool: object): void;
  on(event: "session_shutdown", handler: () => Promise<void>): void;
}

export function holdfast(pi: PiApi): void {
  const sessions = new HostSessions();
  const toolOf = ({ cwd, sessionManager }: PiContext) => {
    const conversation = sessionManager.getSessionId();
    return createRuntimeTool(cwd, conversation, { runtime: sessions.of(conversation) });
  };
  const unbound = { cwd: process.cwd(), sessionManager: { getSessionId: () => "pi" } };
  pi.registerTool({
    ...toolOf(unbound),
    promptSnippet: "Run bash, Python and Node.js in sessions that keep their state between calls",
    execute: (
      toolCallId: Parameters<Execute>[0],
      params: Parameters<Execute>[1],
      signal: Parameters<Execute>[2],
      onUpdate: Parameters<Execute>[3],
      context: PiContext,
    ) => toolOf(context).execute(toolCallId, params, signal, onUpdate),
  });
  pi.on("session_shutdown", () => sessions.close());
}

export { holdfast as default };
