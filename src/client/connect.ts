/** The way to the daemon: the one that runs, or one that is started now. */
import { lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import manifest from "../../package.json" with { type: "json" };
import { HoldfastError } from "../errors.js";
import { packageRoot } from "../interpreter/driver-path.js";
import { type Orphan, spawnOrphan } from "../interpreter/spawn.js";
import { limits } from "../limits.js";
import { environmentOf } from "../session/environment.js";
import { DAEMON_PROTOCOL } from "../protocol/daemon.js";
import { findHome, type Home, prepareHome, unusableHome } from "./home.js";
import { Link } from "./link.js";
import { RemoteRuntime } from "./remote-runtime.js";

export interface ConnectOptions {
  readonly home?: Home;
  /** false: only a daemon that runs already; undefined where there is none. Default true. */
  readonly start?: boolean;
  /** Takes what the user should know: an older daemon that goes on because it holds sessions. */
  readonly onNote?: (text: string) => void;
  /** The client's own version; default: the package's. */
  readonly version?: string;
}

const RETRY_MS = 8;

/** The daemon of this user; started if need be. Throws HOST_FAILURE, LIMIT_EXCEEDED. */
export async function connect(options: ConnectOptions = {}): Promise<RemoteRuntime> {
  const runtime = await connectIfRunning(options);
  if (runtime) return runtime;
  return new RemoteRuntime(await start(options.home ?? findHome()));
}

/** The daemon of this user; undefined where none runs. */
export async function connectIfRunning({
  home = findHome(),
  onNote,
  version = manifest.version,
}: ConnectOptions = {}): Promise<RemoteRuntime | undefined> {
  const link = await open(home);
  if (!link) return undefined;
  const runtime = new RemoteRuntime(link);
  const { hello } = link;
  if (hello.version === version && hello.protocol === DAEMON_PROTOCOL) return runtime;
  return agree(runtime, version, onNote);
}

/** A newer client replaces a daemon that holds no session. One that does goes on, if the two understand each other. */
async function agree(
  runtime: RemoteRuntime,
  version: string,
  onNote: ((text: string) => void) | undefined,
): Promise<RemoteRuntime | undefined> {
  const { hello } = runtime.link;
  const speaks = hello.protocol === DAEMON_PROTOCOL;
  const { sessions } = speaks ? await runtime.info() : { sessions: Infinity };
  if (isNewer(version, hello.version) && sessions === 0) {
    await runtime.stop();
    await runtime.close();
    return undefined;
  }
  if (!speaks)
    throw new HoldfastError("HOST_FAILURE", {
      message: `The daemon (version ${hello.version}, pid ${hello.pid}) speaks another protocol`,
      got: hello.protocol,
      limit: `protocol ${DAEMON_PROTOCOL}`,
      next: `End it with its own version's \`holdfast stop\`, or \`kill ${hello.pid}\`; its sessions end with it.`,
    });
  const why = isNewer(version, hello.version)
    ? `it goes on because it holds ${sessions} sessions`
    : "it goes on";
  onNote?.(`the daemon is version ${hello.version}, this is ${version}; ${why} (\`holdfast stop\` ends it)`);
  return runtime;
}

/** By the three numbers of each version. */
function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split(/[.+-]/).slice(0, 3).map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Undefined where nobody listens. Throws HOST_FAILURE for a path that is no daemon's. */
async function open({ folder, socket }: Home): Promise<Link | undefined> {
  let owner: number | undefined;
  try {
    owner = lstatSync(socket, { throwIfNoEntry: false })?.uid;
  } catch (error) {
    throw unusableHome(folder, error as NodeJS.ErrnoException);
  }
  if (owner === undefined) return undefined;
  if (process.getuid && owner !== process.getuid())
    throw refused(socket, `belongs to another user (uid ${owner})`);
  try {
    return await Link.open(socket);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ECONNREFUSED" || code === "ENOENT" || code === "ECONNRESET") {
      if (lstatSync(socket, { throwIfNoEntry: false })?.isSocket() === false)
        throw refused(socket, "is no socket", cause);
      return undefined;
    }
    throw refused(socket, `cannot be used (${(cause as Error).message})`, cause);
  }
}

function refused(socket: string, why: string, cause?: unknown): HoldfastError {
  return new HoldfastError("HOST_FAILURE", {
    message: `The daemon's socket ${why}`,
    got: socket,
    next: "Remove it, or set HOLDFAST_HOME to another folder.",
    cause,
  });
}

/** Starts a daemon, or waits for the one that somebody else starts at the same moment. */
async function start(home: Home): Promise<Link> {
  prepareHome(home);
  const deadline = performance.now() + limits.daemonStartMsMax;
  let starting: Orphan | undefined;
  try {
    for (;;) {
      const link = await open(home);
      if (link) return link;
      if (!starting && takeLock(home)) starting = startProcess(home);
      if (starting?.ended()) {
        const other = await open(home); // it may have ended because another one was there first
        if (other) return other;
        throw failure(home, "ended while it started");
      }
      if (performance.now() > deadline) throw failure(home, "did not answer in time");
      await pause(RETRY_MS);
    }
  } finally {
    if (starting) rmSync(home.lock, { force: true });
    starting?.release();
  }
}

/** Of the account and of the machine; and what an interpreter takes only at its start, so that spares fit. */
const DAEMON_ENV =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TZ|LANG|LANGUAGE|TMPDIR|VIRTUAL_ENV|PYTHON\w*|(?:LC|XDG|HOLDFAST|LD|MALLOC|UV)_\w+)$/;

/**
 * The daemon is nobody's: its environment is not that of whoever starts it, with keys, marks by which a host finds what it has
 * started, and settings of Node's. Sessions get theirs from their clients.
 */
function startProcess(home: Home): Orphan {
  const own = Object.entries(environmentOf()).filter(([name]) => DAEMON_ENV.test(name));
  const env = { ...Object.fromEntries(own), HOLDFAST_HOME: home.folder };
  const program = join(packageRoot(), "dist", "daemon.js");
  return spawnOrphan(process.execPath, [program], env, home.log);
}

/** True for the one who starts the daemon. A lock whose holder is dead is taken over. */
function takeLock({ lock }: Home): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      rmSync(lock, { force: true }); // a full disk takes the file but not what is in it
      throw unusableHome(lock, error as NodeJS.ErrnoException);
    }
  }
  if (isHeld(lock)) return false;
  rmSync(lock, { force: true });
  return false;
}

function isHeld(lock: string): boolean {
  try {
    const age = Date.now() - (lstatSync(lock).mtimeMs || 0);
    const pid = Number(readFileSync(lock, "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return age < limits.daemonStartMsMax;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function failure({ log }: Home, what: string): HoldfastError {
  let last = "";
  try {
    last = readFileSync(log, "utf8").trimEnd().split("\n").at(-1) ?? "";
  } catch {
    // no log: nothing to add
  }
  return new HoldfastError("HOST_FAILURE", {
    message: `The daemon ${what}${last ? `: ${last}` : ""}`,
    got: log,
    next: "Read its log; `holdfast doctor` checks what it needs.",
  });
}
