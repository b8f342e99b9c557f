import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
  // Node 22 does not parse `await using`; this target writes it out.
  target: "es2023",
  dts: { entry: Object.values(library) },
  // They name Buffer, and TypeScript 6 takes in no types that nobody asks for.
  banner: { dts: '/// <reference types="node" />' },
  fixedExtension: false,
  logLevel: "warn",
  plugins: [
    { name: "licenses", generateBundle: addLicenses },
    { name: "demo-data", generateBundle: addDemoData },
  ],
});

/** The one table that `holdfast demo` works on. NOAA's observations; vega-datasets keeps them, with much else. */
function addDemoData(this: Rolldown.PluginContext): void {
  const table = join(import.meta.dirname, "node_modules/vega-datasets/data/seattle-weather.csv");
  this.emitFile({ type: "asset", fileName: "cli/seattle-weather.csv", source: readFileSync(table) });
}

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
  const files = new Map(modules.flatMap((id) => packagesOf(id).map((name) => [name, id])));
  const texts = [...files].toSorted().map(([name, file]) => licenseOf(name, file));
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
function licenseOf(name: string, module: string): string {
  const folder = join(import.meta.dirname, "node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? mitOf(folder, module) : readFileSync(join(folder, file), "utf8");
  return `---- ${name}\n\n${text.trim()}\n`;
}

/** The MIT licence, which is this package's own, too, of a package that names its holders only in its code. */
function mitOf(folder: string, module: string): string {
  const { license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { license?: string };
  const beside = readdirSync(dirname(module)).filter((file) => /\.m?js$/.test(file));
  const code = beside.map((file) => readFileSync(join(dirname(module), file), "utf8")).join("\n");
  const holders = new Set(code.match(/Copyright \(c\).*/g)?.map((line) => line.replace(/\s*\*\/?$/, "")));
  if (license !== "MIT" || holders.size === 0) throw new Error(`${folder} holds no licence`);
  const own = readFileSync(join(import.meta.dirname, "LICENSE"), "utf8");
  return own.replace(/^Copyright.*$/m, [...holders].toSorted().join("\n"));
}
