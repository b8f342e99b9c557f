/**
 * The code blocks of a page of prose. The language tag says what a block is; `hosts` behind it that the block needs a
 * host's program. `<!-- test: … -->` directly before a block is code that goes before it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../command.js";

export interface Block {
  /** Such as `docs/tool.md:12`: the line of its first line of code. */
  readonly where: string;
  readonly line: number;
  readonly tag: string;
  /** It needs the program of a host: `npm run test:hosts` runs it. */
  readonly hosts: boolean;
  readonly preamble: string;
  readonly code: string;
  /** The block `text` after it: all that it prints. */
  readonly said?: string;
}

/** Blocks that are executed, and so may have a block `text` behind them. */
const RUN = new Set(["js", "ts", "sh"]);
const FENCE = /^ *```(.*)$/;
const PREAMBLE = "<!-- test:";

/** Throws for a page that cannot be read in one way only. */
export function readPage(page: string): Block[] {
  return parsePage(page, readPageText(page));
}

export function readPageText(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

export function parsePage(page: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split("\n");
  let preamble = "";
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith(PREAMBLE)) {
      const end = lines.findIndex((later, index) => index >= at && later.includes("-->"));
      const comment = lines.slice(at, end + 1).join("\n");
      preamble = comment.slice(PREAMBLE.length, comment.indexOf("-->")).trim();
      at = end;
      if (!FENCE.test(lines[at + 1] ?? ""))
        throw new Error(`${page}:${at + 1}: no block follows this preamble`);
      continue;
    }
    const info = FENCE.exec(line)?.[1]?.trim();
    if (info === undefined) continue;
    const end = lines.findIndex((later, index) => index > at && FENCE.exec(later)?.[1]?.trim() === "");
    if (end < 0) throw new Error(`${page}:${at + 1}: this block has no end`);
    const [tag = "", ...more] = info.split(" ");
    const code = lines.slice(at + 1, end).join("\n");
    const block = {
      where: `${page}:${at + 2}`,
      line: at + 2,
      tag,
      hosts: more.includes("hosts"),
      preamble,
      code,
    };
    preamble = "";
    at = end;
    const before = blocks.at(-1);
    if (tag === "text" && before && RUN.has(before.tag) && before.said === undefined)
      blocks[blocks.length - 1] = { ...before, said: code };
    else blocks.push(block);
  }
  return blocks;
}
