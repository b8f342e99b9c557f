/** The adapter under the AI SDK's own loop, with its mock model. */
import { generateText, stepCountIs } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import { afterAll, expect, test } from "vitest";
import { runtimeTool } from "../../src/adapters/ai-sdk.js";
import { createRuntime } from "../../src/index.js";

const runtime = await createRuntime();
afterAll(() => runtime.close());

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

function calls(input: object, step: number) {
  return {
    content: [
      {
        type: "tool-call" as const,
        toolCallId: `call_${step}`,
        toolName: "runtime",
        input: JSON.stringify(input),
      },
    ],
    finishReason: { unified: "tool-calls" as const, raw: "tool_calls" },
    usage,
    warnings: [],
  };
}

test("a loop of two calls keeps a variable, and the model gets text", async () => {
  const model = new MockLanguageModelV3({
    doGenerate: [
      calls({ action: "exec", command: "x=41" }, 0),
      calls({ action: "exec", command: "echo $((x+1))" }, 1),
      {
        content: [{ type: "text", text: "done" }],
        finishReason: { unified: "stop", raw: "stop" },
        usage,
        warnings: [],
      },
    ],
  });
  const tools = { runtime: runtimeTool(import.meta.dirname, "ai", { runtime }) };
  const { text, steps } = await generateText({ model, tools, prompt: "go", stopWhen: stepCountIs(5) });
  expect(text).toBe("done");
  expect(steps).toHaveLength(3);
  const told = model.doGenerateCalls
    .at(-1)
    ?.prompt.filter(({ role }) => role === "tool")
    .at(-1);
  expect(told?.content).toMatchObject([
    {
      toolName: "runtime",
      output: { type: "content", value: [{ type: "text", text: expect.stringMatching(/^42\n/) as string }] },
    },
  ]);
});
