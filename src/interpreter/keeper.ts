/**
 * The host's side of drivers/keeper.py: the one process that the library itself starts.
 * It owns every interpreter's tree, forks python sessions, and ends everything when the host is gone.
 */
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HoldfastError } from "../errors.js";
import { LineReader } from "../protocol/line-reader.js";
import { limits } from "../limits.js";
import { driversPath } from "./driver-path.js";
import { spawnPiped } from "./spawn.js";

export interface OpenRequest {
  readonly id: number;
  readonly dir: string;
  readonly fifos: readonly string[];
  /** null: a python session, forked from the keeper itself. */
  readonly argv: readonly string[] | null;
  readonly stdio?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

type Reply =
  | { t: "keeper"; version: string; executable: string }
  | { t: "opened"; id: number; guardian: number }
  | { t: "failed"; id: number; reason: string }
  | { t: "gone"; id: number };

const REMOVE_MS = 5;
const MEMORY_FS_BYTES_MIN = 64 * 1024 * 1024;

/**
 * Makes the private folder of a keeper: in memory where there is room, else in the temporary folder. Its name is short, since bash reads
 * its commands, and so each path in them, byte by byte; that only this user may enter it is what protects it.
 */
export function makeBase(): string {
  return mkdtempSync(join(roomyMemory() ?? tmpdir(), "holdfast-"));
}

function roomyMemory(): string | undefined {
  try {
    accessSync("/dev/shm", constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize >= MEMORY_FS_BYTES_MIN ? "/dev/shm" : undefined;
  } catch {
    return undefined;
  }
}

export class Keeper {
  readonly #opening = new Map<number, PromiseWithResolvers<number>>();
  readonly #gone = new Map<number, () => void>();
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  #ended = false;
  #awaited = 0;

  private constructor(
    private readonly child: ReturnType<typeof spawnPiped>,
    readonly base: string,
    /** The path it was started by. */
    readonly command: string,
    /** The python that really runs, behind links and version managers. */
    readonly executable: string,
    reader: { onLine: (line: Buffer) => void },
  ) {
    reader.onLine = (line) => this.#receive(JSON.parse(line.toString("utf8")) as Reply);
    this.exited = once(child, "exit").then(() => this.#end());
  }

  /** True until the process ends. */
  get alive(): boolean {
    return !this.#ended;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** Starts a keeper under this python. Throws INTERPRETER_NOT_FOUND when that is no python 3.8 or later. */
  static async start(python: string, env: NodeJS.ProcessEnv): Promise<Keeper> {
    const base = makeBase();
    const child = spawnPiped(python, [join(driversPath(), "keeper.py"), base], env);
    let complaint = "";
    child.stderr
      .setEncoding("utf8")
      .on("data", (text: string) => (complaint = (complaint + text).slice(-2000)));
    child.stdin.on("error", () => {});
    const hello = Promise.withResolvers<Reply>();
    const reader = { onLine: (line: Buffer) => hello.resolve(JSON.parse(line.toString("utf8")) as Reply) };
    const lines = new LineReader(
      (line) => reader.onLine(line),
      limits.messageBytesMax,
      () => {},
    );
    child.stdout.on("data", (chunk: Buffer) => lines.push(chunk));
    child.once("error", (error) => hello.reject(error));
    child.once("exit", (code) =>
      hello.reject(new Error(`it ended with status ${code}: ${complaint.trim()}`)),
    );
    try {
      const first = await hello.promise;
      if (first.t !== "keeper") throw new Error("it did not answer as a keeper");
      const keeper = new Keeper(child, base, python, first.executable, reader);
      for (const handle of [child, child.stdin, child.stdout, child.stderr] as unknown as { unref(): void }[])
        handle.unref();
      return keeper;
    } catch (cause) {
      child.kill("SIGKILL");
      rmSync(base, { recursive: true, force: true });
      throw new HoldfastError("INTERPRETER_NOT_FOUND", {
        message: `Python could not be started (${(cause as Error).message})`,
        got: python,
        next: "Install Python 3.8 or later, or set `interpreters.python` to its path.",
        cause,
      });
    }
  }

  /** Makes the FIFOs of an interpreter and starts it under a guardian; resolves to the guardian's pid. */
  async open(request: OpenRequest, onGone: () => void): Promise<number> {
    if (this.#ended) throw keeperLost();
    const opened = Promise.withResolvers<number>();
    this.#opening.set(request.id, opened);
    this.#gone.set(request.id, onGone);
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    try {
      return await this.during(opened.promise);
    } finally {
      this.#opening.delete(request.id);
    }
  }

  /** Awaits what the keeper will tell; only meanwhile it keeps the host's process alive. */
  async during<Value>(awaited: Promise<Value>): Promise<Value> {
    if (this.#awaited++ === 0) this.#hold(true);
    try {
      return await Promise.race([awaited, this.exited.then(() => Promise.reject(keeperLost()))]);
    } finally {
      if (--this.#awaited === 0) this.#hold(false);
    }
  }

  #hold(awaiting: boolean): void {
    const handles = [this.child, this.child.stdout] as unknown as Record<"ref" | "unref", () => void>[];
    if (!this.child.stdout.destroyed) for (const handle of handles) handle[awaiting ? "ref" : "unref"]();
  }

  /** Ends the keeper and everything below it; resolves when it is reaped and its folder is gone. */
  async close(): Promise<void> {
    (this.child as { ref(): void }).ref();
    this.child.stdin.end();
    const force = setTimeout(() => this.child.kill("SIGKILL"), limits.closeGraceMs * 2);
    await this.exited;
    clearTimeout(force);
    // What died with a keeper that was killed may be dying still, and making files.
    const deadline = performance.now() + limits.closeGraceMs;
    while (!remove(this.base) && performance.now() < deadline) await sleep(REMOVE_MS);
  }

  /** Removes an interpreter's folder; what a process that is still dying makes in it goes with the base. */
  drop(folder: string): void {
    remove(folder);
  }

  #receive(reply: Reply): void {
    if (reply.t === "opened") this.#opening.get(reply.id)?.resolve(reply.guardian);
    else if (reply.t === "failed") this.#opening.get(reply.id)?.reject(unopened(reply.reason));
    else if (reply.t === "gone") {
      const onGone = this.#gone.get(reply.id);
      this.#gone.delete(reply.id);
      onGone?.();
    }
  }

  #end(): void {
    this.#ended = true;
    for (const opening of this.#opening.values()) opening.reject(keeperLost());
    this.#opening.clear();
    for (const onGone of this.#gone.values()) onGone(); // its guardians end with it
    this.#gone.clear();
  }
}

/** False where somebody makes files in it meanwhile: `maxRetries` of rmSync does not look for new ones. */
function remove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
    return false;
  }
}

function unopened(reason: string): HoldfastError {
  return new HoldfastError("HOST_FAILURE", {
    message: `The keeper could not open an interpreter (${reason})`,
    next: "Check free processes, memory and the temporary folder.",
  });
}

function keeperLost(): HoldfastError {
  return new HoldfastError("HOST_FAILURE", {
    message: "The keeper process ended",
    next: "Repeat the call; a new keeper starts with it.",
  });
}
