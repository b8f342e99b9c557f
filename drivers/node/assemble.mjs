// A rewritten script to a program that runs: declares its names, compiles its parts, takes names back when it fails.
import { addShadow, declareGlobal, isBuiltin, isShadow } from "./globals.mjs";
import { noteImports } from "./origins.mjs";
import { define, global, push } from "./safe.mjs";
import { compile, evaluate, run } from "./script.mjs";

const OPENING = "(async()=>{";

/** The program of what `rewrite` returned. */
export function assemble({ text, hoisted, asynchronous, names, shadows, imports }, id) {
  const main = asynchronous ? compile(`${OPENING}${text}\n})()`, id, -OPENING.length) : compile(text, id);
  const before = hoisted === undefined ? undefined : compile(hoisted, id);
  const created = [];
  return {
    __proto__: null,
    asynchronous,
    start() {
      for (const name of shadows) if (!isShadow(name)) shadow(name);
      for (const name of names) if (declareGlobal(name)) push(created, name);
      noteImports(names, shadows, imports);
      if (before !== undefined) run(before);
      return run(main);
    },
    /** A declaration that was never reached leaves no name behind. */
    undeclare() {
      for (let i = 0; i < created.length; i++) if (global[created[i]] === undefined) delete global[created[i]];
    },
  };
}

/** Defines a name as a declaration would. */
export function defineName(name, value) {
  if (!isBuiltin(name)) return define(global, name, value);
  if (!isShadow(name)) shadow(name);
  evaluate(`v=>{${name}=v}`)(value);
}

/** One lexical binding for good, which begins as the built-in that it hides. */
function shadow(name) {
  evaluate(`let ${name}=this[${JSON.stringify(name)}]`);
  addShadow(name, evaluate(`()=>${name}`));
}
