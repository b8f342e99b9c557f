// The built-ins as they were at the start, put back while code runs that cannot do without them (a parser).
// User code may change a prototype, a built-in's own functions, a name on the global object, or hide that name by a binding.
import { PARSER_NAMES, shadows } from "./globals.mjs";
import { defineProperty, deleteProperty, getOwnPropertyDescriptor, global, mapForEach, newList, ownKeys, propertyIsOwn, push, setPrototypeOf } from "./safe.mjs";

const TYPES = [Object, Function, Array, String, Number, Boolean, RegExp, Map, Set, Symbol, Promise, Error, SyntaxError, TypeError];
const holders = [...TYPES.map((type) => type.prototype), ...TYPES, Math, JSON, Reflect, global];
for (const list of [[], new Map(), new Set(), "", "".matchAll(/x/g)]) {
  const prototype = Object.getPrototypeOf(list[Symbol.iterator]());
  holders.push(prototype, Object.getPrototypeOf(prototype));
}
const originals = holders.map(descriptorsOf);
const prototypes = holders.map(Object.getPrototypeOf);
const { getPrototypeOf } = Object;

/** Calls `work`; if it fails, once more with the original built-ins in place. Not to be used for user code. */
export function resiliently(work) {
  try {
    return work();
  } catch {
    const present = exchange(originals, prototypes);
    const hidden = uncover();
    try {
      return work();
    } finally {
      for (let i = 0; i < hidden.length; i++) hidden[i].write(hidden[i].value);
      exchange(present.properties, present.prototypes);
    }
  }
}

/** Gives the bindings that hide a built-in that built-in; returns what was in them. */
function uncover() {
  const hidden = newList();
  mapForEach(shadows, ({ read, write, isOfParser, original }) => {
    if (!isOfParser) return;
    push(hidden, { __proto__: null, value: read(), write });
    write(original);
  });
  return hidden;
}

function exchange(properties, chains) {
  const present = { __proto__: null, properties: newList(), prototypes: newList() };
  for (let i = 0; i < holders.length; i++) {
    push(present.properties, descriptorsOf(holders[i]));
    push(present.prototypes, getPrototypeOf(holders[i]));
  }
  for (let i = 0; i < holders.length; i++) put(holders[i], present.properties[i], properties[i], chains[i]);
  return present;
}

/** What user code has frozen stays as it is. */
function put(holder, present, wanted, chain) {
  const others = ownKeys(present);
  for (let i = 0; i < others.length; i++) if (!propertyIsOwn(wanted, others[i])) deleteProperty(holder, others[i]);
  const names = ownKeys(wanted);
  for (let i = 0; i < names.length; i++) {
    try {
      defineProperty(holder, names[i], wanted[names[i]]);
    } catch {}
  }
  try {
    if (getPrototypeOf(holder) !== chain) setPrototypeOf(holder, chain);
  } catch {}
}

/** Descriptors that inherit nothing: a `get` on Object.prototype would be taken for theirs. */
function descriptorsOf(holder) {
  const names = holder === global ? PARSER_NAMES : ownKeys(holder);
  const all = { __proto__: null };
  for (let i = 0; i < names.length; i++) {
    const descriptor = getOwnPropertyDescriptor(holder, names[i]);
    if (descriptor !== undefined) all[names[i]] = setPrototypeOf(descriptor, null);
  }
  return all;
}
