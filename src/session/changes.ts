/** What a run has changed, as its result says it. */
import type { NameInfo, SettledMessage } from "../protocol/messages.js";
import type { Changes, NameChanges } from "./result.js";

/** They follow the working directory, which has a place of its own. */
const OF_CWD = new Set(["PWD", "OLDPWD"]);

export interface Before {
  readonly nameBefore: (name: string) => NameInfo | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly jobs: readonly string[];
}

/** Compares what the interpreter settled with what was known before the run. */
export function changesOf(
  settled: SettledMessage | undefined,
  before: Before,
  after: { cwd: string; jobs: readonly string[] },
): Changes {
  const kindOf = (name: string) => (settled?.names?.[name] ?? before.nameBefore(name))?.kind ?? "variable";
  const of = (kind: NameInfo["kind"]): NameChanges => ({
    added: (settled?.added ?? []).filter((name) => kindOf(name) === kind),
    changed: (settled?.changed ?? []).filter((name) => kindOf(name) === kind),
    removed: (settled?.removed ?? []).filter(
      (name) => (before.nameBefore(name)?.kind ?? kindOf(name)) === kind,
    ),
  });
  // A fresh interpreter also tells what it has just been told of the scope: that is no change.
  const set = Object.entries(settled?.env?.set ?? {}).filter(
    ([name, value]) => before.env[name] !== value && !OF_CWD.has(name),
  );
  const names = set.map(([name]) => name);
  return {
    variables: of("variable"),
    functions: of("function"),
    imports: of("import"),
    env: {
      added: names.filter((name) => !(name in before.env)),
      changed: names.filter((name) => name in before.env),
      removed: (settled?.env?.unset ?? []).filter((name) => name in before.env && !OF_CWD.has(name)),
    },
    cwd: { added: [], changed: after.cwd === before.cwd ? [] : [after.cwd], removed: [] },
    jobs: {
      added: after.jobs.filter((id) => !before.jobs.includes(id)),
      changed: [],
      removed: before.jobs.filter((id) => !after.jobs.includes(id)),
    },
    ...(settled?.cut !== undefined && { cut: settled.cut }),
  };
}
