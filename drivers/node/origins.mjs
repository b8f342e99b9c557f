// Where imported names come from.
import { mapDelete, mapGet, mapSet } from "./safe.mjs";

const origins = new Map();

/** Notes the imports of a run; its other declarations are no imports any more. */
export function noteImports(names, shadows, imports) {
  for (const name of names) mapDelete(origins, name);
  for (const name of shadows) mapDelete(origins, name);
  for (const [name, origin] of imports) mapSet(origins, name, origin);
}

/** {from, name, attributes} of an imported name. */
export const originOf = (name) => mapGet(origins, name);

/** As noteImports, for one name that is restored. */
export function noteImport(name, origin) {
  mapSet(origins, name, origin);
}
