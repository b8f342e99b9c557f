/** The tool checks what a model wrote before anything starts, and says what to write instead. */
import { HoldfastError } from "../errors.js";
import { isPlain, readable } from "../session/rules.js";
import { type Action, actions, type Params, properties, type Property, type PropertyName } from "./schema.js";

const REQUIRED: Partial<Record<Action, readonly PropertyName[]>> = { kill: ["job_id"] };

/** Throws INVALID_ARGUMENT for the first thing that cannot be. A null is taken as not given. */
export function checkParams(given: unknown): Params {
  return readable("The input", () => checked(given));
}

function checked(given: unknown): Params {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw invalid(
      "The input is no object",
      given,
      'Pass an object such as {"action":"exec","command":"ls"}.',
    );
  const entries = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  const params = Object.fromEntries(entries) as Record<string, unknown>;
  const action = checkAction(params["action"]);
  const taken: readonly string[] = actions[action];
  for (const [name, value] of entries) {
    if (name === "action") continue;
    if (!Object.hasOwn(properties, name))
      throw invalid("There is no such property", name, `${action} takes ${list(taken)}.`);
    if (name !== "session" && !taken.includes(name))
      throw invalid(`${action} does not take ${name}`, value, `It takes ${list(taken)}.`);
    params[name] = checkedValue(name, value, properties[name as PropertyName]);
  }
  for (const name of REQUIRED[action] ?? []) if (params[name] === undefined) throw missing(action, name);
  return params as unknown as Params;
}

function checkAction(action: unknown): Action {
  if (typeof action === "string" && Object.hasOwn(actions, action)) return action as Action;
  const all = Object.keys(actions).join(", ");
  throw invalid(
    action === undefined ? "The action is missing" : "There is no such action",
    action,
    `Use one of ${all}.`,
  );
}

export function missing(action: Action, name: PropertyName): HoldfastError {
  return invalid(`${action} needs ${name}`, undefined, `Pass ${name}.`);
}

/** A copy, where it holds values of its own. */
function checkedValue(name: string, given: unknown, property: Property): unknown {
  const value = copyOf(given, name);
  const { type, enum: choices, minimum = -Infinity, maximum = Infinity } = property;
  if (!isOf(type, value)) throw invalid(`${name} is no ${NOUNS[type]}`, value, `Pass ${EXAMPLES[type]}.`);
  if (choices && !choices.includes(value as string))
    throw invalid(`There is no such ${name}`, value, `Use one of ${choices.join(", ")}.`);
  if (type === "integer" && ((value as number) < minimum || (value as number) > maximum))
    throw invalid(
      `${name} is out of bounds`,
      value,
      "Pass a whole number within them.",
      maximum === Infinity ? `at least ${minimum}` : `${minimum} to ${maximum}`,
    );
  return value;
}

function copyOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return [...(value as unknown[])];
  if (!isPlain(value)) throw invalid(`${name} is no plain object`, value, `Pass ${EXAMPLES.object}.`);
  return { ...value };
}

function isOf(type: Property["type"], value: unknown): boolean {
  switch (type) {
    case "integer":
      return Number.isSafeInteger(value);
    case "array":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "object":
      return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        Object.values(value).every((item) => typeof item === "string")
      );
    default:
      return typeof value === type;
  }
}

const NOUNS = {
  string: "text",
  integer: "whole number",
  boolean: "boolean",
  array: "list of texts",
  object: "object of texts",
} as const;
const EXAMPLES = {
  string: "a string",
  integer: "a number such as 5000",
  boolean: "true or false",
  array: 'an array of strings such as ["PATH"]',
  object: 'names and texts such as {"NAME":"value"}',
} as const;

function list(names: readonly string[]): string {
  return ["session", ...names].join(", ");
}

function invalid(message: string, got: unknown, next: string, limit?: string): HoldfastError {
  return new HoldfastError("INVALID_ARGUMENT", {
    message,
    ...(got !== undefined && { got }),
    next,
    ...(limit !== undefined && { limit }),
  });
}
