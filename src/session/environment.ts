/** The environment that a session starts with. */
import { readFileSync } from "node:fs";
import { osDecode } from "../protocol/os-string.js";

/** Which variables of the creating process a session gets, and what is set beside them. */
export interface EnvPolicy {
  /** Default "all". */
  readonly inherit?: "all" | "none" | readonly string[];
  readonly set?: Readonly<Record<string, string>>;
}

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
  return { ...env, ...set };
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
