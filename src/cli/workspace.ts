/** Which folder a session of this command belongs to. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { check } from "../session/checks.js";

/** The folder given, else HOLDFAST_WORKSPACE, else the git root above the current directory, else that directory. */
export function findWorkspace(given: string | undefined): string {
  if (given !== undefined) return resolve(check.path(given)); // an empty one is a variable that was not set
  const named = process.env["HOLDFAST_WORKSPACE"];
  if (named !== undefined && named !== "") return resolve(named);
  const here = process.cwd();
  return gitRootAbove(here) ?? here;
}

/** In a linked worktree `.git` is a file. */
function gitRootAbove(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
