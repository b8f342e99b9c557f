/** The daemon: one for each user, whatever befalls it, its home, or its clients. */
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect as connectSocket, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, connectIfRunning } from "../src/client/connect.js";
import { findHome, type Home } from "../src/client/home.js";
import type { SessionEvent } from "../src/index.js";
import { limits } from "../src/limits.js";
import { runDaemon } from "../src/server/daemon.js";
import { Log } from "../src/server/log.js";
import { build, type Call, main, Place } from "./command.js";

const asRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let place: Place;
let home: Home;
const holdfast = (args: readonly string[], call?: Call) => place.holdfast(args, call);

beforeAll(build, 120_000);
beforeEach(() => {
  place = new Place();
  home = findHome({ HOLDFAST_HOME: place.home });
});
afterEach(() => place.leave());

/** Resolves when it holds: what other processes do raises no event here. */
const until = (holds: () => boolean) => vi.waitUntil(holds, { interval: 5, timeout: 10_000 });
const log = () => readFileSync(home.log, "utf8");
/** The newest one. */
const daemonPid = () => Number([...log().matchAll(/ (\d+) started/g)].at(-1)?.[1]);
/** A zombie has ended; who reaps it is not the daemon's business. */
const isAlive = (pid: number) => existsSync(`/proc/${pid}/cwd`);

describe("one daemon", () => {
  test("two commands share what they define; a session has the environment of the client that made it", async () => {
    await holdfast(["exec", "x=41; cd /"], { env: { FROM: "client" } });
    expect(await holdfast(["exec", 'echo "$((x+1)) $PWD $FROM"'], { env: { FROM: "another" } })).toEqual({
      code: 0,
      stdout: "42 / client\n",
      stderr: "",
    });
    expect((await holdfast(["exec", "-s", "b", 'echo "$x $FROM"'], { env: { FROM: "b" } })).stdout).toBe(
      " b\n",
    );
  });

  test("ten commands at once on a cold machine start one, and meet in one session", async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, async () => holdfast(["exec", "echo $$"])));
    expect(new Set(outcomes.map(({ stdout }) => stdout)).size).toBe(1);
    expect(outcomes.every(({ code, stderr }) => code === 0 && stderr === "")).toBe(true);
    expect(log().match(/ started, /g)).toHaveLength(1);
  });

  test("its socket and folder are for its user alone", async () => {
    await holdfast(["exec", "true"], { env: { HOLDFAST_HOME: join(place.folder, "new") } });
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(mode(join(place.folder, "new"))).toBe("700");
    expect(mode(join(place.folder, "new/daemon.sock"))).toBe("600");
    await holdfast(["stop"], { env: { HOLDFAST_HOME: join(place.folder, "new") } });
  });

  test("without sessions and clients it ends by itself; with a session it stays", async () => {
    const env = { HOLDFAST_DAEMON_IDLE_MS: "100" };
    await holdfast(["exec", "x=1"], { env });
    const pid = daemonPid();
    await until(() => isAlive(pid));
    expect((await holdfast(["exec", "echo $x"], { env })).stdout).toBe("1\n");
    await holdfast(["terminate"], { env });
    await until(() => !isAlive(pid));
    expect(existsSync(home.socket)).toBe(false);
    expect(log()).toMatch(/ idle\n.* ended\n$/);
  });

  test("it is nobody's child: a host that ends all that it has started does not end it", async () => {
    const program = `
      const { spawn } = require("node:child_process");
      const { readdirSync, readFileSync } = require("node:fs");
      const mark = "HOST_MARK=" + process.pid;
      const env = { ...process.env, HOST_MARK: String(process.pid) };
      const command = ${JSON.stringify([main, "exec", "x=41; sleep 1000 &"])};
      const child = spawn(process.execPath, command, { env, detached: true, stdio: "ignore" });
      const facts = () => readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).flatMap((pid) => {
        try {
          const [, , parent, group, session] = readFileSync("/proc/" + pid + "/stat", "utf8").replace(/\\(.*\\)/, "x").split(" ").map(Number);
          const marked = readFileSync("/proc/" + pid + "/environ", "latin1").split("\\0").includes(mark);
          return [{ pid: Number(pid), parent, group, session, marked }];
        } catch { return []; }
      });
      const close = (more) => {
        const all = facts();
        const doomed = new Set([child.pid, process.pid, ...more]);
        for (let size = 0; size !== doomed.size; ) {
          size = doomed.size;
          for (const one of all)
            if (doomed.has(one.parent) || doomed.has(one.group) || doomed.has(one.session)) doomed.add(one.pid);
        }
        doomed.delete(process.pid);
        const marked = all.filter((one) => one.marked).map((one) => one.pid);
        for (const pid of doomed) try { process.kill(pid, "SIGKILL"); } catch {}
        console.log(JSON.stringify({ marked }));
      };
      child.once("exit", () => close([]));`;
    const { status, stdout } = await runNode(program, { ...process.env, HOLDFAST_HOME: place.home });
    expect(status).toBe(0);
    const pid = daemonPid();
    expect(isAlive(pid)).toBe(true);
    const { marked } = JSON.parse(stdout) as { marked: number[] };
    expect(marked, "nor does one that looks for its mark in environments").not.toContain(pid);
    expect((await holdfast(["exec", "echo $((x+1)); jobs -p | wc -l"])).stdout).toBe("42\n1\n");
  });

  test("what npx puts into an environment reaches no session, and the daemon has only what it needs", async () => {
    const path = ownPathOf(process.env["PATH"] ?? "");
    const env = {
      PATH: `/p/node_modules/.bin:/node_modules/.bin:/n/node-gyp-bin:/own/bin:/own/node_modules/.bin:${path}`,
      npm_lifecycle_event: "npx",
      npm_config_cache: "/c",
      npm_package_name: "p",
      npm_execpath: "/npm",
      INIT_CWD: "/p",
      NODE: "/n",
      API_KEY: "secret",
    };
    const show = "echo $PATH; env | grep -E '^(npm_|INIT_CWD|NODE=|API_KEY)'";
    expect((await holdfast(["exec", show], { env })).stdout).toBe(
      `/own/bin:/own/node_modules/.bin:${path}\nAPI_KEY=secret\n`,
    );
    const daemons = readFileSync(`/proc/${daemonPid()}/environ`, "utf8");
    expect(daemons).not.toMatch(/npm_|INIT_CWD|API_KEY|node-gyp-bin/);
    expect(daemons).toContain(`HOLDFAST_HOME=${place.home}`);
  });

  test("stop ends it with all its sessions, and says so", async () => {
    await holdfast(["exec", "sleep 1000 & disown"]);
    const pid = daemonPid();
    const { stderr } = await holdfast(["stop"]);
    expect(stderr).toBe("holdfast: the daemon has ended, with 1 session\n");
    await until(() => !isAlive(pid));
    expect(existsSync(home.socket)).toBe(false);
    expect((await holdfast(["stop"])).stderr).toBe("holdfast: no daemon runs\n");
  });

  test("its log begins anew when it is full", () => {
    const bounded = new Log(join(place.home, "bounded.log"));
    for (let i = 0; i < 5; i++) bounded.write("x".repeat(limits.logBytesMax / 2));
    expect(statSync(bounded.path).size).toBeLessThan(limits.logBytesMax * 1.6);
    expect(statSync(`${bounded.path}.1`).size).toBeLessThan(limits.logBytesMax * 1.6);
  });
});

describe("when it is gone", () => {
  test("SIGKILL leaves no process; the next command works, and says once what was lost", async () => {
    await holdfast(["exec", "x=41; sleep 1000 & setsid sleep 1000 & disown -a"]);
    process.kill(daemonPid(), "SIGKILL");
    const next = await holdfast(["exec", 'echo "x=$x"']);
    expect(next).toMatchObject({ code: 0, stdout: "x=\n" });
    expect(next.stderr).toMatch(
      /the daemon that held this session \(pid \d+\) was killed.*not kept: session/,
    );
    expect((await holdfast(["exec", "true"])).stderr).toBe("");
    await holdfast(["terminate"]);
    process.kill(daemonPid(), "SIGKILL");
    expect((await holdfast(["exec", "true"])).stderr, "its user had ended it").toBe("");
  });

  test("SIGTERM ends it in order, and the next command says once what was lost, also after an idle end", async () => {
    await holdfast(["exec", "x=41"]);
    await holdfast(["exec", "-s", "other", "x=41"]);
    const pid = daemonPid();
    process.kill(pid, "SIGTERM");
    await until(() => !isAlive(pid));
    rmSync(home.log);
    const told = /closed: its daemon was stopped by SIGTERM; this is a fresh one; not kept: session/;
    const env = { HOLDFAST_DAEMON_IDLE_MS: "1" };
    expect((await holdfast(["exec", "true"], { env })).stderr).toMatch(told);
    const next = daemonPid();
    await holdfast(["terminate"], { env });
    await until(() => !isAlive(next));
    expect((await holdfast(["exec", "true"])).stderr).toBe("");
    expect((await holdfast(["exec", "-s", "other", "true"])).stderr).toMatch(told);
  });

  test("a client that waits learns it at once, and the next step", async () => {
    const { ended } = place.start(["exec", "--timeout", "100", "touch ready; sleep 90"]);
    await until(() => existsSync(join(place.folder, "ready")));
    process.kill(daemonPid(), "SIGKILL");
    const { code, stderr } = await ended;
    expect(code).toBe(125);
    expect(stderr).toContain("The connection to the daemon was lost");
  });

  test("a stale socket, and the lock of a dead process, are taken over", async () => {
    execFileSync("python3", [
      "-c",
      `import socket; socket.socket(socket.AF_UNIX).bind(${JSON.stringify(home.socket)})`,
    ]);
    const dead = Number(execFileSync("bash", ["-c", "echo $$"], { encoding: "utf8" }));
    writeFileSync(home.lock, String(dead));
    expect((await holdfast(["exec", "echo ok"])).stdout).toBe("ok\n");
  });
});

describe("a home that cannot be used", () => {
  const refusal = async (env: NodeJS.ProcessEnv) => {
    const { code, stderr } = await holdfast(["exec", "--json", "true"], { env });
    expect(code).toBe(125);
    return JSON.parse(stderr) as { code: string; message: string; got: string; next: string };
  };

  test.for([
    ["read-only", 'mkdir -m 700 "$1/home" && mount -o remount,ro "$1"', "cannot be written (EROFS)"],
    ["on a full disk", '{ cat /dev/zero >"$1/full" 2>/dev/null; :; }', "The disk is full"],
  ] as const)("%s", ([, spoil, message], context) => {
    const disk = join(place.folder, "disk");
    mkdirSync(disk);
    const mount = 'mount -t tmpfs -o size=16k none "$1"';
    const inNamespace = (script: string) =>
      spawnResult("unshare", ["-rm", "bash", "-c", script, "bash", disk, process.execPath, main]);
    const probe = inNamespace(mount);
    if (probe.status !== 0) context.skip(`nothing can be mounted here: ${probe.stderr.trim()}`);
    const { status, stderr } = inNamespace(
      `${mount} && ${spoil} && HOLDFAST_HOME=$1/home exec "$2" "$3" exec --json true`,
    );
    expect(status, stderr).toBe(125);
    expect(JSON.parse(stderr)).toMatchObject({
      code: "HOST_FAILURE",
      message: expect.stringContaining(message) as string,
      next: expect.stringContaining("HOLDFAST_HOME") as string,
    });
  });

  test("of another mode", async (context) => {
    if (asRoot) context.skip("root may write into folders of any mode");
    const path = join(place.folder, "home");
    mkdirSync(path, { mode: 0o500 });
    expect(await refusal({ HOLDFAST_HOME: path })).toMatchObject({
      code: "HOST_FAILURE",
      message: expect.stringMatching(/cannot be written \((EACCES|EPERM)\)/) as string,
      next: expect.stringContaining("HOLDFAST_HOME") as string,
    });
  });

  test("below a file", async () => {
    writeFileSync(join(place.folder, "file"), "");
    expect(await refusal({ HOLDFAST_HOME: join(place.folder, "file/home") })).toMatchObject({
      code: "HOST_FAILURE",
      message: expect.stringContaining("ENOTDIR") as string,
    });
  });

  test("a path that is too long for a socket", async () => {
    const error = await refusal({ HOLDFAST_HOME: join(place.folder, "x".repeat(120)) });
    expect(error).toMatchObject({ code: "LIMIT_EXCEEDED", limit: `${limits.socketPathBytesMax} bytes` });
  });

  test("no socket at its place", async () => {
    writeFileSync(home.socket, "");
    expect(await refusal({})).toMatchObject({
      code: "HOST_FAILURE",
      message: expect.stringContaining("is no socket") as string,
      got: expect.stringContaining(home.socket) as string,
    });
  });

  test("another user's socket, and another user's folder", async (context) => {
    if (!asRoot) context.skip("only root can give files away");
    const server = createServer().listen(home.socket);
    await until(() => existsSync(home.socket));
    chownSync(home.socket, NOBODY, NOBODY);
    const said = await refusal({});
    chownSync(home.socket, 0, 0);
    await new Promise((resolve) => server.close(resolve));
    expect(said.message).toContain(`belongs to another user (uid ${NOBODY})`);

    const theirs = join(place.folder, "theirs");
    mkdirSync(theirs);
    chmodSync(theirs, 0o777);
    chownSync(theirs, NOBODY, NOBODY);
    expect((await refusal({ HOLDFAST_HOME: theirs })).message).toContain(`another user (uid ${NOBODY})`);
  });
});

describe("a daemon of another version", () => {
  test("an older one without sessions is replaced; with sessions it goes on, and that is said", async () => {
    const older = runDaemon({ home, version: "0.0.1" });
    await until(() => existsSync(home.socket));
    const runtime = await connect({ home, version: "0.0.1" });
    const session = await runtime.session(place.folder);
    await session.exec("x=41");
    const busy = await holdfast(["exec", "echo $((x + 1))"]);
    expect(busy).toMatchObject({ code: 0, stdout: "42\n" });
    expect(busy.stderr).toMatch(/version 0\.0\.1, this is .*; it goes on because it holds 1 sessions/);

    await session.terminate();
    await runtime.close();
    expect(await holdfast(["exec", "echo new"])).toEqual({ code: 0, stdout: "new\n", stderr: "" });
    await older;
  });

  test("a newer one serves, and that is said", async () => {
    const newer = runDaemon({ home, version: "99.0.0" });
    await until(() => existsSync(home.socket));
    const { code, stderr } = await holdfast(["exec", "true"]);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("99.0.0") as string });
    await holdfast(["stop"]);
    await newer;
  });

  test("one that speaks otherwise is named, and left alone", async () => {
    const hello = { hello: { protocol: 99, version: "99.0.0", pid: process.pid } };
    const server = createServer((socket) => socket.end(`${JSON.stringify(hello)}\n`)).listen(home.socket);
    await until(() => existsSync(home.socket));
    const { code, stderr } = await holdfast(["exec", "true"]);
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(125);
    expect(stderr).toMatch(/speaks another protocol.*99.*kill \d+/);
    rmSync(home.socket, { force: true });
  });
});

describe("clients", () => {
  test("one that vanishes in the middle of a run has it interrupted, and keeps nobody waiting", async () => {
    const { child, ended } = place.start([
      "exec",
      "-l",
      "python",
      "x = 1; open('ready', 'w'); import time; time.sleep(300)",
    ]);
    await until(() => existsSync(join(place.folder, "ready")));
    child.kill("SIGKILL");
    await ended;
    expect(await holdfast(["eval", "x + 1"])).toMatchObject({ code: 0, stdout: "2\n" });
  });

  test("one that does not read holds back its own run, and the daemon's memory stays bounded", async () => {
    await holdfast(["exec", "true"]);
    const pid = daemonPid();
    const bytes = 48 * 1024 * 1024;
    const before = residentBytes(pid);
    const child = spawn(process.execPath, [main, "exec", `head -c ${bytes} /dev/zero; touch written`], {
      cwd: place.folder,
      env: { ...process.env, HOLDFAST_HOME: place.home },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.pause();
    // Another session is served meanwhile, so the daemon has had the time to read on if it were to.
    for (let i = 0; i < 20; i++) await holdfast(["exec", "-s", "other", "true"]);
    expect(existsSync(join(place.folder, "written"))).toBe(false);
    expect(residentBytes(pid) - before).toBeLessThan(bytes);
    let read = 0;
    for await (const chunk of child.stdout) read += (chunk as Buffer).length;
    expect(read).toBe(bytes);
  });

  test("a watcher that does not read loses events, and learns how many; the run is not held back", async () => {
    const daemon = runDaemon({ home });
    await until(() => existsSync(home.socket));
    const runtime = await connect({ home });
    const session = await runtime.session(place.folder);
    const watcher = connectSocket(home.socket);
    watcher.write(`${JSON.stringify({ id: 1, method: "watch", params: { session: session.id } })}\n`);
    await new Promise((resolve) => watcher.once("data", resolve));
    watcher.pause();
    const bytes = limits.daemonBacklogBytesMax * 4;
    expect(await session.exec(`head -c ${bytes} /dev/zero | tr '\\0' x`)).toMatchObject({
      status: "completed",
    });
    let text = "";
    watcher
      .setEncoding("utf8")
      .on("data", (piece: string) => (text += piece))
      .resume();
    // It drains; what happens next is told again, behind the account of what was lost.
    await session.exec("true");
    await until(() => {
      if (text.includes('"type":"lost"')) return true;
      session.exec("true").catch(() => undefined); // the daemon may stop before its turn
      return false;
    });
    const events = text
      .split("\n")
      .filter((line) => line.includes('"type":"lost"'))
      .map((line) => (JSON.parse(line) as { event: SessionEvent }).event);
    expect(events[0]).toMatchObject({ type: "lost", events: expect.any(Number) as number });
    watcher.destroy();
    await runtime.stop();
    await runtime.close();
    await daemon;
  });

  test("what is no client of ours is cut off, and hurts nobody", async () => {
    await holdfast(["exec", "x=1"]);
    for (const garbage of ["GET / HTTP/1.1\r\n\r\n", "null\n", "{}\n", '{"id":"x"}\n', "[]\n", "7\n"]) {
      const socket = connectSocket(home.socket);
      socket.on("error", () => undefined).write(garbage);
      await new Promise((resolve) => socket.once("close", resolve).resume());
    }
    const runtime = await connectIfRunning({ home });
    const [{ id } = { id: "" }] = (await runtime?.list()) ?? [];
    await expect(runtime?.link.call("nope", {})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    const refused: [method: string, params: unknown][] = [
      ["exec", { session: 3 }],
      ["exec", null],
      ["exec", [1]],
      ["exec", 5],
      ["exec", { session: id, code: "x=2", options: null }],
      ["exec", { session: id, code: "x=2", options: "quick" }],
      ["exec", { session: id, code: "x=2", options: { timeout: 5 } }],
      ["exec", { session: id, code: "x=2", options: { signal: {} } }],
      ["exec", { session: id, code: "x=2", stream: 1 }],
      ["exec", { session: id, code: "x=2", more: 1 }],
      ["setEnv", { session: id, env: null }],
      ["setEnv", { session: id, env: { A: 1 } }],
      ["session", { workspace: place.folder, name: null }],
      ["session", { workspace: place.folder, create: 1 }],
      ["state", { session: id, names: [] }],
      ["info", { pid: 1 }],
    ];
    for (const [method, params] of refused)
      await expect(runtime?.link.call(method, params as never), JSON.stringify(params)).rejects.toMatchObject(
        { code: "INVALID_ARGUMENT" },
      );
    await expect(runtime?.link.call("find", { session: "s_0" })).rejects.toMatchObject({
      code: "UNKNOWN_SESSION",
    });
    await runtime?.close();
    expect((await holdfast(["exec", "echo $x"])).stdout).toBe("1\n");
  });
});

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

function spawnResult(command: string, args: readonly string[]): { status: number; stderr: string } {
  try {
    execFileSync(command, args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
    return { status: 0, stderr: "" };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { status, stderr };
  }
}

async function runNode(
  program: string,
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; stdout: string }> {
  const child = spawn(process.execPath, ["-e", program], {
    env,
    cwd: place.folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { stdout: await text(child.stdout), status: await ended };
}

/** This suite is itself started by npm, or is not: without what it has added. */
function ownPathOf(path: string): string {
  const folders = path.split(":");
  const last = folders.findLastIndex((folder) => folder.endsWith("/node-gyp-bin"));
  return folders
    .filter((folder, at) => at > last || !/\/(node_modules\/\.bin|node-gyp-bin)$/.test(folder))
    .join(":");
}
