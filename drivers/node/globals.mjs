// Which names on the global object are Node's own, and which are the user's.
import { define, getOwnPropertyDescriptor, getOwnPropertyNames, global, mapGet, mapHas, mapSet, setAdd, setHas } from "./safe.mjs";

/**
 * What a parser asks the global object for. The values of no others are looked at: Node makes some when they are first asked for, and
 * FormData alone takes longer than all the driver.
 */
export const PARSER_NAMES = [
  "Object", "Function", "Array", "Number", "Boolean", "String", "Symbol", "BigInt", "Promise", "RegExp", "Error", "RangeError",
  "ReferenceError", "SyntaxError", "TypeError", "URIError", "JSON", "Math", "Map", "Set", "WeakMap", "WeakSet", "WeakRef",
  "FinalizationRegistry", "Proxy", "Reflect", "ArrayBuffer", "SharedArrayBuffer", "DataView", "Uint8Array", "Int32Array", "parseInt",
  "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "decodeURIComponent", "globalThis", "console", "process", "WebAssembly",
  "TextDecoder", "TextEncoder", "Buffer", "URL",
];

const builtins = new Set();
/** What those of a parser were. */
const originals = new Map();
/** Names that shadow a built-in: they live as lexical bindings, so that the built-in itself stays what it is. */
const shadows = new Map();

/** Takes what exists now for Node's own. */
export function rememberBuiltins() {
  for (const name of getOwnPropertyNames(global)) setAdd(builtins, name);
  for (const name of PARSER_NAMES) mapSet(originals, name, global[name]);
}

export const isBuiltin = (name) => setHas(builtins, name);
export const isShadow = (name) => mapHas(shadows, name);

/** Remembers a shadowed built-in with the functions that read and write its binding, and, if it is one of a parser's, what it is. */
export function addShadow(name, read, write) {
  mapSet(shadows, name, { __proto__: null, read, write, isOfParser: mapHas(originals, name), original: mapGet(originals, name) });
}

export { shadows };

/** Makes `name` a global variable that can be removed again; false when it was one. */
export function declareGlobal(name) {
  if (getOwnPropertyDescriptor(global, name) !== undefined) return false;
  define(global, name, undefined);
  return true;
}
