// require, module, exports, __filename and __dirname: what a script has, relative to the session's present directory.
import { createRequire } from "node:module";
import { define, defineProperty, global, mapGet, mapSet, weakGet, weakSet } from "./safe.mjs";
import { workingDirectory } from "./scope.mjs";

const byDirectory = new Map();
/** Module objects and functions that came out of `require`, with their specifiers. */
const required = new WeakMap();

/** The specifier a value was required by. */
export const specifierOf = (value) => weakGet(required, value);

/** `require` as seen from the working directory. */
export function requireHere() {
  const directory = workingDirectory();
  let found = mapGet(byDirectory, directory);
  if (found === undefined) {
    found = createRequire(`${directory}/[node]`);
    mapSet(byDirectory, directory, found);
  }
  return found;
}

/** Defines them on the global object. */
export function provideModules() {
  function require(specifier) {
    const value = requireHere()(specifier);
    if ((typeof value === "object" && value !== null) || typeof value === "function") weakSet(required, value, specifier);
    return value;
  }
  forward(require, ["resolve", "cache", "extensions", "main"]);
  const module = { __proto__: null, exports: {}, id: "<node>", loaded: false, children: [], paths: [] };
  define(global, "require", require, false);
  define(global, "module", module, false);
  define(global, "exports", module.exports, false);
  compute("__dirname", workingDirectory);
  compute("__filename", () => `${workingDirectory()}/[node]`);
}

function forward(target, names) {
  for (const name of names) {
    defineProperty(target, name, { __proto__: null, get: () => requireHere()[name], enumerable: true, configurable: true });
  }
}

function compute(name, get) {
  const set = (value) => define(global, name, value, false);
  defineProperty(global, name, { __proto__: null, get, set, enumerable: false, configurable: true });
}
