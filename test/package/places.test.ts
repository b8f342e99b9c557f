/** Where and by whom the package can be installed and used. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { chmodSync, chownSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, expect, inject, test } from "vitest";
import { emptyProject } from "../install.js";
import { runSteps } from "./programs.js";
import { stepsFor } from "./steps.js";
import { User } from "./user.js";

const { project, tarball, npmEnv } = inject("packed");
const NOBODY = 65_534;

const users: User[] = [];
const folders: string[] = [];

function use(...args: ConstructorParameters<typeof User>): User {
  const user = new User(...args);
  users.push(user);
  return user;
}

/** An empty folder for one test. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "place-"));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  for (const user of users.splice(0)) await user.leave();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function expectToWork(user: User): Promise<void> {
  const before = filesOf(user.project);
  await runSteps(user, "mjs", stepsFor(process.version));
  const program = join(user.project, "node_modules/.bin/holdfast");
  expect(await user.call(program, "exec", "x=41; exit 3")).toMatchObject({ code: 3 });
  expect(await user.call(program, "exec", "echo $((x+1))")).toEqual({ code: 0, stdout: "42\n", stderr: "" });
  expect([...filesOf(user.project).keys()]).toEqual([...before.keys()]);
}

/** What has been installed in a project: files by path, with what is in them. */
function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(join(folder, "node_modules"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith(".package-lock"))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(folder.length), readFileSync(path, "latin1")]));
}

test("it is the same without install scripts", async () => {
  const user = use(newFolder(), { env: npmEnv });
  emptyProject(user.project);
  const installed = await user.call("npm", "install", "--ignore-scripts", "--prefer-offline", tarball);
  expect(installed, installed.stderr).toMatchObject({ code: 0 });
  const [own, usual] = [filesOf(user.project), filesOf(project)];
  expect([...own.keys()]).toEqual([...usual.keys()]);
  expect([...own].filter(([path, text]) => usual.get(path) !== text)).toEqual([]);
});

test("npx takes it from the tarball, without a project", async () => {
  const user = use(newFolder(), { env: npmEnv });
  cpSync(tarball, join(user.project, basename(tarball)));
  const sqrt = "import math; math.sqrt(2)";
  const ways = [
    ["npx", "-y", `./${basename(tarball)}`, "eval", sqrt],
    ["npx", "-y", `--package=./${basename(tarball)}`, "holdfast", "eval", sqrt],
    ["npm", "exec", "-y", `--package=${tarball}`, "--", "holdfast", "eval", sqrt],
  ];
  for (const way of ways)
    expect(await user.call(...way), way.join(" ")).toEqual({
      code: 0,
      stdout: "1.4142135623730951\n",
      stderr: "",
    });
  expect(await user.call("npx", "-y", `./${basename(tarball)}`, "stop")).toMatchObject({ code: 0 });
  expect(readdirSync(user.project)).toEqual([basename(tarball)]);
});

/** As pnpm does it: a package's folder holds itself, and its dependencies as links beside it. */
test("its dependencies may stand beside it, behind links", async () => {
  const folder = newFolder();
  const modules = join(folder, "node_modules");
  const flat = join(project, "node_modules");
  const names = readdirSync(flat).filter((name) => !name.startsWith("."));
  const own = (name: string) => join(modules, ".store", name, "node_modules");
  for (const name of names)
    cpSync(join(flat, name), join(own(name), name), { recursive: true, verbatimSymlinks: true });
  for (const name of names.filter((one) => one !== "holdfast"))
    symlinkSync(`../../${name}/node_modules/${name}`, join(own("holdfast"), name));
  symlinkSync(".store/holdfast/node_modules/holdfast", join(modules, "holdfast"));
  mkdirSync(join(modules, ".bin"));
  symlinkSync("../holdfast/dist/cli/main.js", join(modules, ".bin/holdfast"));
  expect(existsSync(join(modules, "acorn"))).toBe(false);
  await expectToWork(use(folder));
});

const root = process.getuid?.() === 0;

test("it is not written to: a read-only node_modules will do", async (context) => {
  if (!root) context.skip("only root can mount: run it as root");
  const modules = join(project, "node_modules");
  const mount =
    'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && ! touch "$0/x" 2>/dev/null && exec "$@"';
  await expectToWork(use(project, { before: ["unshare", "-m", "sh", "-c", mount, modules] }));
});

test("another user than the one who installed it can use it", async (context) => {
  if (!root) context.skip("only root can become another user: run it as root");
  const temp = newFolder();
  chmodSync(temp, 0o1777);
  const id = NOBODY.toFixed();
  const before = ["setpriv", `--reuid=${id}`, `--regid=${id}`, "--clear-groups", "--"];
  // The Node.js of this suite may lie where only root can look.
  const node = newFolder();
  chmodSync(node, 0o755);
  cpSync(process.execPath, join(node, "node"));
  const user = use(project, { node, before, env: { TMPDIR: temp } });
  chownSync(user.home, NOBODY, NOBODY);
  expect((await user.call("id", "-u")).stdout).toBe(`${id}\n`);
  await expectToWork(user);
  // Only root may look into a set-uid program.
  const evidence = expect.stringContaining("may not be inspected") as string;
  const pid = expect.any(Number) as number;
  const needsInput = { program: "su", pid, echo: false, prompt: "Password: ", evidence };
  await runSteps(user, "mjs", [
    ["sudo -k 2>/dev/null; sleep 0.3", { tty: true }, { status: "completed" }],
    ["su root -c true", { tty: true }, { status: "needs_input", needsInput }],
  ]);
  expect(readdirSync(temp)).toEqual([]);
});

const typed = { typed: true } as const;
const tty = { tty: true } as const;
const interactive = { stdin: "interactive" } as const;
const asks = 'printf "Go on? [Y/n] "; read x; echo "got $x"; sleep 0.1';

test("a question behind sudo is told to an ordinary user, as a guess; a silent step is waited for", async (context) => {
  const rules = `/etc/sudoers.d/holdfast-test-${process.pid}`;
  if (!root || !existsSync(dirname(rules))) context.skip("only root can let another user use sudo");
  const temp = newFolder();
  chmodSync(temp, 0o1777);
  const id = NOBODY.toFixed();
  const user = use(project, {
    before: ["setpriv", `--reuid=${id}`, `--regid=${id}`, "--clear-groups", "--"],
    env: { TMPDIR: temp },
  });
  chownSync(user.home, NOBODY, NOBODY);
  writeFileSync(rules, `#${id} ALL=(root) NOPASSWD: ALL\n`, { mode: 0o440 });
  try {
    const needsInput = {
      prompt: "Go on? [Y/n] ",
      program: "sh",
      pid: expect.any(Number) as number,
      echo: true,
      guess: true,
      evidence: expect.stringContaining("a guess: sh") as string,
    } as const;
    const unseen = { ...needsInput, prompt: "", program: "cat", evidence: expect.any(String) as string };
    const secret = { ...unseen, prompt: "New password: ", program: "sh", echo: false };
    await runSteps(user, "mjs", [
      [`sudo sh -c '${asks}'`, tty, { status: "needs_input", needsInput }],
      ["n\n", typed, { status: "completed", stdout: "n\r\ngot n\r\n" }],
      [`sudo sh -c '${asks}'`, interactive, { status: "needs_input", needsInput }],
      ["n\n", typed, { status: "completed", stdout: "got n\n" }],
      ["sudo cat", tty, { status: "needs_input", needsInput: unseen }],
      ["\x04", typed, { status: "completed" }],
      ["sudo sh -c 'printf \"New password: \"; read x'", interactive, { needsInput: secret }],
      ["x\n", typed, { status: "completed" }],
      ["printf 'working... '; sudo sleep 3; echo end", tty, { status: "completed" }],
      ["sudo sleep 3; echo end", interactive, { status: "completed" }],
    ]);
  } finally {
    rmSync(rules);
  }
});
