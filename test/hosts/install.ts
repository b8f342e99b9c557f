/**
 * Brings the hosts themselves from npm, at versions that are pinned here, and packs Holdfast as its users get it. They go
 * to HOLDFAST_HOSTS_CACHE (default build/hosts, which git ignores) and stay there for the next time.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = resolve(process.env["HOLDFAST_HOSTS_CACHE"] ?? join(root, "build/hosts"));

const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const HOSTS = {
  // The platform's own package: `node` itself downloads it in an install script.
  node: [`${nodePackage}@24.21.0`],
  openclaw: ["openclaw@2026.9.6"],
  pi: [
    "@mariozechner/pi-ai@0.73.1",
    "@mariozechner/pi-agent-core@0.73.1",
    "@mariozechner/pi-coding-agent@0.73.1",
  ],
  piNext: ["@earendil-works/pi-coding-agent@0.87.1"],
  inspector: ["@modelcontextprotocol/inspector@0.15.0"],
} as const;

export interface Installed {
  /** Folders that hold `node_modules`. */
  openclaw: string;
  pi: string;
  piNext: string;
  inspector: string;
  /** The folder of a Node.js that OpenClaw supports. */
  node24Bin: string;
  /** The package, unpacked and installed with its dependencies, and its tarball. */
  holdfast: string;
  tarball: string;
}

declare module "vitest" {
  interface ProvidedContext {
    installed: Installed;
  }
}

export async function setup(project: TestProject): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const [node, openclaw, pi, piNext, inspector, packed] = await Promise.all([
    install("node", HOSTS.node),
    install("openclaw", HOSTS.openclaw),
    install("pi", HOSTS.pi),
    install("pi-next", HOSTS.piNext),
    install("inspector", HOSTS.inspector),
    pack(),
  ]);
  const node24Bin = join(node, "node_modules", nodePackage, "bin");
  project.provide("installed", { openclaw, pi, piNext, inspector, node24Bin, ...packed });
}

async function install(name: string, specs: readonly string[]): Promise<string> {
  const folder = join(cache, name);
  const mark = join(folder, ".installed");
  const wanted = specs.join("\n");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  // The engines are those of another Node.js than the one that installs.
  await npm(folder, "install", "--ignore-scripts", "--engine-strict=false", "--save-exact", ...specs);
  writeFileSync(mark, wanted);
  return folder;
}

/** Builds what is in the working tree, into a folder of its own, and packs and installs it. */
async function pack(): Promise<{ holdfast: string; tarball: string }> {
  const stage = join(cache, "holdfast");
  const user = join(cache, "user");
  for (const folder of [stage, user]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  }
  await run(process.execPath, [join(root, "node_modules/tsdown/dist/run.mjs"), "-d", join(stage, "dist")], {
    cwd: root,
  });
  for (const part of [
    "package.json",
    "openclaw.plugin.json",
    "drivers",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
  ])
    cpSync(join(root, part), join(stage, part), { recursive: true });
  const packed = await npm(stage, "pack", "--ignore-scripts", "--json", "--pack-destination", user);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const tarball = join(user, filename);
  writeFileSync(join(user, "package.json"), '{ "private": true }\n');
  await npm(user, "install", "--ignore-scripts", "--prefer-offline", tarball);
  return { holdfast: join(user, "node_modules/holdfast"), tarball };
}

async function npm(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
  return stdout;
}
