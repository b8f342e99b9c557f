/** README.md as somebody reads it who has nothing yet: an empty HOME, an empty folder, a clone of the repository beside it. */
import { accessSync, constants, cpSync, mkdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configHosts, mcpConfig } from "../../src/adapters/mcp-config.js";
import { root } from "../command.js";
import { expectNoLeaks, takeTraces, type Traces } from "../leaks.js";
import { checkPage } from "./check-page.js";
import { drawing, readDrawing } from "./demo-svg.js";
import { checkHostLine, hostLines } from "./host-line.js";
import { Reader } from "./reader.js";
import { openRegistry, type Registry } from "./registry.js";
import { expectSaid } from "./said.js";

let before: Traces;
let registry: Registry;
let reader: Reader;

beforeAll(async () => {
  before = takeTraces();
  registry = await openRegistry();
  reader = new Reader(registry.url);
  const clone = join(reader.folder, "../holdfast");
  const ours = new Set(["node_modules", "build", "dist", ".git"].map((name) => join(root, name)));
  cpSync(root, clone, { recursive: true, filter: (path) => !ours.has(path) });
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));
  // demo.sh installs where the lock file is younger than what is installed; here that is another's folder.
  utimesSync(join(clone, "package-lock.json"), 0, 0);
}, 60_000);
afterAll(async () => {
  await reader.leave();
  await registry.close();
  await expectNoLeaks(before);
});

checkPage("README.md", { reader: () => reader, hosts: false });

test("demo.sh and test.sh can be called", () => {
  for (const script of ["demo.sh", "test.sh"]) accessSync(join(root, script), constants.X_OK);
});

test("docs/demo.svg tells its steps to those who do not see it", () => {
  const svg = readFileSync(drawing, "utf8");
  const [, steps = ""] = /<desc id="desc">([^<]*)</.exec(svg) ?? [];
  expect(svg).toMatch(/<title id="title">[^<]+</);
  expect(steps.match(/\b\d+ (?:bash|python|node) \S/g)).toHaveLength(10);
});

test("docs/demo.svg shows what `holdfast demo` prints", async () => {
  const { code, stdout } = await reader.run("node", [join(root, "dist/cli/main.js"), "demo"]);
  expect(code, stdout).toBe(0);
  const printed = `$ npx holdfast demo\n${stdout}`.replaceAll(/\n\s*(?=\n)/g, "");
  const counted = (text: string) => text.replaceAll(/\d+ (?=now|before it)/g, "… ");
  expectSaid(counted(printed), counted(readDrawing(readFileSync(drawing, "utf8"))), "docs/demo.svg");
});

describe("the lines for hosts", () => {
  const lines = hostLines();
  const elsewhere = () => join(reader.home, "elsewhere");
  beforeAll(() => mkdirSync(elsewhere()));

  test.each(configHosts)("%s is told what `mcp --print-config` prints", async (host) => {
    const asked = ["mcp", "--print-config", host];
    const { stdout } = await reader.run(join(reader.folder, "node_modules/.bin/holdfast"), asked);
    expect(stdout).toBe(`${mcpConfig(host)}\n`);
    const told = lines.map(({ line }) => line);
    expect(
      told.some((line) => line === mcpConfig(host) || line.startsWith(`npx holdfast ${asked.join(" ")}`)),
    ).toBe(true);
  });

  test.each(lines)("$host: $line", ({ line }) => checkHostLine(line, reader, elsewhere()), 60_000);
});
