/** The tool `runtime` for the AI SDK (`ai`). */
import { jsonSchema, tool, type Tool } from "ai";
import { createRuntimeTool } from "../tool/runtime-tool.js";

type Created = ReturnType<typeof createRuntimeTool>;
type Result = Awaited<ReturnType<Created["execute"]>>;

/** As `createRuntimeTool`, for `generateText({ tools: { runtime } })` and its kin. */
export function runtimeTool(...args: Parameters<typeof createRuntimeTool>): Tool<object, Result> {
  const created = createRuntimeTool(...args);
  return tool({
    description: created.description,
    inputSchema: jsonSchema<object>(created.parameters),
    execute: (input: object, { toolCallId, abortSignal }) => created.execute(toolCallId, input, abortSignal),
    toModelOutput: ({ output }: { output: Result }) => ({
      type: "content" as const,
      value: output.content.map((block) =>
        block.type === "text"
          ? { type: "text" as const, text: block.text }
          : { type: "image-data" as const, data: block.data, mediaType: block.mimeType },
      ),
    }),
  });
}
