/**
 * Packs Holdfast as its users get it, and brings packages from npm at versions that are pinned. They go to
 * HOLDFAST_HOSTS_CACHE (default build/hosts, which git ignores) and stay there for the next time.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const root = fileURLToPath(new URL("..", import.meta.url));
export const cache = resolve(process.env["HOLDFAST_HOSTS_CACHE"] ?? join(root, "build/hosts"));

// The platform's own package: `node` itself downloads it in an install script.
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
/** The least that `engines` allows, and the present ones. */
const NODES = { node22: "22.13.0", node24: "24.21.0", node26: "26.12.1" } as const;

/** The folder with the program `node` of that version. */
export async function installNode(name: keyof typeof NODES): Promise<string> {
  const folder = await install(name, [`${nodePackage}@${NODES[name]}`]);
  return join(folder, "node_modules", nodePackage, "bin");
}

/** A folder of this name in the cache, with these packages in its `node_modules`. */
export async function install(name: string, specs: readonly string[]): Promise<string> {
  const folder = join(cache, name);
  const mark = join(folder, ".installed");
  const wanted = specs.join("\n");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return folder;
  emptyProject(folder);
  // The engines are those of another Node.js than the one that installs.
  await npm(folder, ["install", "--ignore-scripts", "--engine-strict=false", "--save-exact", ...specs]);
  writeFileSync(mark, wanted);
  return folder;
}

/** Builds what is in the working tree, into a folder of its own, and packs it; the path of the tarball. */
export async function pack(): Promise<string> {
  const stage = join(cache, "holdfast");
  emptyProject(stage);
  const tsdown = join(root, "node_modules/tsdown/dist/run.mjs");
  await run(process.execPath, [tsdown, "-d", join(stage, "dist")], { cwd: root });
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { files: string[] };
  const taken = files.filter((part) => part !== "dist" && !part.startsWith("!"));
  for (const part of ["package.json", "LICENSE", "README.md", ...taken])
    cpSync(join(root, part), join(stage, part), { recursive: true });
  const packed = await npm(stage, ["pack", "--ignore-scripts", "--json"]);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return join(stage, filename);
}

/** A folder with nothing in it but a package.json. */
export function emptyProject(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
}

/** What npm says on stdout. */
export async function npm(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const { stdout } = await run("npm", [...args, ...quiet], { cwd: folder, env, maxBuffer: 1 << 26 });
  return stdout;
}
