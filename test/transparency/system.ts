/**
 * Transparency over scripts that none of us wrote: those that the installed Debian packages ship, and, where the network gives
 * it, bash's own test suite. Nothing of them is kept in this repository.
 *
 * Harmlessness comes first. A script is *executed* only when its name is on the vetted list below and its text handles the
 * argument it gets (`--help`, `--version`). All others, maintainer scripts among them, are only *parsed*: their text becomes
 * the body of a function that nobody calls, and `bash -n` has said before that it is complete, so no brace of it can end
 * that function early. `declare -f` then shows what the parser made of it. The same text cut off in the middle gives the
 * parser's complaints; a function that never ends is never defined, so that too executes nothing.
 *
 * As a program: `npx tsx test/transparency/system.ts [--stand-in] [--all] [--bash-tests]`.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, open, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import {
  compareAll,
  formatReport,
  openLiveExecutor,
  standInExecutor,
  type Case,
  type Executor,
} from "./compare.js";

const run = promisify(execFile);

/** Scripts of these names do nothing but print when they are asked for help. */
const VETTED = new RegExp(
  `^(?:${[
    String.raw`(?:bz|lz|xz|z|zstd)(?:cmp|diff|[ef]?grep|more|less)`,
    String.raw`[\w.-]+-config`,
    "bashbug|dpkg-realpath|fakeroot(?:-sysv|-tcp)?|gettextize|gpg-zip|gunzip|gzexe|heaptrack|ldd|lsb_release",
    "memusage|nroff|sotruss|strace-log-merge|tzselect|uncompress|zcat|zforce|znew",
  ].join("|")})$`,
);

export const HELP_LIMIT_MS = 5000;

interface Corpus {
  cases: Case[];
  dispose: () => Promise<void>;
}

interface Found {
  file: string;
  text: string;
}

/** Whether the file's first line names bash or sh. */
async function isShellScript(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(80), 0, 80, 0);
    return /^#! ?\/(?:usr\/)?bin\/(?:env )?(?:ba)?sh(?:\s|$)/.test(buffer.toString("latin1", 0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** All shell scripts in a folder, each text once, sorted by path. */
async function shellScripts(folders: string[], accept: RegExp): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.toSorted()) {
      if (!accept.test(name)) continue;
      const file = path.join(folder, name);
      try {
        if (!(await isShellScript(file))) continue;
        const bytes = await readFile(file);
        const text = bytes.toString("utf8");
        // Code is handed over as a string: what is not UTF-8 cannot be.
        if (!Buffer.from(text, "utf8").equals(bytes) || text.includes("\0")) continue;
        if (!found.has(text)) found.set(text, { file, text });
      } catch {
        // A folder, a dangling link, or a file we may not read.
      }
    }
  }
  return [...found.values()];
}

const quote = (word: string) => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Vetted programs asked for help and for their version. */
export async function helpCases(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const { file, text } of await shellScripts(["/usr/bin"], VETTED)) {
    for (const argument of ["--help", "--version"]) {
      if (!text.includes(argument)) continue;
      cases.push({
        name: `${path.basename(file)} ${argument}`,
        file,
        code: text,
        args: [argument],
        env: { HOME: "/nonexistent", PAGER: "cat" },
        setup: `export HOME=/nonexistent PAGER=cat; BASH_ARGV0=${quote(file)}; set -- ${argument}`,
      });
    }
  }
  return cases;
}

/** A number below 1 that a name always gets. */
function share(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE(0) / 2 ** 32;
}

/** Every installed script as a function's body: whole, and cut off in the middle. At most `limit` scripts, evenly chosen. */
export async function parseCases(limit = Number.POSITIVE_INFINITY): Promise<Corpus> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "holdfast-system-")));
  const all = [
    ...(await shellScripts(["/usr/bin", "/usr/sbin"], /./)),
    ...(await shellScripts(["/var/lib/dpkg/info"], /\.(?:postinst|prerm|preinst|postrm)$/)),
  ];
  const step = Math.max(1, all.length / limit);
  const chosen = all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const cases: Case[] = [];
  for (const { file, text } of chosen) {
    const complete = await run("bash", ["-n", file]).then(
      ({ stdout, stderr }) => stdout === "" && stderr === "",
      () => false,
    );
    if (!complete) continue;
    const lines = text.split("\n");
    const cut = lines.slice(0, Math.ceil(lines.length * (0.2 + 0.7 * share(file)))).join("\n");
    const texts = {
      whole: `holdfast_parsed() {\n:\n${text}\n}\ndeclare -f holdfast_parsed\n`,
      cut: `echo before\nholdfast_parsed() {\n:\n${cut}\n`,
    };
    for (const [kind, code] of Object.entries(texts)) {
      const name = `${path.basename(file)} ${kind}`;
      const copy = path.join(folder, name.replaceAll(" ", "."));
      await writeFile(copy, code);
      cases.push({ name, file: copy, code });
    }
  }
  return { cases, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** Tests of bash that need a terminal, job control's clock, or minutes. */
const BASH_TESTS_LEFT_OUT = /^(?:all|minimal|jobs|history|histexpand|read|timing|intl|glob-test|exec)$/;

/** bash's own tests from Debian's source package, in a temporary folder; or the reason why they cannot be had. */
export async function bashTestCases(): Promise<Corpus | { skipped: string }> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "holdfast-bash-tests-")));
  const dispose = () => rm(folder, { recursive: true, force: true });
  const inFolder = { cwd: folder, timeout: 120_000 };
  try {
    const { stdout: codename } = await run("sh", ["-c", '. /etc/os-release; printf %s "$VERSION_CODENAME"']);
    const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    const list = path.join(folder, "sources.list");
    // The mirror of binary packages has the sources, too.
    const targets = ["indextargets", "--format", "$(REPO_URI)", `Codename: ${codename}`];
    const [mirror = ""] = (await run("apt-get", targets)).stdout.split("\n");
    await writeFile(list, `deb-src [signed-by=${keyring}] ${mirror} ${codename} main\n`);
    for (const part of ["lists/partial", "cache/archives/partial", "bin"]) {
      await mkdir(path.join(folder, part), { recursive: true });
    }
    const settings = {
      "Dir::Etc::sourcelist": list,
      "Dir::Etc::sourceparts": "/dev/null",
      "Dir::State::lists": path.join(folder, "lists"),
      "Dir::Cache": path.join(folder, "cache"),
      "APT::Get::List-Cleanup": "false",
      ...(process.getuid?.() === 0 ? { "APT::Sandbox::User": "root" } : {}),
    };
    const apt = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
    await run("apt-get", [...apt, "update"], inFolder);
    await run("apt-get", [...apt, "source", "--download-only", "bash"], inFolder);
    await run("sh", ["-c", "tar xzf bash_*.orig.tar.gz --strip-components=1"], inFolder);
    for (const helper of ["recho", "zecho", "printenv", "xcase"]) {
      await run(
        "cc",
        ["-w", "-o", `bin/${helper}`, `support/${helper}.c`, "-I.", "-Iinclude"],
        inFolder,
      ).catch(
        () => undefined, // Tests that need it differ from their expected output, on both sides alike.
      );
    }
  } catch (error) {
    await dispose();
    return { skipped: `no source of bash: ${error instanceof Error ? error.message : String(error)}` };
  }
  const tests = path.join(folder, "tests");
  const env = {
    THIS_SH: "/bin/bash",
    BUILD_DIR: folder,
    PATH: `${path.join(folder, "bin")}:${process.env["PATH"] ?? "/usr/bin:/bin"}:.`,
  };
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${quote(value)}`);
  const cases: Case[] = [];
  for (const file of (await readdir(tests)).toSorted()) {
    const name = /^(.+)\.tests$/.exec(file)?.[1];
    if (name === undefined || BASH_TESTS_LEFT_OUT.test(name)) continue;
    const bytes = await readFile(path.join(tests, file));
    const code = bytes.toString("utf8");
    if (!Buffer.from(code, "utf8").equals(bytes)) continue;
    cases.push({
      name: `bash tests/${name}`,
      file: `./${file}`,
      code,
      env,
      setup: [...exports, `BASH_ARGV0=./${file}`].join("\n"),
      prepare: (cwd) => cp(tests, cwd, { recursive: true }),
    });
  }
  return { cases, dispose };
}

async function main(argv: string[]): Promise<void> {
  const flags = new Set(argv);
  const report = async (title: string, cases: Case[], executor: Executor, limitMs?: number) => {
    const result = await compareAll(cases, executor, { limitMs, concurrency: 2, leaveOutUnsteady: true });
    process.stdout.write(`${title}: ${formatReport(result)}\n\n`);
  };
  const { executor, close } = flags.has("--stand-in")
    ? { executor: standInExecutor(), close: () => Promise.resolve() }
    : await openLiveExecutor();
  try {
    await report("help", await helpCases(), executor, HELP_LIMIT_MS);
    const parse = await parseCases(flags.has("--all") ? undefined : 100);
    await report("parse", parse.cases, executor);
    await parse.dispose();
    if (!flags.has("--bash-tests")) return;
    const bash = await bashTestCases();
    if ("skipped" in bash) {
      process.stdout.write(`bash's own tests: skipped, ${bash.skipped}\n`);
      return;
    }
    await report("bash's own tests", bash.cases, executor);
    await bash.dispose();
  } finally {
    await close();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv.slice(2));
}
