/** Installs the packed Holdfast where nothing is: an empty project under a strange path, and a home without a file. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { TestProject } from "vitest/node";
import { cache, emptyProject, installNode, npm, pack } from "../install.js";

export interface Installed {
  readonly tarball: string;
  /** A project that has installed the tarball. */
  readonly project: string;
  /** Folders of Node.js: this one (24, where the scripts have brought it), and other majors. */
  readonly nodes: readonly string[];
  /** What npm is told where the home of its user is empty. */
  readonly npmEnv: Readonly<Record<string, string>>;
}

declare module "vitest" {
  interface ProvidedContext {
    packed: Installed;
  }
}

export async function setup(test: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  // The tests look at it as another user, too.
  chmodSync(folder, 0o755);
  const project = join(folder, "ein Prøjekt 工作");
  const home = join(folder, "home");
  mkdirSync(home);
  mkdirSync(cache, { recursive: true });
  emptyProject(project);
  const npmEnv = {
    npm_config_cache: join(cache, "npm"),
    npm_config_update_notifier: "false",
    ...(await wayToRegistry(folder)),
  };
  const [tarball, ...others] = await Promise.all([pack(), installNode("node22"), installNode("node26")]);
  await npm(project, ["install", "--prefer-offline", tarball], { ...bareEnv(home), ...npmEnv });
  const nodes = [dirname(process.execPath), ...others];
  test.provide("packed", { tarball, project, nodes, npmEnv });
  return () => rmSync(folder, { recursive: true, force: true });
}

/** How npm gets out of this machine: what its user has set for that. */
async function wayToRegistry(folder: string): Promise<Record<string, string>> {
  const keys = ["registry", "cafile", "proxy", "https-proxy", "noproxy"];
  const lines = (await npm(folder, ["config", "get", ...keys])).trim().split("\n");
  const settings = lines.map((line) => /^([\w-]+)=(.*)$/.exec(line) ?? []);
  const known = settings.flatMap(([, key, value]) =>
    key && value && value !== "null" ? [[`npm_config_${key.replace("-", "_")}`, value] as const] : [],
  );
  const { NODE_EXTRA_CA_CERTS: certificates } = process.env;
  return {
    ...Object.fromEntries(known),
    ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
  };
}

/** An environment with a home and a search path, which begins with a Node.js, and no more. */
export function bareEnv(home: string, node = dirname(process.execPath)): Record<string, string> {
  const path = [node, ...(process.env["PATH"] ?? "").split(delimiter)];
  return { HOME: home, PATH: path.join(delimiter) };
}
