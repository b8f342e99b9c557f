/** Brings the hosts themselves from npm, at versions that are pinned here, and packs and installs Holdfast for them. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { cache, emptyProject, install, installNode, npm, pack } from "../install.js";

const HOSTS = {
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
  const [node24Bin, openclaw, pi, piNext, inspector, tarball] = await Promise.all([
    installNode("node24"),
    install("openclaw", HOSTS.openclaw),
    install("pi", HOSTS.pi),
    install("pi-next", HOSTS.piNext),
    install("inspector", HOSTS.inspector),
    pack(),
  ]);
  const user = join(cache, "user");
  emptyProject(user);
  await npm(user, ["install", "--ignore-scripts", "--prefer-offline", tarball]);
  const holdfast = join(user, "node_modules/holdfast");
  project.provide("installed", { openclaw, pi, piNext, inspector, node24Bin, holdfast, tarball });
}
