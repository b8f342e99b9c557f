/** Blocks `sh`: each command in one real bash, as a reader would type them, with what the page says that it prints. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import type { Block } from "./page.js";
import type { Reader } from "./reader.js";
import { expectSaid } from "./said.js";

const run = promisify(execFile);

/** One command with all its lines. */
export interface Command {
  readonly line: number;
  readonly text: string;
  /** The comment behind it: its standard output. */
  readonly said?: string;
}

/** Splits by bash's own word: a command goes on as long as bash finds its text incomplete. */
export async function commandsOf({ code, line, where }: Block): Promise<Command[]> {
  const commands: Command[] = [];
  let lines: string[] = [];
  for (const [index, text] of code.split("\n").entries()) {
    if (lines.length === 0 && /^\s*(?:#.*)?$/.test(text)) continue;
    lines.push(text);
    if (!(await isComplete(lines.join("\n")))) continue;
    const said = / # (.*)$/.exec(text)?.[1];
    commands.push({
      line: line + index + 1 - lines.length,
      text: lines.join("\n"),
      ...(said !== undefined && { said }),
    });
    lines = [];
  }
  if (lines.length > 0) throw new Error(`${where}: bash finds no end of\n${lines.join("\n")}`);
  return commands;
}

async function isComplete(text: string): Promise<boolean> {
  if (text.endsWith("\\")) return false;
  // An open here-document is a warning only.
  return run("bash", ["-n", "-c", text]).then(
    ({ stderr }) => stderr === "",
    () => false,
  );
}

/** Throws where a command fails, or prints something else than the page says. */
export async function runShell(block: Block, reader: Reader, commands: readonly Command[]): Promise<void> {
  const out = (index: number, what: string) => join(reader.home, `.${block.line}-${index}.${what}`);
  const whole = block.said !== undefined;
  const script = commands.map(({ text }, index) => {
    const to = whole ? `>'${out(index, "out")}' 2>&1` : `>'${out(index, "out")}' 2>'${out(index, "err")}'`;
    return `{\n${text}\n} ${to} </dev/null; echo "$?" >'${out(index, "code")}'`;
  });
  const file = reader.write(`../home/.${block.line}.sh`, [block.preamble, ...script].join("\n"));
  const { stderr } = await reader.run("bash", [file]);
  expect(stderr, block.where).toBe("");
  const read = (index: number, what: string) => readFileSync(out(index, what), "utf8");
  const page = block.where.split(":")[0] ?? "";
  for (const [index, { line, text, said }] of commands.entries()) {
    const where = `${page}:${line}`;
    const printed = read(index, "out") + (whole ? "" : read(index, "err"));
    expect(read(index, "code").trim(), `${where}: exit code of\n${text}\n${printed}`).toBe("0");
    if (said !== undefined) expectSaid(read(index, "out"), said, where);
  }
  if (block.said !== undefined)
    expectSaid(commands.map((_, index) => read(index, "out")).join(""), block.said, block.where);
}
