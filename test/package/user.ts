/** Somebody who has installed the package: a project, a Node.js, and a home with nothing in it. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expectNoLeaks, takeTraces } from "../leaks.js";
import { bareEnv } from "./install.js";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface UserOptions {
  /** The folder of their Node.js. */
  readonly node?: string;
  /** Words before each command: who calls it, and what they see. */
  readonly before?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class User {
  readonly home = mkdtempSync(join(tmpdir(), "home-"));
  readonly env: Record<string, string>;
  readonly #before: readonly string[];
  readonly #traces = takeTraces();

  constructor(
    readonly project: string,
    { node, before = [], env }: UserOptions = {},
  ) {
    const { TMPDIR, HOLDFAST_TEST } = process.env;
    this.#before = before;
    this.env = {
      ...bareEnv(this.home, node),
      ...(TMPDIR !== undefined && { TMPDIR }),
      ...(HOLDFAST_TEST !== undefined && { HOLDFAST_TEST }),
      ...env,
    };
  }

  /** Calls a program in the project. */
  async call(...command: readonly string[]): Promise<Outcome> {
    const [program = "", ...args] = [...this.#before, ...command];
    const child = spawn(program, args, {
      cwd: this.project,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  }

  /** Stops the daemon. Throws where something is left. */
  async leave(): Promise<void> {
    await this.call("node", join(this.project, "node_modules/holdfast/dist/cli/main.js"), "stop");
    rmSync(this.home, { recursive: true });
    await expectNoLeaks(this.#traces);
  }
}
