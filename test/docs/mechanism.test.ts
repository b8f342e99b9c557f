/** That a page which is wrong in one line does not pass. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../command.js";
import { expectNoLeaks, takeTraces, type Traces } from "../leaks.js";
import { execute } from "./check-page.js";
import { parsePage } from "./page.js";
import { compile } from "./program.js";
import { Reader } from "./reader.js";

let before: Traces;
let reader: Reader;

beforeAll(() => {
  before = takeTraces();
  reader = new Reader("http://127.0.0.1:9");
  mkdirSync(join(reader.folder, "node_modules/@types"), { recursive: true });
  symlinkSync(join(root, "node_modules/@types/node"), join(reader.folder, "node_modules/@types/node"));
}, 60_000);
afterAll(async () => {
  await reader.leave();
  await expectNoLeaks(before);
});

async function check(markdown: string, page = "page.md"): Promise<void> {
  const blocks = parsePage(page, markdown);
  expect(blocks.length).toBeGreaterThan(0);
  const programs = blocks.filter(({ tag }) => tag === "ts");
  for (const complaint of (await compile(programs, reader)).values()) expect(complaint, "tsc").toBe("");
  for (const block of blocks) await execute(block, reader);
}

const page = (...lines: string[]) => lines.join("\n");
const block = (tag: string, ...lines: string[]) => page(`\`\`\`${tag}`, ...lines, "```");

test.each([
  ["a program", block("js", "console.log(6 * 7); // 42")],
  ["a program with a preamble", page("<!-- test: const x = 42; -->", block("js", "console.log(x); // 42"))],
  ["typed", block("ts", "const n: number = 42;", "console.log(n); // 42")],
  [
    "a program and what it prints",
    page(block("js", "for (const n of [1, 2]) console.log(n);"), "So:", block("text", "1", "2")),
  ],
  ["commands", block("sh", "# nothing", "x=41", "echo $((x + 1))   # 42", "cat <<END   # one", "one", "END")],
  ["commands and what they print", page(block("sh", "echo a; echo b >&2"), block("text", "a", "b"))],
  [
    "anything",
    page(
      block("js", "console.log(Math.random()); console.log(1, 2); console.log(3)"),
      block("text", "0.…", "…", "3"),
    ),
  ],
  ["a drawing", block("diagram", "src/  cli/  keeper.py")],
])("good: %s", (_, markdown) => check(markdown));

test.each([
  ["another output", block("js", "console.log(6 * 7); // 43"), /received.*expected/],
  [
    "an output that is not shown",
    block("js", "console.log(1); // 1", "process.stdout.write('more')"),
    /more/,
  ],
  ["a program that fails", block("js", "throw new Error('no')"), /Error: no/],
  ["another type", block("ts", 'const n: number = "42";'), /TS2322/],
  ["another output of a command", block("sh", "echo 42   # 43"), /page.md:2: printed/],
  ["a command that fails", block("sh", "true", "false"), /page.md:3: exit code/],
  ["a command without an end", block("sh", "if true; then"), /no end/],
  ["a line too many", page(block("sh", "echo a"), block("text", "a", "b")), /page.md:2/],
  ["a tag that nobody knows", block("rust", "fn main() {}"), /nothing executes/],
  ["no tag", block("", "x"), /nothing executes/],
  ["an output of nothing", block("text", "42"), /no block that runs/],
  ["two outputs", page(block("sh", "echo a"), block("text", "a"), block("text", "a")), /no block that runs/],
  ["a block without an end", "```js\n1", /has no end/],
  ["a preamble without a block", "<!-- test: x -->\n\ntext\n", /no block follows/],
  ["a drawing of what is not there", block("diagram", "src/  attic/"), /attic/],
  ["a setting that nobody reads", block("json", '{"a":1}'), /nobody reads/],
  [
    "a setting of the plugin that is unknown",
    block("json", '{"plugins":{"entries":{"holdfast":{"config":{"colour":1}}}}}'),
    /ArrayContaining/,
  ],
])("bad: %s", async (_, markdown, message) => {
  await expect((async () => check(markdown))()).rejects.toThrow(message);
});

test("bad: a message with a field that is never sent, and with another type", async () => {
  for (const message of ['{"t":"launched","pid":1,"guard":2}', '{"t":"launched","pid":"1"}'])
    await expect(check(block("json", message), "docs/protocol.md")).rejects.toThrow(/never sent so/);
}, 60_000);
