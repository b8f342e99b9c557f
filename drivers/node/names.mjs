// What user code has defined, and how that differs from the last look. Nothing in here calls a getter or a proxy's trap.
import { originOf } from "./origins.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { shadows, userNames } from "./globals.mjs";
import { packBlob } from "./keep.mjs";
import { specifierOf } from "./modules.mjs";
import { deref, getOwnPropertyDescriptor, getPrototypeOf, global, inspect, mapDelete, mapForEach, mapGet, mapHas, mapSet, newList, propertyIsOwn, push, replace, slice, sourceOf, startsWith, stringify, test, types, WeakReference } from "./safe.mjs";
import { versionOf } from "./versions.mjs";

const LOOK_MS_MAX = 20;
const VIEW_CHARS_MAX = 200;
const VIEW = { __proto__: null, depth: 1, breakLength: Infinity, compact: true, maxArrayLength: 20, maxStringLength: VIEW_CHARS_MAX, customInspect: false, getters: false };
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
  if (mapHas(shadows, name)) return mapGet(shadows, name)();
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
  const prototype = getPrototypeOf(value);
  if (prototype === null) return "Object";
  const maker = getOwnPropertyDescriptor(prototype, "constructor")?.value;
  const name = typeof maker === "function" ? getOwnPropertyDescriptor(maker, "name")?.value : undefined;
  return typeof name === "string" && name !== "" ? name : "Object";
}

function view(value) {
  try {
    const text = typeof value === "function" ? heading(value) : inspect(value, VIEW);
    return cutText(replace(text, /\s+/g, " "));
  } catch {
    return `<${typeName(value)}>`;
  }
}

/** A function's head: its text up to the body. */
function heading(value) {
  const source = slice(sourceOf(value), 0, 4 * VIEW_CHARS_MAX);
  if (startsWith(source, "class")) return replace(source, /\s*\{[^]*$/, "");
  return replace(source, /\)\s*(?:\{|=>)[^]*$/, ")");
}

/** Never between the halves of a surrogate pair. */
function cutText(text) {
  if (text.length <= VIEW_CHARS_MAX) return text;
  return replace(`${slice(text, 0, VIEW_CHARS_MAX - 1)}…`, /[\ud800-\udbff]…$/, "…");
}

function sizeOf(value) {
  if (typeof value === "string") return value.length;
  if (types.isArrayBufferView(value) || types.isAnyArrayBuffer(value)) return value.byteLength;
  return undefined;
}
