/**
 * The daemon: one for each user, it holds their sessions and answers on a unix socket.
 *
 * It takes its path by link(2), which only one of many can do, and looks now and then whether the path is still its own:
 * a daemon that nobody can reach, or that holds no session and has no client, ends by itself.
 */
import { linkSync, lstatSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import manifest from "../../package.json" with { type: "json" };
import { type Home, prepareHome } from "../client/home.js";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import { DAEMON_PROTOCOL } from "../protocol/daemon.js";
import { createRuntime } from "../runtime.js";
import { retireAll, type RuntimeOptions, type RuntimeSessionManager } from "../session/manager.js";
import { Connection } from "./connection.js";
import { Log } from "./log.js";
import type { Daemon } from "./methods.js";
import { SessionRecord } from "./record.js";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

export interface DaemonOptions {
  readonly home: Home;
  /** Default `limits.daemonIdleMs`. */
  readonly idleMs?: number | undefined;
  /** What it says that it is; default: the package's. */
  readonly version?: string | undefined;
  /** Of the runtime that holds the sessions. */
  readonly runtime?: RuntimeOptions;
}

/** Runs a daemon; resolves when it has ended and nothing of it is alive. Throws HOST_FAILURE when another holds the path. */
export async function runDaemon({ home, idleMs, version, runtime: options }: DaemonOptions): Promise<void> {
  prepareHome(home);
  const log = new Log(home.log);
  const server = createServer();
  const clients = new Clients(server);
  const inode = await listen(server, home);
  log.write(`started, version ${version ?? manifest.version}`);
  try {
    await using runtime = await createRuntime(options);
    await serve({ server, clients, runtime, home, inode, log, version: version ?? manifest.version, idleMs });
  } catch (error) {
    log.write(`failed: ${(error as Error).stack ?? String(error)}`);
    throw error;
  } finally {
    server.close();
    clients.end();
    if (inodeOf(home.socket) === inode) rmSync(home.socket, { force: true });
  }
  log.write("ended");
}

/** The open connections. Those that come before somebody takes them wait. */
class Clients {
  readonly #sockets = new Set<Socket>();
  #onChange: (() => void) | undefined;
  #take: ((socket: Socket) => void) | undefined;

  constructor(server: Server) {
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        this.#onChange?.();
      });
      socket.on("error", () => socket.destroy());
      this.#take?.(socket);
    });
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** @param onChange called when one has gone. */
  serve(take: (socket: Socket) => void, onChange: () => void): void {
    this.#take = take;
    this.#onChange = onChange;
    for (const socket of this.#sockets) take(socket);
  }

  /** What was written to them is still sent. */
  end(): void {
    for (const socket of this.#sockets) socket.destroySoon();
  }
}

interface Serving {
  readonly server: Server;
  readonly clients: Clients;
  readonly runtime: RuntimeSessionManager;
  readonly home: Home;
  readonly inode: number | undefined;
  readonly log: Log;
  readonly version: string;
  readonly idleMs: number | undefined;
}

/** Answers clients until it is told to stop, or nobody needs it. */
async function serve({
  server,
  clients,
  runtime,
  home,
  inode,
  log,
  version,
  idleMs = limits.daemonIdleMs,
}: Serving) {
  const record = new SessionRecord(home.record);
  const lost = record.announce(runtime);
  if (lost > 0) log.write(`${lost} sessions of a daemon that was killed are lost`);
  const startedAt = performance.now();
  let idle: NodeJS.Timeout | undefined;
  let ended = false;
  let onSignal: (name: NodeJS.Signals) => void = () => undefined;
  await new Promise<void>((resolve) => {
    const rest = () => {
      clearTimeout(idle);
      if (clients.count > 0 || ended) return;
      idle = setTimeout(() => {
        const unreachable = inodeOf(home.socket) !== inode;
        if (runtime.list().length + runtime.keptJobs > 0) rest();
        else if (clients.count === 0) {
          log.write(unreachable ? "another daemon has the path" : "idle");
          if (!unreachable) record.write(runtime);
          resolve();
        }
      }, idleMs);
    };
    const daemon: Daemon = {
      runtime,
      record,
      info: () => ({
        pid: process.pid,
        version,
        uptimeMs: Math.round(performance.now() - startedAt),
        sessions: runtime.list().length,
        log: home.log,
      }),
      stop: async () => {
        server.close();
        await runtime.close();
        record.write(runtime);
        setImmediate(resolve);
      },
    };
    clients.serve((socket) => {
      new Connection(socket, daemon).send({
        hello: { protocol: DAEMON_PROTOCOL, version, pid: process.pid },
      });
    }, rest);
    onSignal = (name) => {
      log.write(`stopped by ${name}`);
      retireAll(runtime, `its daemon was stopped by ${name}`);
      void daemon.stop();
    };
    for (const name of SIGNALS) process.on(name, onSignal);
    rest();
  });
  for (const name of SIGNALS) process.off(name, onSignal);
  ended = true;
  clearTimeout(idle);
}

/** Listens under a name of its own, then takes the path, atomically. Returns the socket's inode. */
async function listen(server: Server, { socket }: Home): Promise<number | undefined> {
  const own = `${socket}.${process.pid}`;
  rmSync(own, { force: true });
  const mask = process.umask(0o177); // the socket is made 0600
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(own, resolve));
  } finally {
    process.umask(mask);
  }
  try {
    for (let attempt = 1; ; attempt++)
      try {
        linkSync(own, socket);
        return inodeOf(socket);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 2) throw error;
        await removeStale(socket);
      }
  } catch (error) {
    server.close();
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes a socket that nobody answers on. Throws HOST_FAILURE for one that somebody does, and for what is no socket. */
async function removeStale(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket())
    throw new HoldfastError("HOST_FAILURE", {
      message: "What stands at the daemon's path is no socket",
      got: path,
      next: "Remove it, or set HOLDFAST_HOME to another folder.",
    });
  const answers = await new Promise<boolean>((resolve) => {
    const probe = createConnection(path, () => {
      probe.destroy();
      resolve(true);
    }).on("error", () => resolve(false));
  });
  if (answers)
    throw new HoldfastError("HOST_FAILURE", {
      message: "Another daemon answers already",
      got: path,
      next: "Use that one.",
    });
  rmSync(path, { force: true });
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}
