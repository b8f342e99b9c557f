/** Blocks `js` and `ts`: programs in the reader's folder. What they print is what the page says, and nothing besides. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { root } from "../command.js";
import type { Block } from "./page.js";
import type { Reader } from "./reader.js";
import { expectSaid } from "./said.js";

const run = promisify(execFile);
const SOURCES = "blocks";
const BUILT = "built";

const nameOf = ({ line }: Block) => `line-${line}`;
const sourceOf = ({ preamble, code }: Block) => `${preamble}${preamble === "" ? "" : "\n"}${code}\n`;

/** Compiles all blocks `ts` of a page at once. Resolves to what tsc complains of, by block. */
export async function compile(blocks: readonly Block[], reader: Reader): Promise<Map<Block, string>> {
  const complaints = new Map<Block, string>();
  if (blocks.length === 0) return complaints;
  reader.write("package.json", '{ "private": true, "type": "module" }\n');
  const files = blocks.map((block) => reader.write(`${SOURCES}/${nameOf(block)}.ts`, sourceOf(block)));
  const options = ["--strict", "--skipLibCheck", "--ignoreConfig", "--module", "nodenext", "--types", "node"];
  const target = [
    "--target",
    "es2022",
    "--lib",
    "es2023,esnext.disposable",
    "--outDir",
    BUILT,
    "--rootDir",
    SOURCES,
  ];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, ...options, ...target, ...files], {
    cwd: reader.folder,
  }).catch((error: unknown) => error as { stdout: string });
  for (const block of blocks) {
    const own = stdout.split("\n").filter((line) => line.includes(`${nameOf(block)}.ts(`));
    complaints.set(block, own.join("\n"));
  }
  return complaints;
}

/** Throws where a program fails, or prints something else than the page says. */
export async function runProgram(block: Block, reader: Reader): Promise<void> {
  const built = join(BUILT, `${nameOf(block)}.js`);
  const file = block.tag === "ts" ? built : reader.write(`${nameOf(block)}.mjs`, sourceOf(block));
  const { code, stdout, stderr } = await reader.run(process.execPath, [file]);
  expect({ code, stderr }, `${block.where}\n${stdout}${stderr}`).toEqual({ code: 0, stderr: "" });
  expectSaid(stdout, block.said ?? commentsOf(block.code).join("\n"), block.where);
}

/** What the comments behind `console.log(…);` say, a line each. */
function commentsOf(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment = ""]) => comment);
}
