/** Blocks `diagram`: drawings. What they name as files and folders is there. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { root } from "../command.js";
import type { Block } from "./page.js";

/** Paths of this repository: `src/` and what lies below, `cli/` as a folder of `src/`, and files by their endings. */
const NAMED = /[\w-]+(?:\/[\w.-]+)*\/(?![\w.])|[\w-]+(?:\/[\w.-]+)*\.(?:ts|mjs|py|sh|md|json)\b/g;
const PLACES = ["", "src", "drivers", "test"];

export function checkDiagram({ code, where }: Block): void {
  const named = [...new Set(code.match(NAMED))];
  expect(
    named.length,
    `${where}: a drawing of what is not in this repository is a block text`,
  ).toBeGreaterThan(0);
  const missing = named.filter((path) => !PLACES.some((place) => existsSync(join(root, place, path))));
  expect(missing, where).toEqual([]);
}
