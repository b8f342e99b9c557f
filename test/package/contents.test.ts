/** What is in the tarball, and what linters of packages say of it. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { expect, inject, test } from "vitest";
import { root } from "../install.js";

const run = promisify(execFile);
const { tarball, project } = inject("packed");
const installed = join(project, "node_modules/holdfast");

interface Manifest {
  readonly bin: { readonly holdfast: string };
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly openclaw: { readonly extensions: readonly string[] };
  readonly pi: { readonly extensions: readonly string[] };
}
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
const manifest = manifestOf(installed);

/** A chunk has the name of a source file, and a hash. */
const ALLOWED = [
  /^(?:package\.json|openclaw\.plugin\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/(?:index|daemon|cli\/main|adapters\/(?:ai-sdk|openclaw|pi))\.js$/,
  /^dist\/(?:index|adapters\/(?:ai-sdk|openclaw|pi))\.d\.ts$/,
  /^dist\/[a-zA-Z-]+-[\w-]{8}\.js$/,
  /^dist\/[a-z-]+-[\w-]{8}\.d\.ts$/,
  /^dist\/third-party-licenses\.txt$/,
  /^dist\/cli\/seattle-weather\.csv$/,
  /^drivers\/(?:keeper\.py|processes\.py|terminal\.py|node\.mjs)$/,
  /^drivers\/bash\/[a-z]+\.sh$/,
  /^drivers\/node\/[a-z]+\.mjs$/,
  /^drivers\/python\/(?:__init__|[a-z]+)\.py$/,
];
// Nearly half is the MCP server with its schema library, which no other face loads.
const PACKED_BYTES_MAX = 600_000;
const UNPACKED_BYTES_MAX = 2_400_000;

async function packedFiles(): Promise<string[]> {
  const { stdout } = await run("tar", ["-tzf", tarball]);
  return stdout
    .trim()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""));
}

test("it holds what is needed and nothing else", async () => {
  const files = await packedFiles();
  expect(files.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(ALLOWED.filter((pattern) => !files.some((path) => pattern.test(path)))).toEqual([]);
  const programs = files.filter((path) => /^dist\/.*\.js$/.test(path));
  const text = programs.map((path) => readFileSync(join(installed, path), "utf8")).join("\n");
  const chunks = programs.filter((path) => /-[\w-]{8}\.js$/.test(path));
  // What nobody imports was left by an earlier build.
  expect(chunks.filter((path) => !text.includes(`/${basename(path)}"`))).toEqual([]);
});

test("every file of the drivers that git knows is there", async () => {
  const { stdout } = await run("git", ["ls-files", "drivers"], { cwd: root });
  const files = new Set(await packedFiles());
  expect(
    stdout
      .trim()
      .split("\n")
      .filter((path) => !files.has(path)),
  ).toEqual([]);
});

test("it is small", () => {
  const unpacked = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  process.stdout.write(`the package: ${statSync(tarball).size} bytes packed, ${unpacked} bytes unpacked\n`);
  expect(statSync(tarball).size).toBeLessThan(PACKED_BYTES_MAX);
  expect(unpacked).toBeLessThan(UNPACKED_BYTES_MAX);
});

test("every file that the manifests name is there", () => {
  const named = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : [target.types, target.default],
  );
  const others = [...manifest.openclaw.extensions, ...manifest.pi.extensions, "openclaw.plugin.json"];
  for (const path of [...named, manifest.bin.holdfast, ...others])
    expect(statSync(join(installed, path), { throwIfNoEntry: false })?.isFile(), path).toBe(true);
});

test("the command can be executed", () => {
  const program = join(installed, manifest.bin.holdfast);
  expect(statSync(program).mode & 0o111).toBe(0o111);
  expect(readFileSync(program, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test("nothing that is installed has an install script, is compiled, or is a host", () => {
  const modules = join(project, "node_modules");
  const packages = readdirSync(modules).filter((name) => !name.startsWith("."));
  expect(packages.toSorted()).toEqual(["holdfast", ...Object.keys(manifest.dependencies ?? {})].toSorted());
  for (const name of packages) {
    const { scripts = {} } = manifestOf(join(modules, name));
    expect(Object.keys(scripts).filter((script) => /^(?:pre|post)?install$/.test(script))).toEqual([]);
  }
  const files = readdirSync(modules, { recursive: true, encoding: "utf8" });
  expect(files.filter((path) => /(?:\.node|binding\.gyp)$/.test(path))).toEqual([]);
});

test("publint has nothing to say", async () => {
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test("attw finds the types right for every way in which Node.js and bundlers resolve them", async () => {
  const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
  // From CommonJS the package is ES modules, too: require() takes them in every Node.js that it supports.
  const options = ["--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm", "--format", "ascii"];
  const { code, stdout } = await run(process.execPath, [attw, tarball, ...options, "--no-color"]).then(
    (done) => ({ code: 0, ...done }),
    (error: unknown) => error as { code: number; stdout: string },
  );
  expect(code, stdout).toBe(0);
  for (const subpath of Object.keys(manifest.exports))
    expect(stdout).toContain(`"${subpath.replace(/^\./, "holdfast")}"`);
});
