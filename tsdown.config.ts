import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Rolldown } from "tsdown";

const library = {
  index: "src/index.ts",
  "adapters/ai-sdk": "src/adapters/ai-sdk.ts",
  "adapters/openclaw": "src/adapters/openclaw.ts",
  "adapters/pi": "src/adapters/pi.ts",
};

export default defineConfig({
  entry: { ...library, "cli/main": "src/cli/main.ts", daemon: "src/server/main.ts" },
  format: "esm",
  platform: "node",
  // Node 20 does not parse `await using`; this target writes it out.
  target: "es2023",
  dts: { entry: Object.values(library) },
  // They name Buffer, and TypeScript 6 takes in no types that nobody asks for.
  banner: { dts: '/// <reference types="node" />' },
  fixedExtension: false,
  logLevel: "warn",
  plugins: [{ name: "licenses", generateBundle: addLicenses }],
});

/** Puts the licences of what is bundled beside it: most of them ask for it. */
function addLicenses(
  this: Rolldown.PluginContext,
  _options: unknown,
  bundle: Readonly<Record<string, Rolldown.OutputAsset | Rolldown.OutputChunk>>,
): void {
  const modules = Object.values(bundle)
    .flatMap((file) => (file.type === "chunk" ? Object.entries(file.modules) : []))
    .filter(([id, { renderedLength }]) => renderedLength > 0 && id.includes("/node_modules/"))
    .map(([id]) => id);
  const texts = [...new Set(modules.flatMap(packagesOf))].toSorted().map(licenseOf);
  if (texts.length === 0) return;
  const source = ["This folder holds code of other packages, under these licences.\n", ...texts].join("\n");
  this.emitFile({ type: "asset", fileName: "third-party-licenses.txt", source });
}

/** A module's package, and those that its file was itself bundled from. */
function packagesOf(id: string): string[] {
  const text = readFileSync(id.replace(/\?.*/, ""), "utf8");
  const regions = [...text.matchAll(/^\/\/#region (\S+)/gm)].map(([, path]) => path ?? "");
  return [id, ...regions].flatMap((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
}

/** Throws where it is not found: the code cannot be handed on then. */
function licenseOf(name: string): string {
  const folder = join(import.meta.dirname, "node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${folder} holds no licence`);
  return `---- ${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
