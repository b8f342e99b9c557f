// A rewritten script to a program that runs: declares its names, compiles its parts, takes names back when it fails.
import { addShadow, declareGlobal, isBuiltin, isShadow, shadows } from "./globals.mjs";
import { noteImports } from "./origins.mjs";
import { define, global, mapGet, newList, push, stringify } from "./safe.mjs";
import { compile, evaluate, run } from "./script.mjs";

const OPENING = "(async()=>{";

/** The program of what `rewrite` returned. */
export function assemble({ text, hoisted, asynchronous, names, shadows, imports }, id) {
  const main = asynchronous ? compile(`${OPENING}${text}\n})()`, id, -OPENING.length) : compile(text, id);
  const before = hoisted === undefined ? undefined : compile(hoisted, id);
  const plainNames = [...names];
  const shadowNames = [...shadows];
  const origins = [...imports];
  const created = newList();
  return {
    __proto__: null,
    asynchronous,
    start() {
      for (let i = 0; i < shadowNames.length; i++) if (!isShadow(shadowNames[i])) shadow(shadowNames[i]);
      for (let i = 0; i < plainNames.length; i++) if (declareGlobal(plainNames[i])) push(created, plainNames[i]);
      noteImports(plainNames, shadowNames, origins);
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
  mapGet(shadows, name).write(value);
}

/** One lexical binding for good, which begins as the built-in that it hides. */
function shadow(name) {
  evaluate(`let ${name}=this[${stringify(name)}]`);
  addShadow(name, evaluate(`()=>${name}`), evaluate(`v=>{${name}=v}`));
}
