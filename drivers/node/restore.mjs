// Brings kept names back into a fresh interpreter.
import { lookAtNames } from "./names.mjs";
import { evaluate, importHere } from "./script.mjs";
import { noteImport } from "./origins.mjs";
import { requireHere } from "./modules.mjs";
import { defineName } from "./assemble.mjs";
import { Error, newList, parse, push, slice } from "./safe.mjs";
import { unpackValue } from "./keep.mjs";

/** Applies `keep` in its order. Resolves to what of it was kept and lost. */
export async function restore(keep) {
  const kept = newList();
  const lost = { __proto__: null };
  for (let i = 0; i < keep.length; i++) {
    const { name, blob } = keep[i];
    try {
      defineName(name, await revive(name, blob));
      push(kept, name);
    } catch (error) {
      lost[name] = `${error?.message ?? error}`;
    }
  }
  while (lookAtNames().cut !== undefined);
  return { __proto__: null, t: "restored", kept, lost };
}

function revive(name, blob) {
  const body = slice(blob, 2);
  switch (slice(blob, 0, 2)) {
    case "v:":
      return unpackValue(body);
    case "f:":
      return evaluate(`(${parse(body).source}\n)`);
    case "i:":
      return reviveImport(name, parse(body));
    default:
      throw new Error("a blob of an unknown kind");
  }
}

async function reviveImport(name, origin) {
  if (origin.name === "require") return requireHere()(origin.from);
  const namespace = await importHere(origin.from, origin.attributes);
  noteImport(name, origin);
  return origin.name === "*" ? namespace : namespace[origin.name];
}
