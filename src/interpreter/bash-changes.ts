/** Two dumps of a shell in a row, as the protocol's `settled` tells them. Exported variables are the environment. */
import type { NameInfo, SettledMessage } from "../protocol/messages.js";
import type { BashDump, BashVariable } from "./bash-dump.js";
import { unquote } from "./bash-quote.js";
import { osDecode } from "../protocol/os-string.js";
import { hasProc } from "./processes.js";

/** Kept by each interpreter for itself: bash rewrites them on its own. */
const PRIVATE_ENV = new Set(["SHLVL", "_"]);
const NOT_OWN = new Set([...PRIVATE_ENV, "PWD", "OLDPWD"]);
const VIEW_CHARS_MAX = 200;

/** What is different after a run; `text` is the later dump itself, kept for a restore. */
export function settledOf(before: BashDump | undefined, after: BashDump, text: string): SettledMessage {
  const names: Record<string, NameInfo> = {};
  const lists = { added: [] as string[], changed: [] as string[], removed: [] as string[] };
  const note = (name: string, known: boolean, info: NameInfo) => {
    names[name] = info;
    (known ? lists.changed : lists.added).push(name);
  };
  const sameVariables = before?.variables === after.variables;
  for (const [name, variable] of sameVariables ? [] : after.variables) {
    const former = before?.variables.get(name);
    if (former === variable) continue;
    const same = former?.value === variable.value && former?.flags === variable.flags;
    if (!same && isOwn(variable, name))
      note(name, former !== undefined && isOwn(former, name), variableInfo(variable));
  }
  const sameFunctions = before?.functions === after.functions;
  for (const [name, body] of sameFunctions ? [] : after.functions) {
    const former = before?.functions.get(name);
    if (former !== body) note(name, former !== undefined, functionInfo(body));
  }
  for (const [name, former] of sameVariables ? [] : (before?.variables ?? [])) {
    const now = after.variables.get(name);
    if (isOwn(former, name) && !(now && isOwn(now, name))) lists.removed.push(name);
  }
  for (const name of before?.functions.keys() ?? [])
    if (!after.functions.has(name) && !after.variables.has(name)) lists.removed.push(name);
  const env = sameVariables && sameFunctions ? undefined : environmentChange(before, after);
  const cwd = hasProc ? undefined : after.variables.get("PWD")?.value; // the kernel tells better, where it tells
  return {
    t: "settled",
    ...(cwd !== undefined && { cwd: unquote(cwd) }),
    names,
    ...lists,
    ...(env && { env }),
    keep: [{ name: "*", blob: text }],
  };
}

/** A variable of the shell alone, neither environment nor bash's business. */
function isOwn({ flags }: BashVariable, name: string): boolean {
  return !flags.includes("x") && !NOT_OWN.has(name);
}

function isExported(variable: BashVariable | undefined): variable is BashVariable & { value: string } {
  return variable !== undefined && variable.flags.includes("x") && variable.value !== undefined;
}

function environmentChange(before: BashDump | undefined, after: BashDump) {
  const set: Record<string, string> = {};
  const unset: string[] = [];
  for (const [name, variable] of after.variables) {
    const former = before?.variables.get(name);
    if (former === variable) continue;
    if (PRIVATE_ENV.has(name) || !isExported(variable)) continue;
    if (!isExported(former) || former.value !== variable.value) set[name] = unquote(variable.value);
  }
  for (const [name, former] of before?.variables ?? [])
    if (isExported(former) && !PRIVATE_ENV.has(name) && !isExported(after.variables.get(name)))
      unset.push(name);
  const [former, present] = [exportedFunctions(before), exportedFunctions(after)];
  for (const [name, value] of present) if (former.get(name) !== value) set[name] = value;
  for (const name of former.keys()) if (!present.has(name)) unset.push(name);
  return Object.keys(set).length + unset.length > 0 ? { set, unset } : undefined;
}

/** As bash hands them on to the bash of another program. */
function exportedFunctions(dump: BashDump | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = ""] of (dump?.sections.get("N") ?? "").matchAll(/^declare -f\w*x\w* (.+)$/gm)) {
    const body = dump?.functions.get(name);
    const text = body === undefined ? "" : body.slice(body.indexOf("{")).trimEnd();
    if (text) found.set(`BASH_FUNC_${name}%%`, osDecode(Buffer.from(`() ${text}`, "latin1")));
  }
  return found;
}

function variableInfo({ flags, value = "" }: BashVariable): NameInfo {
  const text = unquote(value);
  const view = /[aA]/.test(flags) ? Buffer.from(value, "latin1").toString("utf8") : text;
  return { kind: "variable", type: typeOf(flags), view: clip(view), size: Buffer.byteLength(text) };
}

function typeOf(flags: string): string {
  if (flags.includes("A")) return "associative array";
  if (flags.includes("a")) return "array";
  if (flags.includes("n")) return "nameref";
  return flags.includes("i") ? "integer" : "string";
}

function functionInfo(body: string): NameInfo {
  const view = Buffer.from(body, "latin1").toString("utf8").replace(/\s+/g, " ").trim();
  return { kind: "function", type: "function", view: clip(view), size: body.length };
}

function clip(text: string): string {
  return text.length > VIEW_CHARS_MAX ? `${text.slice(0, VIEW_CHARS_MAX - 1)}…` : text;
}
