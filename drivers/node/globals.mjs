// Which names on the global object are Node's own, and which are the user's.
import { define, getOwnPropertyDescriptor, getOwnPropertyNames, global, mapGet, mapHas, mapSet, setAdd, setHas } from "./safe.mjs";

const builtins = new Set();
/** What they were. Those that are made when first asked for are not asked. */
const originals = new Map();
/** Names that shadow a built-in: they live as lexical bindings, so that the built-in itself stays what it is. */
const shadows = new Map();

/** Takes what exists now for Node's own. */
export function rememberBuiltins() {
  for (const name of getOwnPropertyNames(global)) {
    setAdd(builtins, name);
    const { value, get } = getOwnPropertyDescriptor(global, name);
    if (get === undefined) mapSet(originals, name, value);
  }
}

export const isBuiltin = (name) => setHas(builtins, name);
export const isShadow = (name) => mapHas(shadows, name);

/** Remembers a shadowed built-in with the functions that read and write its binding. */
export function addShadow(name, read, write) {
  mapSet(shadows, name, { __proto__: null, read, write, original: mapGet(originals, name) });
}

export { shadows };

/** Makes `name` a global variable that can be removed again; false when it was one. */
export function declareGlobal(name) {
  if (getOwnPropertyDescriptor(global, name) !== undefined) return false;
  define(global, name, undefined);
  return true;
}
