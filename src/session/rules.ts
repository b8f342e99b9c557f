/**
 * What a caller may pass, as data. A rule takes a value as it may be used from then on, or throws INVALID_ARGUMENT; the value
 * is read once, here, and copied: what a caller's getters, proxies or later changes do reaches nothing else.
 */
import { types } from "node:util";
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";

/** @param name what the message calls the value. */
export type Rule<Value> = (given: unknown, name: string) => Value;

/** A rule for each property; TypeScript sees to it that none is missing. */
export type Rules<Fields> = { readonly [Name in keyof Fields]-?: Rule<Exclude<Fields[Name], undefined>> };

/** What the messages call an argument whose properties need no other name before theirs. */
export const OPTIONS = "options";

/** @param must the end of "NAME must be …". */
export function refused(name: string, must: string, got: unknown, next: string, limit?: string) {
  const message = `${name} must be ${must}`;
  return new HoldfastError("INVALID_ARGUMENT", { message, got, next, ...(limit !== undefined && { limit }) });
}

export const text: Rule<string> = (given, name) => {
  if (typeof given !== "string") throw refused(name, "a string", given, "Pass a string.");
  return given;
};

/** What goes to the system as a name or a path: NUL would end it. */
export const word: Rule<string> = (given, name) => {
  const found = text(given, name);
  if (found === "" || found.includes("\0"))
    throw refused(name, "a string that is not empty and has no NUL", given, "Pass one that has characters.");
  return found;
};

export const flag: Rule<boolean> = (given, name) => {
  if (typeof given !== "boolean") throw refused(name, "a boolean", given, "Pass true or false.");
  return given;
};

/** Milliseconds that a timer can hold. */
export const duration =
  (minimum: number): Rule<number> =>
  (given, name) => {
    if (typeof given === "number" && given >= minimum && given <= limits.timeoutMsMax) return given;
    const bounds = `${minimum} to ${limits.timeoutMsMax} ms`;
    throw refused(name, "a number of milliseconds", given, "Pass a number within the limit.", bounds);
  };

export const count =
  (minimum: number, maximum: number): Rule<number> =>
  (given, name) => {
    if (Number.isSafeInteger(given) && (given as number) >= minimum && (given as number) <= maximum)
      return given as number;
    throw refused(
      name,
      "a whole number",
      given,
      "Pass a number within the limit.",
      `${minimum} to ${maximum}`,
    );
  };

export const choice =
  <Choice extends string>(...choices: readonly Choice[]): Rule<Choice> =>
  (given, name) => {
    if (choices.includes(given as Choice)) return given as Choice;
    const all = choices.map((one) => `"${one}"`).join(", ");
    throw refused(name, `one of ${all}`, given, "Pass one of them.");
  };

export const listOf =
  <Value>(rule: Rule<Value>): Rule<readonly Value[]> =>
  (given, name) =>
    readable(name, () => {
      if (!Array.isArray(given)) throw refused(name, "an array", given, "Pass an array.");
      return Array.from(given, (item, at) => rule(item, `${name}[${at}]`));
    });

export const listener: Rule<(event: unknown) => unknown> = (given, name) => {
  if (typeof given !== "function") throw refused(name, "a function", given, "Pass a function.");
  return given as (event: unknown) => unknown;
};

export const abortSignal: Rule<AbortSignal> = (given, name) =>
  readable(name, () => {
    // What only has its prototype throws as soon as it is used.
    if (given instanceof AbortSignal && !types.isProxy(given) && typeof given.aborted === "boolean")
      return given;
    throw refused(name, "an AbortSignal", given, "Pass the signal of an AbortController.");
  });

/** Names and values, copied. */
export const record =
  <Value>(rule: Rule<Value>, nameRule: (key: string, name: string) => void): Rule<Record<string, Value>> =>
  (given, name) =>
    readable(name, () => {
      const entries = Reflect.ownKeys(objectOf(given, name)).map((key) => {
        if (typeof key === "symbol") throw refused(name, "an object without symbols", key, "Pass names.");
        nameRule(key, name);
        return [key, rule((given as Record<string, unknown>)[key], `${name}.${key}`)] as const;
      });
      return Object.fromEntries(entries);
    });

/** Of an object with these properties; one that is undefined is not there. `needs`: those without which it means nothing. */
export const fields =
  <Fields extends object>(rules: Rules<Fields>, ...needs: readonly (keyof Fields & string)[]): Rule<Fields> =>
  (given, name) =>
    readable(name, () => {
      const known = rules as Readonly<Record<string, Rule<unknown>>>;
      const path = (key: string) => (name === OPTIONS ? key : `${name}.${key}`);
      const taken: [string, unknown][] = [];
      for (const key of Reflect.ownKeys(objectOf(given, name))) {
        const rule = typeof key === "string" && Object.hasOwn(known, key) ? known[key] : undefined;
        if (!rule) throw unknownName(name, String(key), Object.keys(known));
        const value = (given as Record<PropertyKey, unknown>)[key];
        if (value !== undefined) taken.push([key as string, rule(value, path(key as string))]);
      }
      for (const need of needs)
        if (!taken.some(([key]) => key === need)) (known[need] as Rule<unknown>)(undefined, path(need));
      return Object.fromEntries(taken) as Fields;
    });

/** A name that is not in the table: what may be meant, and what there is. */
export function unknownName(name: string, key: string, known: readonly string[]): HoldfastError {
  const meant = known.find((one) => isNear(plain(one), plain(key)));
  const all = known.length === 0 ? "Pass none." : `There are ${known.join(", ")}.`;
  return new HoldfastError("INVALID_ARGUMENT", {
    message: `${name} must have known names only`,
    got: key,
    next: meant === undefined ? all : `Did you mean ${meant}? ${all}`,
  });
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** The same but for case and marks, the beginning of it, or a letter or two of another kind. */
function isNear(one: string, other: string): boolean {
  if (other.length < 2 || other.length > 2 * one.length) return false;
  if (one.startsWith(other) || other.startsWith(one)) return true;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let index = 0; index < one.length; index++) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at++) {
      const changed = (row[at - 1] ?? 0) + (one[index] === other[at - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? Infinity) <= Math.min(2, Math.floor(one.length / 3));
}

/** A plain object, of whatever realm: an array, a Date, a Map or another class's instance holds its values elsewhere. */
function objectOf(given: unknown, name: string): object {
  if (typeof given === "object" && given !== null && !Array.isArray(given) && isPlain(given)) return given;
  throw refused(name, "an object of names and values", given, "Pass an object, or leave it out.");
}

/** Of no class: no Map, no Date. */
export function isPlain(given: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype === null || given === process.env) return true;
  return typeof prototype === "object" && Object.getPrototypeOf(prototype) === null;
}

/** What throws while it is read cannot be used. */
export function readable<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!types.isProxy(error) && error instanceof HoldfastError) throw error;
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: `${name} must be readable, and threw as it was read`,
      next: "Pass plain values.",
    });
  }
}
