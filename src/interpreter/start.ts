/** What an interpreter gives to its dialect; where it starts, and in which folder it then is. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { DoneMessage } from "../protocol/messages.js";
import type { Channel } from "./channel.js";
import type { DialectContext, LanguageRow } from "./dialect.js";
import type { Outputs } from "./outputs.js";
import { cwdOf, isEnterable } from "./folders.js";
import { descendantsOf } from "./processes.js";
import type { Launch } from "./run-end.js";

/** What the guardian starts: a program, or (argv null) a session in a fork of the keeper's own interpreter. */
export function programOf(launch: Launch, folder: string) {
  const { row, executable, env } = launch;
  const inside = startsInside(launch);
  const argv = row.launch === "fork" ? null : row.argv(executable, folder, inside);
  const visible = Object.fromEntries(Object.entries(env).filter(([name]) => !row.withholds.includes(name)));
  return { argv, stdio: row.stdio, env: visible, cwd: inside ? folder : launch.cwd };
}

/** Whether the interpreter starts in its own folder and goes to its working directory itself: by a path, which one that is gone does not have. */
function startsInside({ row, cwd }: Launch): boolean {
  return row.scriptName !== undefined && isEnterable(cwd) && !cwd.startsWith("/proc/");
}

/** Where an interpreter has to go that starts in its own folder. */
export function startOf(launch: Launch): string | undefined {
  return startsInside(launch) ? launch.cwd : undefined;
}

/** Makes an interpreter's folder, in which its script may have a name of its own. */
export function makeFolder(folder: string, { scriptName }: LanguageRow): void {
  mkdirSync(folder, { mode: 0o700 });
  if (scriptName !== undefined) symlinkSync("ctl", join(folder, scriptName));
}

/** An end with the folder in which the process is. */
export function withCwd(done: DoneMessage, pid: number): DoneMessage {
  const cwd = cwdOf(pid);
  return cwd === undefined ? done : { ...done, cwd };
}

/** @param parts those that the interpreter has at that moment. */
export function contextOf(
  owner: { folder: string; launch: Launch; guardian: number; kill(fault: string): void },
  parts: () => { channel: Channel | undefined; outputs: Outputs | undefined },
): DialectContext {
  return {
    folder: owner.folder,
    executable: owner.launch.executable,
    writeFile: (name, text) => parts().channel?.writeFile(name, text),
    takeDump: () => parts().channel?.takeDump() ?? "",
    write: (text) => parts().channel?.write(text),
    processes: () => descendantsOf(owner.guardian),
    errorTail: () => parts().outputs?.errorTail() ?? "",
    abandon: (fault) => owner.kill(fault),
  };
}
