/** The only file that starts processes from the host. All others are below the keeper. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

/** A process with pipes, in a session of its own. */
export function spawnPiped(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams {
  return spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], detached: true, env, cwd: "/" });
}

/** The cheapest program that starts another and ends: a millisecond. */
const SHELL = "/bin/sh";

/** What is known here of a process that is not this one's child. */
export interface Orphan {
  /** It has ended, or could not be started. */
  ended(): boolean;
  /** Lets go of it. */
  release(): void;
}

/**
 * A process that outlives this one and is nobody's child: a shell starts it and ends at once, so that a host that ends all its
 * descendants does not find it. It has a session of its own, its stderr in a file, and of ours one end of a pipe, on which
 * nothing is written: it closes when the process ends.
 * @param log path of an existing or new file.
 */
export function spawnOrphan(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  log: string,
): Orphan {
  const stderr = openSync(log, "a", 0o600);
  try {
    const shell = spawn(SHELL, ["-c", '"$@" &', SHELL, command, ...args], {
      stdio: ["ignore", "pipe", stderr],
      detached: true,
      env,
      cwd: "/",
    });
    let ended = false;
    shell.once("error", () => (ended = true));
    shell.stdout?.resume().once("close", () => (ended = true));
    return {
      ended: () => ended,
      release: () => {
        shell.unref();
        shell.stdout?.destroy();
      },
    };
  } finally {
    closeSync(stderr);
  }
}
