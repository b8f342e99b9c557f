// V8 scripts of the main context.
import vm from "node:vm";
import { call, replace, stringify } from "./safe.mjs";
import { workingDirectory } from "./scope.mjs";

const { Script } = vm;
const { USE_MAIN_CONTEXT_DEFAULT_LOADER } = vm.constants;
const runInThisContext = call(Script.prototype.runInThisContext);
/** One object for all: an object without a prototype is slow to make. */
const compileOptions = { __proto__: null, filename: "", columnOffset: 0, importModuleDynamically: USE_MAIN_CONTEXT_DEFAULT_LOADER };
/** What the excerpt in a syntax error's stack shows in front of the short name. */
const FOLDER = /^[^\n]*(?=<node:)/;
const RUN_OPTIONS = { __proto__: null, displayErrors: false };

/**
 * Compiles text whose first line starts `-shift` columns further right than the user's. The file name lies in the working
 * directory, which is where imports then resolve from; stack traces show the shorter name.
 */
export function compile(text, id, shift = 0) {
  compileOptions.filename = `${workingDirectory()}/<node:${id}>`;
  compileOptions.columnOffset = shift;
  try {
    return new Script(`${text}\n//# sourceURL=<node:${id}>`, compileOptions);
  } catch (error) {
    error.stack = replace(error.stack, FOLDER, "");
    throw error;
  }
}

export function run(script) {
  return runInThisContext(script, RUN_OPTIONS);
}

/** The value of an expression of the driver's own. */
export function evaluate(text) {
  return run(compile(text, "driver"));
}

/** A namespace, resolved from the working directory. */
export function importHere(specifier, attributes = "") {
  return evaluate(`import(${stringify(specifier)}${attributes})`);
}
