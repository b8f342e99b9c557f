/** The only file that starts processes from the host. All others are below the keeper. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

/** A process with pipes, in a session of its own. */
export function spawnPiped(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams {
  return spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], detached: true, env, cwd: "/" });
}

/**
 * A process that outlives this one: its own session, no descriptor of ours, its stderr in a file.
 * @param log path of an existing or new file.
 */
export function spawnDetached(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  log: string,
): ChildProcess {
  const stderr = openSync(log, "a", 0o600);
  try {
    return spawn(command, args, { stdio: ["ignore", "ignore", stderr], detached: true, env, cwd: "/" });
  } finally {
    closeSync(stderr);
  }
}
