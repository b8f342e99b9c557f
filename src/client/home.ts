/** Where the daemon of this user lives. */
import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";

export interface Home {
  readonly folder: string;
  readonly socket: string;
  readonly log: string;
  /** Held while somebody starts a daemon. */
  readonly lock: string;
  /** Which sessions the daemon holds, so that the next one can tell what was lost. */
  readonly record: string;
}

/** HOLDFAST_HOME, else the user's runtime folder, else their state folder (XDG). */
export function findHome(env: NodeJS.ProcessEnv = process.env): Home {
  const given = (name: string) => (env[name] === "" ? undefined : env[name]);
  const own = given("HOLDFAST_HOME");
  const user = given("XDG_RUNTIME_DIR") ?? given("XDG_STATE_HOME");
  const folder =
    own === undefined
      ? join(user ?? join(given("HOME") ?? homedir(), ".local/state"), "holdfast")
      : resolve(own);
  return {
    folder,
    socket: join(folder, "daemon.sock"),
    log: join(folder, "daemon.log"),
    lock: join(folder, "starting"),
    record: join(folder, "sessions.json"),
  };
}

/** Makes the folder, for its owner alone. Throws HOST_FAILURE, LIMIT_EXCEEDED. */
export function prepareHome({ folder, socket }: Home): void {
  if (Buffer.byteLength(socket) > limits.socketPathBytesMax)
    throw new HoldfastError("LIMIT_EXCEEDED", {
      message: "The path of the daemon's socket is too long for the kernel",
      got: socket,
      limit: `${limits.socketPathBytesMax} bytes`,
      next: "Set HOLDFAST_HOME to a shorter path.",
    });
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusableHome(folder, cause as NodeJS.ErrnoException);
  }
  const owner = statSync(folder).uid;
  if (process.getuid && owner !== process.getuid())
    throw new HoldfastError("HOST_FAILURE", {
      message: `Holdfast's home belongs to another user (uid ${owner})`,
      got: folder,
      next: "Set HOLDFAST_HOME to a folder of your own.",
    });
}

export function unusableHome(path: string, cause: NodeJS.ErrnoException): HoldfastError {
  const why =
    cause.code === "ENOSPC"
      ? "The disk is full"
      : `Holdfast's home cannot be written (${cause.code ?? cause.message})`;
  return new HoldfastError("HOST_FAILURE", {
    message: why,
    got: path,
    next: "Make room or mend its permissions, or set HOLDFAST_HOME to another folder.",
    cause,
  });
}
