// The version of an imported module: of the nearest package.json that carries its name.
import process from "node:process";
import { dirname, join } from "node:path";
import { isBuiltin } from "node:module";
import { requireHere } from "./modules.mjs";
import { mapGet, mapHas, mapSet, parse, readFileSync, slice, startsWith, test } from "./safe.mjs";

const known = new Map();

export function versionOf(specifier) {
  if (isBuiltin(specifier)) return process.version;
  if (test(/^[./]|^\w+:/, specifier)) return undefined;
  if (!mapHas(known, specifier)) mapSet(known, specifier, lookUp(specifier));
  return mapGet(known, specifier);
}

function lookUp(specifier) {
  try {
    for (let folder = dirname(requireHere().resolve(specifier)); folder !== dirname(folder); folder = dirname(folder)) {
      const version = versionIn(folder, specifier);
      if (version !== undefined) return version;
    }
  } catch {
    // An ESM-only package, or one that is gone: its version is not known.
  }
  return undefined;
}

function versionIn(folder, specifier) {
  try {
    const { name, version } = parse(readFileSync(join(folder, "package.json"), "utf8"));
    return name !== undefined && startsWith(specifier, slice(name, 0)) ? version : undefined;
  } catch {
    return undefined;
  }
}
