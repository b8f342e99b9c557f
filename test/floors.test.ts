import { describe, expect, test } from "vitest";
import {
  languageBranches,
  longFiles,
  processStarters,
  readSources,
  type Source,
  wrongImports,
} from "./floors.js";

const at = (path: string, text: string): Source => ({ path, text });

describe("the house", () => {
  const sources = readSources();

  test("every room imports lower floors or itself only", () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(wrongImports(sources)).toEqual([]);
  });
  test("one file starts processes", () => expect(processStarters(sources)).toEqual([]));
  test("nothing branches on a language's name above the table of languages", () => {
    expect(languageBranches(sources)).toEqual([]);
  });
  test("no file is longer than 300 lines", () => expect(longFiles(sources)).toEqual([]));
});

describe("the rules see what breaks them", () => {
  test.each([
    [
      "upwards",
      at("store/a.ts", 'import { b } from "../session/b.js";'),
      "store (floor 1) imports session (floor 2)",
    ],
    [
      "sideways",
      at("interpreter/a.ts", 'export * from "../store/b.js";'),
      "interpreter (floor 1) imports store",
    ],
    [
      "by type",
      at("interpreter/a.ts", 'import type {\n  B,\n} from "../tool/b.js";'),
      "src/interpreter/a.ts:3: ",
    ],
    ["lazily", at("store/deep/a.ts", 'await import("../../cli/main.js");'), "imports cli"],
    ["for its effect", at("errors.ts", 'import "./limits.js";'), "imports limits.ts"],
    ["a driver", at("interpreter/a.ts", 'import "../../drivers/node.mjs";'), "from outside src/"],
    ["in no room", at("utils/a.ts", ""), "the room utils has no floor"],
  ])("an import that goes wrong: %s", (_how, source, complaint) => {
    expect(wrongImports([source])).toEqual([expect.stringContaining(complaint)]);
  });

  test("imports that go down, stay, or sit in a comment are right", () => {
    const text = [
      'import { readFile } from "node:fs/promises";',
      'import { a } from "./a.js";',
      'import { HoldfastError } from "../errors.js";',
      '// import { x } from "../cli/main.js";',
      'const url = "https://example.org"; /* from "../cli/main.js" */',
    ].join("\n");
    expect(wrongImports([at("session/b.ts", text)])).toEqual([]);
  });

  test("a second file that starts processes", () => {
    const first = at("interpreter/a.ts", 'import { spawn } from "node:child_process";');
    expect(processStarters([first])).toEqual([]);
    expect(processStarters([first, at("cli/b.ts", 'await import("child_process");')])).toHaveLength(2);
  });

  test("a branch on a language's name", () => {
    const text =
      'const ok = "bash";\nif (language === "bash") {}\nswitch (x) { case "node": }\nif ("python" !== l) {}';
    expect(languageBranches([at("session/a.ts", text)])).toEqual([
      'src/session/a.ts:2: if (language === "bash") {}',
      'src/session/a.ts:3: switch (x) { case "node": }',
      'src/session/a.ts:4: if ("python" !== l) {}',
    ]);
    expect(languageBranches([at("interpreter/languages.ts", text)])).toEqual([]);
  });

  test("a long file", () => {
    expect(longFiles([at("a.ts", "x\n".repeat(300)), at("b.ts", "x\n".repeat(301))])).toEqual([
      "src/b.ts: 301 lines, limit 300",
    ]);
  });
});
