/** What the tool costs a model, counted as the tokenizer o200k_base counts. docs/tool.md states these figures. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createRuntime,
  createRuntimeTool,
  type RuntimeSessionManager,
  type RuntimeTool,
} from "../src/index.js";
import { description, parameters } from "../src/tool/schema.js";
import { tokensOf } from "../src/tool/tokens.js";

const DEFINITION_TOKENS_MAX = 900;
const OVERHEAD_TOKENS_MAX = 15;

let folder: string;
let runtime: RuntimeSessionManager;
let tool: RuntimeTool;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tokens-"));
  runtime = await createRuntime();
  tool = createRuntimeTool(folder, "tokens", { runtime });
});
afterAll(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true });
});

const count = (text: string) => encode(text).length;
const page = readFileSync(new URL("../docs/tool.md", import.meta.url), "utf8");

test("the definition, and docs/tool.md says how much", () => {
  const definition = count(JSON.stringify({ name: "runtime", description, parameters }));
  expect(definition).toBeLessThan(DEFINITION_TOKENS_MAX);
  expect(page).toContain(`The definition costs ${definition} tokens`);
});

test.each([
  ["a command that prints", "echo hello; ls /", 0],
  ["a command that prints nothing", "x=1", 3],
  ["a command that fails", "echo no >&2; false", 9],
  ["a command that fails on both streams", "echo a; echo b >&2; exit 3", 10],
])("an ordinary result: %s", async (_, command, atMost) => {
  const result = await tool.execute("call", { action: "exec", command });
  const { stdout, stderr } = result.details as { stdout: string; stderr: string };
  const [block] = result.content;
  const text = block?.type === "text" ? block.text : "";
  const overhead = count(text) - count(stdout + stderr);
  expect(overhead, text).toBeLessThanOrEqual(atMost);
  expect(overhead).toBeLessThan(OVERHEAD_TOKENS_MAX);
});

test("the estimate by which results are cut is near the truth", () => {
  const source = readFileSync(new URL("../src/tool/report.ts", import.meta.url), "utf8");
  const log = Array.from(
    { length: 200 },
    (_, at) => `2026-01-01T00:00:${at} INFO request ${at * 7919} served in ${at} ms`,
  );
  for (const text of [source, log.join("\n"), JSON.stringify(parameters)]) {
    const ratio = tokensOf(text) / count(text);
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.6);
  }
});
