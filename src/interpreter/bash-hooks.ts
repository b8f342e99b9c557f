/** The traps and the function that keep a shell, and what a run must see instead of them. */
import { type BashDump, hookedTrap } from "./bash-dump.js";
import { put } from "./bash-files.js";
import { script, trapFunction } from "./bash-lines.js";
import { hides } from "./bash-patterns.js";

/**
 * @param unhooked whether the last run was to see nothing of them.
 */
export function trapSteps(
  code: string,
  folder: string,
  last: BashDump | undefined,
  unhooked: boolean,
): { steps: (string | undefined)[]; unhooked: boolean } {
  const own = last?.functions.has("trap") ? undefined : trapFunction(folder);
  const steps: (string | undefined)[] = [];
  if (unhooked) steps.push(script(folder, "boot"), own);
  if (last?.exitTrapTaken) {
    put(folder, "rearm", hookedTrap(last.exitAction, folder));
    steps.push(`\\. ${folder}/rearm`);
  }
  const without = own === undefined ? undefined : hides(code);
  if (without) steps.push("\\builtin unset -f trap");
  if (without === "all") {
    const action = last?.exitAction;
    put(
      folder,
      "bare",
      action === undefined ? "\\builtin trap - EXIT\n" : `\\builtin trap -- ${action} EXIT\n`,
    );
    steps.push("\\builtin trap - RTMAX-3", `\\. ${folder}/bare`);
  }
  return { steps, unhooked: without !== undefined };
}
