/** Every name that the bash driver uses stands once in its table, with the file that owns it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const DRIVER = "drivers/bash";
const HOST = "src/interpreter";

function files(): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(DRIVER))
    if (name !== "names.sh") found.set(name, readFileSync(join(DRIVER, name), "utf8"));
  for (const name of readdirSync(HOST))
    if (name.startsWith("bash-")) found.set(name, readFileSync(join(HOST, name), "utf8"));
  return found;
}

test("the table has each name of the bash driver once, with an owner that uses it", () => {
  const table = [...readFileSync(join(DRIVER, "names.sh"), "utf8").matchAll(/^# (_hf[a-z]+) +(\S+) +\S/gm)];
  const owners = new Map(table.map(([, name = "", owner = ""]) => [name, owner]));
  expect(owners.size, "names in the table").toBe(table.length);
  const texts = files();
  const used = new Set([...texts.values()].flatMap((text) => text.match(/\b_hf[a-z]+\b/g) ?? []));
  expect([...owners.keys()].toSorted()).toEqual([...used].toSorted());
  for (const [name, owner] of owners) expect(texts.get(owner) ?? "", `${owner} owns ${name}`).toContain(name);
});
