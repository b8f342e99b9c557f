/** Every code block of every page but README.md, which newcomer.test.ts reads in its order. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../command.js";
import { npm } from "../install.js";
import { expectNoLeaks, takeTraces, type Traces } from "../leaks.js";
import { checkPage } from "./check-page.js";
import { driverTraffic, expectSent } from "./messages.js";
import { readPage, readPageText } from "./page.js";
import { Reader } from "./reader.js";
import { openRegistry, type Registry } from "./registry.js";
import type { Message } from "./traffic.js";

const below = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const pages = ["ARCHITECTURE.md", "CONTRIBUTING.md", ...below.map((name) => `docs/${name}`)];
/** What the programs on these pages use besides Holdfast. */
const lent = ["@modelcontextprotocol/client", "@types/node", "ai", "zod"];

let before: Traces;
let registry: Registry;
let installed: string;

beforeAll(async () => {
  before = takeTraces();
  registry = await openRegistry();
  installed = mkdtempSync(join(tmpdir(), "installed-"));
  await npm(installed, ["install", "--prefer-offline", registry.tarball]);
  for (const name of lent) {
    mkdirSync(dirname(join(installed, "node_modules", name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(installed, "node_modules", name));
  }
}, 120_000);
afterAll(async () => {
  await registry.close();
  rmSync(installed, { recursive: true });
  await expectNoLeaks(before);
});

describe.each(pages)("%s", (page) => {
  let reader: Reader;
  beforeAll(() => {
    const modules = join(installed, "node_modules");
    reader = new Reader(registry.url, [join(modules, ".bin")]);
    symlinkSync(modules, join(reader.folder, "node_modules"));
  });
  afterAll(() => reader.leave());

  checkPage(page, { reader: () => reader, hosts: false });
  test("can be read", () => expect(readPage(page)).toBeDefined());
});

/** Between host and keeper, over its standard streams: no driver sees them. */
const KEEPERS = new Set(["keeper", "opened", "failed", "gone"]);

describe("docs/protocol.md, within its lines", () => {
  const page = readPageText("docs/protocol.md");
  const inline = [...page.matchAll(/`(\{(?:"[vn]":\d,)?"t":.*?\})`/g)].map(([, text = ""]) => text);

  test("there are messages", () => expect(inline.length).toBeGreaterThan(8));
  test.each(inline)(
    "%s",
    async (text) => {
      // `,…` stands for further fields.
      await expectSent(JSON.parse(text.replaceAll(/,?…(?!")/g, "")) as Message, text);
    },
    60_000,
  );

  test("has each kind of message that is sent, with its fields", async () => {
    const missing = [...(await driverTraffic())].flatMap(([kind, messages]) => {
      if (KEEPERS.has(kind)) return [];
      const fields = new Set(messages.flatMap((message) => Object.keys(message)));
      const said = (word: string) => page.includes(`"${word}"`) || page.includes(`\`${word}\``);
      return [kind, ...fields].filter((word) => !said(word)).map((word) => `${kind}: ${word}`);
    });
    expect(missing).toEqual([]);
  });
});
