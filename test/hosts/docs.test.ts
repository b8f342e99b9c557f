/** The code blocks of the documentation that need a host's program, in a HOME of their own, with Holdfast on a registry. */
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { root } from "../command.js";
import { checkPage } from "../docs/check-page.js";
import { readPage } from "../docs/page.js";
import { Reader } from "../docs/reader.js";
import { openRegistry, type Registry } from "../docs/registry.js";

const { openclaw, pi, node24Bin, holdfast } = inject("installed");
const pages = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`)
  .filter((page) => readPage(page).some(({ hosts }) => hosts));

let registry: Registry;
beforeAll(async () => {
  registry = await openRegistry();
}, 60_000);
afterAll(() => registry.close());

test("there are some", () => expect(pages.length).toBeGreaterThan(1));

describe.each(pages)("%s", (page) => {
  let reader: Reader;
  beforeAll(() => {
    reader = new Reader(registry.url, [
      node24Bin,
      ...[openclaw, pi].map((folder) => join(folder, "node_modules/.bin")),
    ]);
    const modules = {
      holdfast,
      "@types/node": join(root, "node_modules/@types/node"),
      "@mariozechner/pi-ai": join(pi, "node_modules/@mariozechner/pi-ai"),
      "@mariozechner/pi-agent-core": join(pi, "node_modules/@mariozechner/pi-agent-core"),
    };
    for (const [name, folder] of Object.entries(modules)) {
      const link = join(reader.folder, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(folder, link);
    }
  });
  afterAll(() => reader.leave());

  checkPage(page, { reader: () => reader, hosts: true });
});
