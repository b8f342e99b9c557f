/** The package as its users get it: what it brings along, and whether the hosts' own types accept it. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";

const run = promisify(execFile);
const { holdfast, pi, piNext, openclaw } = inject("installed");
const user = resolve(holdfast, "../..");
const manifest = JSON.parse(readFileSync(join(holdfast, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string; default: string }>;
  openclaw: { extensions: string[] };
  pi: { extensions: string[] };
};

test("an install brings no host along", () => {
  const installed = readdirSync(join(user, "node_modules"));
  expect(installed).toContain("holdfast");
  for (const host of ["ai", "openclaw", "@mariozechner", "@earendil-works"])
    expect(installed).not.toContain(host);
});

test("holdfast and holdfast/pi load where no host is", async () => {
  const script = `
    const { createRuntimeTool } = await import("holdfast");
    const { default: extension } = await import("holdfast/pi");
    console.log(typeof createRuntimeTool, typeof extension);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: user });
  expect(stdout).toBe("function function\n");
});

test("every file that the manifests name is in the package", () => {
  const named = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : [target.types, target.default],
  );
  for (const path of [
    ...named,
    ...manifest.openclaw.extensions,
    ...manifest.pi.extensions,
    "openclaw.plugin.json",
  ])
    expect(existsSync(join(holdfast, path)), path).toBe(true);
});

const sources = {
  "pi 0.73.1": `
    import type { AgentTool } from "${pi}/node_modules/@mariozechner/pi-agent-core/dist/index.js";
    import type { ExtensionFactory } from "${pi}/node_modules/@mariozechner/pi-coding-agent/dist/index.js";
    import { createRuntimeTool } from "holdfast";
    import extension from "holdfast/pi";
    export const tool: AgentTool<any> = createRuntimeTool("/", "key");
    export const factory: ExtensionFactory = extension;`,
  "pi 0.87.1": `
    import type { ExtensionFactory } from "${piNext}/node_modules/@earendil-works/pi-coding-agent/dist/index.js";
    import extension from "holdfast/pi";
    export const factory: ExtensionFactory = extension;`,
  openclaw: `
    import { definePluginEntry, type AnyAgentTool } from "${openclaw}/node_modules/openclaw/dist/plugin-sdk/plugin-entry.js";
    import { createRuntimeTool } from "holdfast";
    import plugin from "holdfast/openclaw";
    export const tool: AnyAgentTool = createRuntimeTool("/", "key");
    export const entry = definePluginEntry(plugin);`,
};

for (const [name, source] of Object.entries(sources))
  test(`the types of ${name} accept what the package exports`, async () => {
    const file = join(user, `${name.replaceAll(/[^a-z0-9]/g, "-")}.ts`);
    writeFileSync(file, source);
    const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
    const options = [
      "--strict",
      "--noEmit",
      "--ignoreConfig",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2023",
    ];
    const types = [
      "--types",
      "node",
      "--typeRoots",
      fileURLToPath(new URL("../../node_modules/@types", import.meta.url)),
    ];
    const checked = await run(process.execPath, [tsc, ...options, ...types, file], { cwd: user }).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(checked.stdout).toBe("");
  });
