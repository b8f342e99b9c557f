/** A reader of the pages, at a machine of their own: an empty HOME, an empty folder, and what they have installed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { root } from "../command.js";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the npm of this suite is: the system's may be too old for the Node.js that runs this. */
function npmFolder(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.find((folder) => existsSync(join(folder, "npx"))) ?? dirname(process.execPath);
}

export class Reader {
  readonly #base = realpathSync(mkdtempSync(join(tmpdir(), "reader-")));
  readonly home = join(this.#base, "home");
  readonly folder = join(this.#base, "work");
  readonly env: NodeJS.ProcessEnv;

  /**
   * @param registry from where their npm installs.
   * @param path folders of programs before the system's.
   */
  constructor(registry: string, path: readonly string[] = []) {
    for (const folder of [this.home, this.folder, join(this.home, ".npm-global/lib")])
      mkdirSync(folder, { recursive: true });
    // In a file: hosts hand few variables on to what they start.
    const npm = [
      `registry=${registry}`,
      `prefix=${this.home}/.npm-global`,
      "audit=false",
      "fund=false",
      "update-notifier=false",
    ];
    writeFileSync(join(this.home, ".npmrc"), npm.join("\n"));
    const system = ["/usr/local/bin", "/usr/bin", "/bin"];
    this.env = {
      HOME: this.home,
      PATH: [...path, dirname(process.execPath), npmFolder(), ...system].join(delimiter),
      LANG: "C.UTF-8",
      TMPDIR: process.env["TMPDIR"],
      HOLDFAST_TEST: process.env["HOLDFAST_TEST"],
      HOLDFAST_SUITE: process.env["HOLDFAST_SUITE"],
    };
  }

  write(path: string, content: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  readonly #groups = new Set<number>();

  /** Runs a program to its end, with nothing to read. */
  async run(program: string, args: readonly string[], cwd = this.folder): Promise<Outcome> {
    const { env } = this;
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    if (child.pid !== undefined) this.#groups.add(child.pid);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    if (child.pid !== undefined) this.#groups.delete(child.pid);
    return { code, stdout, stderr };
  }

  /** Ends what goes on, the reader's daemon too, and removes all that was theirs. */
  async leave(): Promise<void> {
    for (const group of this.#groups) process.kill(-group, "SIGKILL");
    await this.run(process.execPath, [join(root, "dist/cli/main.js"), "stop"]);
    rmSync(this.#base, { recursive: true });
  }
}
