/**
 * Folders as the kernel knows them. A path may lead to another folder than it did, or to none, while a process still stands in
 * the former one: then `/proc/PID/cwd` of that process leads there.
 */
import { accessSync, constants, readlinkSync, statSync } from "node:fs";
import type { OsString } from "../protocol/messages.js";
import { osDecode, osEncode } from "../protocol/os-string.js";

const DELETED = " (deleted)";

/** What names a folder whatever its path: device and inode. Undefined for what is no folder, or cannot be looked at. */
export function folderAt(path: OsString): string | undefined {
  try {
    const found = statSync(osEncode(path), { bigint: true, throwIfNoEntry: false });
    return found?.isDirectory() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this user may make it a working directory. */
export function isEnterable(path: OsString): boolean {
  try {
    accessSync(osEncode(path), constants.X_OK);
    return folderAt(path) !== undefined;
  } catch {
    return false;
  }
}

/** The link that leads to the folder in which a process stands. */
export function standOf(pid: number): string {
  return `/proc/${pid}/cwd`;
}

/** The physical working directory, also when it was deleted; undefined where the kernel does not tell. */
export function cwdOf(pid: number): OsString | undefined {
  const text = standText(pid);
  if (!text?.endsWith(DELETED)) return text;
  const isName = folderAt(text) !== undefined && folderAt(text) === folderAt(standOf(pid));
  return isName ? text : text.slice(0, -DELETED.length);
}

/** Whether a process stands in a deleted folder that had this path. */
export function standsInDeleted(pid: number, path: OsString): boolean {
  return standText(pid) === path + DELETED;
}

function standText(pid: number): OsString | undefined {
  try {
    return osDecode(readlinkSync(standOf(pid), { encoding: "buffer" }));
  } catch {
    return undefined;
  }
}
