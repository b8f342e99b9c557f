/** Nobody has made the session that is asked for: the error names those that there are. */
import { HoldfastError } from "../errors.js";
import type { SessionInfo } from "./api.js";

const NAMED_MAX = 10;

/** @param existing of this workspace, and others. */
export function unknownSession(
  name: string,
  workspace: string,
  existing: readonly Pick<SessionInfo, "name" | "workspace">[],
): HoldfastError {
  const newestFirst = existing.toReversed();
  const here = newestFirst.filter((session) => session.workspace === workspace);
  const elsewhere = newestFirst.filter((session) => session.workspace !== workspace);
  const known =
    here.length > 0
      ? `This workspace has ${listed(here.map((session) => session.name))}`
      : elsewhere.length > 0
        ? `This workspace has none; there is ${listed(elsewhere.map((session) => `${session.name} in ${session.workspace}`))}`
        : "There is none at all";
  return new HoldfastError("UNKNOWN_SESSION", {
    message: `There is no session ${JSON.stringify(name)}`,
    got: workspace,
    next: `${known}. The first run in a session makes it.`,
  });
}

function listed(names: readonly string[]): string {
  const more = names.length > NAMED_MAX ? [`${names.length - NAMED_MAX} more`] : [];
  return [...names.slice(0, NAMED_MAX), ...more].join(", ");
}
