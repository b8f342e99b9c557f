/** The command `holdfast` as built, for tests: each with a folder and a daemon of its own. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expectNoLeaks, takeTraces } from "./leaks.js";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const main = join(root, "dist/cli/main.js");

/** Builds it where the sources are newer. */
export function build(): void {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  const newest = Math.max(...sources.map((path) => statSync(join(root, "src", path)).mtimeMs));
  const built = statSync(main, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < newest) execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "ignore" });
}

export interface Call {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Called with all of stdout so far, each time that something comes. */
  readonly onOutput?: (stdout: string, child: ReturnType<typeof spawn>) => void;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Place {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "work-")));
  readonly home = mkdtempSync(join(tmpdir(), "home-"));
  readonly #before = takeTraces();

  start(args: readonly string[], { input, env, cwd = this.folder, onOutput }: Call = {}) {
    const child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { ...process.env, HOLDFAST_HOME: this.home, ...env },
    });
    child.stdin.on("error", () => undefined).end(input);
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      stdout += piece;
      onOutput?.(stdout, child);
    });
    const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
    const ended: Promise<Outcome> = Promise.all([closed, text(child.stderr)]).then(([code, stderr]) => ({
      code,
      stdout,
      stderr,
    }));
    return { child, ended };
  }

  /** Calls the command and waits for its end. */
  holdfast(args: readonly string[], call?: Call): Promise<Outcome> {
    return this.start(args, call).ended;
  }

  /** Stops the daemon. Throws where something is left. */
  async leave(): Promise<void> {
    await this.holdfast(["stop"]);
    rmSync(this.folder, { recursive: true });
    rmSync(this.home, { recursive: true, force: true });
    await expectNoLeaks(this.#before);
  }
}
