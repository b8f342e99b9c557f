// Values as blobs that a fresh interpreter can take up:
//   v:BASE64   a structured clone        f:JSON   the source of a function or class        i:JSON   an import
import v8 from "node:v8";
import { base64Slice, bufferFrom, getOwnPropertyDescriptor, getPrototypeOf, isArray, keys, mapForEach, setAdd, setHas, slice, sourceOf, startsWith, stringify, test, types } from "./safe.mjs";

const { deserialize, serialize } = v8;
const BLOB_BYTES_MAX = 1024 * 1024;
const CLONE_BYTES_MAX = (BLOB_BYTES_MAX * 3) / 4 - 16;
const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;
const setForEach = Function.prototype.call.bind(Set.prototype.forEach);

/** What structured clone gives back as it was; other prototypes would be lost without a word. */
const faithful = new Set([Object, Array, Map, Set, Date, RegExp, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, ArrayBuffer, Boolean, Number, String, BigInt, Buffer, DataView, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array].map((type) => type.prototype));

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
  const walk = { __proto__: null, bytes: 0, seen: new Set(), reason: undefined };
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
  if (prototype !== null && !setHas(faithful, prototype)) return void (walk.reason = `instance of ${className(prototype)}`);
  if (types.isArrayBufferView(value) || types.isAnyArrayBuffer(value)) walk.bytes += value.byteLength;
  else if (types.isMap(value)) mapForEach(value, (item, key) => (inspectPart(key, walk), inspectPart(item, walk)));
  else if (types.isSet(value)) setForEach(value, (item) => inspectPart(item, walk));
  else inspectProperties(value, walk);
}

function inspectProperties(value, walk) {
  if (isArray(value) && value.length > CLONE_BYTES_MAX) return void (walk.reason = TOO_LARGE);
  const names = keys(value);
  for (let i = 0; i < names.length && walk.reason === undefined; i++) {
    const slot = getOwnPropertyDescriptor(value, names[i]);
    if (slot.get !== undefined) walk.reason = `has a getter: ${slice(names[i], 0, 40)}`;
    else inspectPart(slot.value, walk);
  }
}

function className(prototype) {
  const maker = getOwnPropertyDescriptor(prototype, "constructor")?.value;
  const name = typeof maker === "function" ? getOwnPropertyDescriptor(maker, "name")?.value : undefined;
  return typeof name === "string" && !startsWith(name, " ") ? name : "an unknown class";
}
