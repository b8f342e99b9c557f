/** The runtime's folders of this user, wherever they stand: other people of the machine have theirs. */
import { lstatSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function holdfastFolders(): string[] {
  const places = [...new Set(["/dev/shm", tmpdir()])];
  return places.flatMap(list).filter(isOurs);
}

function list(place: string): string[] {
  try {
    return readdirSync(place)
      .filter((name) => name.startsWith("holdfast-"))
      .map((name) => join(place, name));
  } catch {
    return [];
  }
}

function isOurs(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.();
}
