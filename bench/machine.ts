/** The machine and the versions that a run of the bench was made with. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";
import { findPython } from "./contenders/find-python.js";
import { subjects } from "./languages.js";
import { benchPath } from "./place.js";
import type { Report } from "./report.js";

export function machineOf(): Report["machine"] {
  return {
    kernel: release(),
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0] ?? 0,
  };
}

/** Of Holdfast, the interpreters that it runs, and the peers that are here. */
export function versionsOf(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(benchPath("..", "package.json"), "utf8")) as {
    version: string;
  };
  const program = (language: string) =>
    subjects.find((subject) => subject.language === language)?.executable ?? language;
  const peers = ["ipykernel", "jupyter_client", "pexpect"].map((module): [string, string | undefined] => {
    const code = `import ${module}, platform; print(${module}.__version__, "under Python", platform.python_version())`;
    const python = findPython([module]);
    return [module, python === undefined ? undefined : first(python, "-c", code)];
  });
  const all: [string, string | undefined][] = [
    ["Holdfast", version],
    ["Node.js", process.version],
    ["bash", first(program("bash"), "-c", "echo $BASH_VERSION")],
    ["Python", first(program("python"), "-c", "import platform; print(platform.python_version())")],
    ...peers,
    ["tmux", first("tmux", "-V")?.replace("tmux ", "")],
  ];
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function first(program: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
