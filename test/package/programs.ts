/** What a program in the project does with the library: it runs steps in a session, and prints the results. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { ExecOptions, RunResult } from "../../src/index.js";
import type { User } from "./user.js";

const body = `
async function main() {
  const runtime = await holdfast.createRuntime();
  const session = await runtime.session(process.cwd());
  const results = [];
  for (const [code, options] of JSON.parse(process.argv[2]))
    results.push(await (options.typed ? session.input(code) : session.exec(code, options)));
  await runtime.close();
  console.log(JSON.stringify(results));
}
main();
`;

const heads = {
  mjs: 'import * as holdfast from "holdfast";',
  cjs: 'const holdfast = require("holdfast");',
} as const;

/** `typed`: the text is typed into the run that goes on. */
export type Step = readonly [
  text: string,
  options: ExecOptions | { readonly typed: true },
  expected: Partial<RunResult>,
];

/** The extension decides how the package is loaded. Throws where a result is another, or anything is on stderr. */
export async function runSteps(
  user: User,
  extension: keyof typeof heads,
  steps: readonly Step[],
): Promise<void> {
  const file = join(user.project, `steps.${extension}`);
  writeFileSync(file, heads[extension] + body);
  const asked = JSON.stringify(steps.map(([code, options]) => [code, options]));
  const { code, stdout, stderr } = await user.call("node", file, asked);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const results = JSON.parse(stdout) as RunResult[];
  for (const [index, [code, , expected]] of steps.entries())
    expect(results[index], `${code}\n${JSON.stringify(results[index])}`).toMatchObject(expected);
}
