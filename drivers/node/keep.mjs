// Values as blobs that a fresh interpreter can take up:
//   v:BASE64   a structured clone        f:JSON   the source of a function or class        i:JSON   an import
import v8 from "node:v8";
import { base64Slice, bufferFrom, Error, getOwnPropertyDescriptor, getPrototypeOf, isArray, keys, mapForEach, propertyIsOwn, Set as OwnSet, setAdd, setHas, slice, sourceOf, stringify, test, types } from "./safe.mjs";
import { bytesOf, classOf, dataOf } from "./view.mjs";

const { deserialize, serialize } = v8;
const BLOB_BYTES_MAX = 1024 * 1024;
const CLONE_BYTES_MAX = (BLOB_BYTES_MAX * 3) / 4 - 16;
const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;
const setForEach = Function.prototype.call.bind(Set.prototype.forEach);

/** What structured clone gives back as it was; other prototypes would be lost without a word. */
const faithful = new Set([Object, Array, Map, Set, Date, RegExp, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, ArrayBuffer, Boolean, Number, String, BigInt, Buffer, DataView, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array].map((type) => type.prototype));

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const VIEW_PARTS = ["byteLength", "byteOffset", "buffer", "length"].map((name) => ({
  name,
  holders: [typedArray],
  getter: Object.getOwnPropertyDescriptor(typedArray, name).get,
}));

/** {blob} or {reason}. */
export function packBlob(value) {
  if (typeof value === "function") return packSource(value);
  const reason = objection(value);
  if (reason !== undefined) return { __proto__: null, reason };
  try {
    const bytes = serialize(value);
    if (bytes.length > CLONE_BYTES_MAX) return { __proto__: null, reason: TOO_LARGE };
    return { __proto__: null, blob: `v:${base64Slice(bytes, 0, bytes.length)}` };
  } catch (error) {
    return { __proto__: null, reason: `${error.message}` };
  }
}

export const unpackValue = (text) => deserialize(bufferFrom(text, "base64"));

const TOO_LARGE = "larger than 1 MiB";

function packSource(value) {
  if (types.isProxy(value)) return { __proto__: null, reason: "a Proxy" };
  const source = sourceOf(value);
  if (test(NATIVE, source)) return { __proto__: null, reason: "native or bound function" };
  if (source.length > BLOB_BYTES_MAX / 3) return { __proto__: null, reason: TOO_LARGE };
  return { __proto__: null, blob: `f:${stringify({ __proto__: null, source })}` };
}

/** Why a value cannot be cloned as it is; looks at no more of it than a blob may hold. */
function objection(value) {
  const walk = { __proto__: null, bytes: 0, seen: new OwnSet(), reason: undefined };
  inspectPart(value, walk);
  return walk.reason;
}

function inspectPart(value, walk) {
  if (walk.reason !== undefined) return;
  walk.bytes += typeof value === "string" ? value.length : 4;
  if (walk.bytes > CLONE_BYTES_MAX) walk.reason = TOO_LARGE;
  else if (typeof value === "function") walk.reason = "contains a function";
  else if (typeof value === "symbol") walk.reason = "contains a symbol";
  else if (typeof value === "object" && value !== null) inspectObject(value, walk);
}

function inspectObject(value, walk) {
  if (setHas(walk.seen, value)) return;
  setAdd(walk.seen, value);
  if (types.isProxy(value)) return void (walk.reason = "a Proxy");
  const prototype = getPrototypeOf(value);
  if (prototype !== null && !setHas(faithful, prototype)) return void (walk.reason = `instance of ${classOf(value) || "an unknown class"}`);
  const bytes = bytesOf(value);
  if (bytes !== undefined) inspectView(value, bytes, walk);
  else if (types.isMap(value)) mapForEach(value, (item, key) => (inspectPart(key, walk), inspectPart(item, walk)));
  else if (types.isSet(value)) setForEach(value, (item) => inspectPart(item, walk));
  else if (types.isNativeError(value)) inspectError(value, walk);
  else inspectProperties(value, walk);
}

/** The serializer asks a view for these; they may have been given to it, or to what all views inherit. */
function inspectView(value, bytes, walk) {
  walk.bytes += bytes;
  for (let i = 0; i < VIEW_PARTS.length; i++) {
    const { name, holders, getter } = VIEW_PARTS[i];
    if (getOwnPropertyDescriptor(value, name) !== undefined) walk.reason = `has a ${name} of its own`;
    if (!types.isTypedArray(value)) continue;
    for (let j = 0; j < holders.length; j++) if (getOwnPropertyDescriptor(holders[j], name)?.get !== getter) walk.reason = `its ${name} is code of the session's`;
  }
}

/** The engine asks an error for its name and its stack, which a function of the user's may make. */
function inspectError(error, walk) {
  const untouched = dataOf(Error, "prepareStackTrace") === undefined && getOwnPropertyDescriptor(Error, "prepareStackTrace")?.get === undefined;
  if (!untouched) return void (walk.reason = "its stack is made by code of the session's");
  if (getOwnPropertyDescriptor(error, "name") !== undefined || !hasOwnName(getPrototypeOf(error))) walk.reason = "an error with a name of its own";
  const message = getOwnPropertyDescriptor(error, "message");
  const cause = getOwnPropertyDescriptor(error, "cause");
  if (message !== undefined) inspectSlot("message", message, walk);
  if (cause !== undefined) inspectSlot("cause", cause, walk);
}

function hasOwnName(prototype) {
  return prototype !== null && typeof dataOf(prototype, "name") === "string" && typeof dataOf(Error.prototype, "name") === "string";
}

function inspectProperties(value, walk) {
  if (isArray(value) && dataOf(value, "length") > CLONE_BYTES_MAX) return void (walk.reason = TOO_LARGE);
  const names = keys(value);
  for (let i = 0; i < names.length && walk.reason === undefined; i++) inspectSlot(names[i], getOwnPropertyDescriptor(value, names[i]), walk);
}

function inspectSlot(name, slot, walk) {
  if (propertyIsOwn(slot, "value")) inspectPart(slot.value, walk);
  else walk.reason = `has a getter: ${slice(name, 0, 40)}`;
}
