/** The types as users' programs meet them: every name of every subpath, strictly, and the package's own declarations with them. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { root } from "../install.js";

const run = promisify(execFile);
const { project } = inject("packed");
const program = readFileSync(join(import.meta.dirname, "programs/consumer.ts"), "utf8");
const folder = join(project, "..", "types");

beforeAll(() => {
  cpSync(join(project, "node_modules"), join(folder, "node_modules"), { recursive: true });
  mkdirSync(join(folder, "node_modules/@types"));
  // What such a user has installed besides.
  for (const name of ["@types/node", "ai"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Way {
  readonly name: string;
  readonly file: string;
  readonly options: Readonly<Record<string, string>>;
}

const ways: readonly Way[] = [
  { name: "an ES module", file: "module.mts", options: { module: "nodenext" } },
  { name: "a CommonJS module", file: "common.cts", options: { module: "nodenext" } },
  { name: "a bundler", file: "bundled.ts", options: { module: "esnext", moduleResolution: "bundler" } },
];

for (const { name, file, options } of ways)
  test(`${name} compiles`, async () => {
    const own = join(folder, file.replace(".", "-"));
    mkdirSync(own);
    writeFileSync(join(own, file), program);
    const compilerOptions = {
      ...options,
      target: "es2022",
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      resolveJsonModule: true,
      skipLibCheck: false,
    };
    writeFileSync(join(own, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "--project", own]).catch(
      (error: unknown) => error as { stdout: string },
    );
    // Errors in the declarations of others (ai's, under exactOptionalPropertyTypes) are theirs.
    const ours = stdout.split("\n").filter((line) => /^\S.*: error /.test(line) && !isForeign(line));
    expect(ours).toEqual([]);
  });

test("the program uses every name that is exported", () => {
  for (const subpath of ["index", "adapters/ai-sdk", "adapters/openclaw", "adapters/pi"]) {
    const types = readFileSync(join(project, "node_modules/holdfast/dist", `${subpath}.d.ts`), "utf8");
    const [, list = ""] = /^export \{([^}]*)\};/m.exec(types) ?? [];
    const names = list.split(",").map((one) => one.trim().replace(/^type |.* as /g, ""));
    expect(names.length).toBeGreaterThan(0);
    // Unused ones do not compile.
    const missing = names.filter(
      (one) => one !== "default" && !new RegExp(String.raw`\b${one}\b`).test(program),
    );
    expect(missing, subpath).toEqual([]);
  }
});

function isForeign(line: string): boolean {
  return line.includes("node_modules/") && !line.includes("node_modules/holdfast/");
}
