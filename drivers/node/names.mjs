// What user code has defined, and how that differs from the last look. Nothing in here calls a getter or a proxy's trap.
import { originOf } from "./origins.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { shadows, userNames } from "./globals.mjs";
import { packBlob } from "./keep.mjs";
import { specifierOf } from "./modules.mjs";
import { deref, getOwnPropertyDescriptor, global, mapDelete, mapForEach, mapGet, mapHas, mapSet, newList, propertyIsOwn, push, slice, sourceOf, stringify, test, types, WeakReference } from "./safe.mjs";
import { versionOf } from "./versions.mjs";
import { bytesOf, classOf, view } from "./view.mjs";

const LOOK_MS_MAX = 20;
const { is } = Object;
const now = performance.now.bind(performance);

/** name → {value | reference, print} as of the last look. */
const seen = new Map();
let seenCount = 0;

/** Describes what is new, changed and gone, and remembers it. */
export function lookAtNames() {
  const until = now() + LOOK_MS_MAX;
  const look = { __proto__: null, names: { __proto__: null }, added: newList(), changed: newList(), removed: newList(), keep: newList(), unkept: { __proto__: null }, cut: undefined };
  const list = userNames();
  mapForEach(shadows, (_, name) => push(list, name));
  const seenBefore = seenCount;
  let stillThere = 0;
  for (let i = 0; i < list.length; i++) {
    if (now() > until) {
      look.cut = `over ${LOOK_MS_MAX} ms`;
      leaveOut(list, i, look);
      break;
    }
    if (examine(list[i], look)) stillThere++;
  }
  if (stillThere !== seenBefore) findRemoved(list, look);
  return look;
}

/** New names for which there was no time are not kept yet, and a crash has to say so. */
function leaveOut(list, from, look) {
  for (let i = from; i < list.length; i++) {
    if (!mapHas(seen, list[i])) look.unkept[list[i]] = `not looked at yet: ${look.cut}`;
  }
}

function findRemoved(list, look) {
  const present = { __proto__: null };
  for (let i = 0; i < list.length; i++) present[list[i]] = true;
  mapForEach(seen, (_, name) => {
    if (present[name] === undefined) push(look.removed, name);
  });
  for (let i = 0; i < look.removed.length; i++) mapDelete(seen, look.removed[i]);
  seenCount -= look.removed.length;
}

/** True when the name was there at the last look. */
function examine(name, look) {
  const value = read(name);
  if (value === ACCESSOR) return mapHas(seen, name);
  const record = mapGet(seen, name);
  const print = fingerprint(value);
  if (record !== undefined && isSame(record, value) && record.print === print) return true;
  mapSet(seen, name, recordOf(value, print));
  if (record === undefined) seenCount++;
  push(record === undefined ? look.added : look.changed, name);
  describe(name, value, look);
  return record !== undefined;
}

const ACCESSOR = { __proto__: null };

function read(name) {
  if (mapHas(shadows, name)) return mapGet(shadows, name).read();
  const descriptor = getOwnPropertyDescriptor(global, name);
  return propertyIsOwn(descriptor, "value") ? descriptor.value : ACCESSOR;
}

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

/** Objects are held weakly: a look must not keep alive what the user let go. */
function recordOf(value, print) {
  if (isObject(value)) return { __proto__: null, reference: new WeakReference(value), value: undefined, print };
  return { __proto__: null, reference: undefined, value, print };
}

function isSame(record, value) {
  if (record.reference === undefined) return is(record.value, value);
  return deref(record.reference) === value;
}

function describe(name, value, look) {
  const origin = importedFrom(name, value);
  if (origin !== undefined) {
    look.names[name] = { __proto__: null, kind: "import", type: "module", view: origin.from, version: versionOf(origin.from) };
    push(look.keep, { __proto__: null, name, blob: `i:${stringify(origin)}` });
    return;
  }
  const kind = typeof value === "function" ? "function" : "variable";
  look.names[name] = { __proto__: null, kind, type: typeName(value), view: view(value), size: sizeOf(value) };
  const { blob, reason } = packBlob(value);
  if (blob !== undefined) push(look.keep, { __proto__: null, name, blob });
  else look.unkept[name] = reason;
}

/** An import statement bound it, or it is what `require` returned. */
function importedFrom(name, value) {
  const origin = originOf(name);
  if (origin !== undefined) return origin;
  const specifier = isObject(value) && !types.isProxy(value) ? specifierOf(value) : undefined;
  return specifier === undefined ? undefined : { __proto__: null, from: specifier, name: "require" };
}

function typeName(value) {
  if (value === null) return "null";
  if (!isObject(value)) return typeof value;
  if (types.isProxy(value)) return "Proxy";
  if (typeof value === "function") return test(/^class\b/, slice(sourceOf(value), 0, 6)) ? "class" : "function";
  return classOf(value) || "Object";
}

function sizeOf(value) {
  return typeof value === "string" ? value.length : isObject(value) ? bytesOf(value) : undefined;
}
