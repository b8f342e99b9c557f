// Where imported names come from.
import { mapDelete, mapGet, mapSet } from "./safe.mjs";

const origins = new Map();

/** Notes the imports of a run; its other declarations are no imports any more. */
export function noteImports(names, shadows, imports) {
  for (let i = 0; i < names.length; i++) mapDelete(origins, names[i]);
  for (let i = 0; i < shadows.length; i++) mapDelete(origins, shadows[i]);
  for (let i = 0; i < imports.length; i++) mapSet(origins, imports[i][0], imports[i][1]);
}

/** {from, name, attributes} of an imported name. */
export const originOf = (name) => mapGet(origins, name);

/** As noteImports, for one name that is restored. */
export function noteImport(name, origin) {
  mapSet(origins, name, origin);
}
