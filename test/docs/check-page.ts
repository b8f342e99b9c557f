/** One test for each block of a page; its tag says how it is executed. None is left out. */
import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../command.js";
import { checkDiagram } from "./diagram.js";
import { checkMessages } from "./messages.js";
import { expectServes, type ServerConfig } from "./mcp-server.js";
import { type Block, readPage } from "./page.js";
import { compile, runProgram } from "./program.js";
import type { Reader } from "./reader.js";
import { say } from "./say.js";
import { type Command, commandsOf, runShell } from "./shell.js";

/** What is not run where the tests run, and why. */
const NOT_HERE: readonly (readonly [RegExp, string])[] = [
  [/^\.\/test\.sh$/, "it would run this very test"],
  [/^npm (?:test|ci|run (?:test|bench|check|format)\S*)$/, "it is a check of its own, or takes long"],
];

export interface Checked {
  readonly reader: () => Reader;
  /** true: the blocks that need the program of a host; else the others. */
  readonly hosts: boolean;
}

export function checkPage(page: string, { reader, hosts }: Checked): void {
  const all = readPage(page);
  const blocks = all.filter((block) => block.hosts === hosts);
  if (!hosts && blocks.length < all.length)
    say(`${page}: ${all.length - blocks.length} blocks need hosts: npm run test:hosts runs them`);
  if (blocks.length === 0) return;
  describe(page, () => {
    let complaints: Map<Block, string>;
    beforeAll(async () => {
      complaints = await compile(
        blocks.filter(({ tag }) => tag === "ts"),
        reader(),
      );
    }, 60_000);

    for (const block of blocks)
      test(`${block.where} ${block.tag}`, async () => {
        expect(complaints.get(block) ?? "", "tsc").toBe("");
        await execute(block, reader());
      }, 120_000);
  });
}

export async function execute(block: Block, reader: Reader): Promise<void> {
  switch (block.tag) {
    case "js":
    case "ts":
      return runProgram(block, reader);
    case "sh":
      return runShell(block, reader, (await commandsOf(block)).map(heldBack));
    case "json":
      return block.where.startsWith("docs/protocol.md") ? checkMessages(block) : checkConfig(block, reader);
    case "diagram":
      checkDiagram(block);
      return;
    case "text":
      throw new Error(`${block.where}: no block that runs stands before this output`);
    default:
      throw new Error(`${block.where}: nothing executes a block with the tag ${JSON.stringify(block.tag)}`);
  }
}

/** A command of the repository that is not run here: what it names is there. */
function heldBack(command: Command): Command {
  const words = command.text.replace(/\s+#.*/, "");
  const reason = NOT_HERE.find(([pattern]) => pattern.test(words))?.[1];
  if (reason === undefined) return command;
  say(`line ${command.line}, ${words}: not run here, ${reason}; it is there`);
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const script = /^npm run (\S+)|^npm (test)/.exec(words);
  if (script) expect(scripts).toHaveProperty([script[1] ?? script[2] ?? ""]);
  else if (words.startsWith("./")) accessSync(join(root, words), constants.X_OK);
  return { line: command.line, text: ":" };
}

/** What hosts read: servers that start, and settings of the plugin that its schema knows. */
async function checkConfig({ code, where }: Block, reader: Reader): Promise<void> {
  const { mcpServers, plugins } = JSON.parse(code) as {
    mcpServers?: Record<string, ServerConfig>;
    plugins?: { entries: { holdfast: { config: object } } };
  };
  expect(mcpServers ?? plugins, `${where}: nobody reads this`).toBeDefined();
  for (const server of Object.values(mcpServers ?? {})) await expectServes(server, reader, where);
  if (!plugins) return;
  const manifest = JSON.parse(readFileSync(join(root, "openclaw.plugin.json"), "utf8")) as {
    configSchema: { properties: object };
  };
  const known = Object.keys(manifest.configSchema.properties);
  expect(known, where).toEqual(expect.arrayContaining(Object.keys(plugins.entries.holdfast.config)));
}
