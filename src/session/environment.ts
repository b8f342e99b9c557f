/** The environment that a session starts with. */
import { readFileSync } from "node:fs";
import { osDecode } from "../protocol/os-string.js";
import { withoutNpm } from "./npm-env.js";

/**
 * What keeps pagers and editors from waiting for somebody: a pager passes on, an editor leaves its file as it is (a commit
 * without a message is refused, `git rebase --continue` takes the message that is there).
 */
const QUIET: Readonly<Record<string, string>> = {
  PAGER: "cat",
  GIT_PAGER: "cat",
  MANPAGER: "cat",
  SYSTEMD_PAGER: "cat",
  EDITOR: "true",
  VISUAL: "true",
  GIT_EDITOR: "true",
};
const TERMINAL = "xterm-256color";

/** Which variables of the creating process a session gets, and what is set beside them. */
export interface EnvPolicy {
  /** Default "all", but for what npm and npx add for what they start, and with quiet pagers and editors (PAGER=cat, EDITOR=true, …), which `set` and a run's `env` can undo. */
  readonly inherit?: "all" | "none" | readonly string[];
  readonly set?: Readonly<Record<string, string>>;
}

/** Each shell sets it anew, for the program that it starts. */
const OF_ITS_START = "_";

/** This process's environment by a policy. Node destroys values that are not UTF-8, so those are read from the kernel. */
export function environmentOf({ inherit = "all", set = {} }: EnvPolicy = {}): Record<string, string> {
  const env: Record<string, string> = {};
  const wanted = inherit === "all" ? Object.keys(process.env) : inherit === "none" ? [] : inherit;
  const raw = new Map<string, string>();
  for (const name of wanted) {
    const value = process.env[name];
    if (value === undefined) continue;
    if (value.includes("\ufffd") && raw.size === 0) readRawEnvironment(raw);
    env[name] = value.includes("\ufffd") ? (raw.get(name) ?? value) : value;
  }
  if (inherit !== "all") return { ...env, ...set };
  const { [OF_ITS_START]: _program, ...own } = withoutNpm(env);
  return { ...own, ...QUIET, ...set };
}

/** What is different for a run on a terminal, given the session's environment: a real pager and editor, and the terminal's type. */
export function terminalEnv(env: Readonly<Record<string, string>>): Record<string, string | null> {
  const quiet = Object.entries(QUIET).filter(([name, value]) => env[name] === value);
  const sized = ["COLUMNS", "LINES"].filter((name) => name in env);
  const without = [...quiet.map(([name]) => name), ...sized].map((name) => [name, null]);
  const { TERM: term = "dumb" } = env;
  return {
    ...(Object.fromEntries(without) as Record<string, null>),
    ...(term === "dumb" && { TERM: TERMINAL }),
  };
}

function readRawEnvironment(into: Map<string, string>): void {
  try {
    for (const entry of readFileSync("/proc/self/environ").toString("latin1").split("\0")) {
      const equals = entry.indexOf("=");
      if (equals > 0)
        into.set(entry.slice(0, equals), osDecode(Buffer.from(entry.slice(equals + 1), "latin1")));
    }
  } catch {
    into.set("", ""); // no /proc: the values stay as Node gives them
  }
}
