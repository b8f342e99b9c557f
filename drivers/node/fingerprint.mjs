// A number that tells whether a value's content changed: up to 4 KiB of plain content, without calling user code.
import { charCodeAt, getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, getterOf, isArray, propertyIsOwn, types } from "./safe.mjs";

const CONTENT_BYTES_MAX = 4096;
const DEPTH_MAX = 6;
const { imul } = Math;
const { isDate, isMap, isProxy, isSet } = types;
const { bind, call } = Function.prototype;
const sizeOfMap = bind.call(call, Object.getOwnPropertyDescriptor(Map.prototype, "size").get);
const sizeOfSet = bind.call(call, Object.getOwnPropertyDescriptor(Set.prototype, "size").get);
const timeOf = bind.call(call, Date.prototype.getTime);
const typedArray = getPrototypeOf(Uint8Array.prototype);
const typedBytes = bind.call(call, getOwnPropertyDescriptor(typedArray, "byteLength").get);
const typedLength = bind.call(call, getOwnPropertyDescriptor(typedArray, "length").get);
const objectPrototype = Object.prototype;

let hash = 0;
let budget = 0;

/** 0 for what has no content of its own (functions, proxies) and for primitives, which are compared as they are. */
export function fingerprint(value) {
  if (typeof value !== "object" || value === null) return 0;
  hash = 0x811c9dc5 | 0;
  budget = CONTENT_BYTES_MAX;
  add(value, 0);
  return hash;
}

function mix(number) {
  hash = imul(hash ^ number, 0x01000193);
}

function add(value, depth) {
  switch (typeof value) {
    case "string":
      return addText(value);
    case "number":
      budget -= 8;
      mix(value | 0);
      return mix(((value % 1) * 0x7fffffff) | 0 || (value / 0x80000000) | 0);
    case "object":
      return value === null ? mix(1) : addObject(value, depth);
    case "bigint":
      return addText(`${value}`);
    default:
      budget -= 4;
      return mix(value === undefined ? 2 : value === true ? 3 : value === false ? 4 : 5);
  }
}

function addText(text) {
  const length = text.length < budget ? text.length : budget;
  mix(text.length);
  for (let i = 0; i < length; i++) mix(charCodeAt(text, i));
  budget -= length + 2;
}

function addObject(value, depth) {
  budget -= 8;
  if (budget <= 0 || depth > DEPTH_MAX || isProxy(value)) return;
  if (isArray(value)) return addArray(value, depth);
  if (isMap(value)) return mix(sizeOfMap(value));
  if (isSet(value)) return mix(sizeOfSet(value));
  if (isDate(value)) return add(timeOf(value), depth);
  if (types.isTypedArray(value)) return addView(value);
  const prototype = getPrototypeOf(value);
  if (prototype === objectPrototype || prototype === null) addProperties(value, depth);
  else mix(getOwnPropertyNames(value).length);
}

function addArray(array, depth) {
  mix(array.length);
  for (let i = 0; i < array.length && budget > 0; i++) {
    if (!propertyIsOwn(array, i)) mix(6);
    else if (getterOf(array, i) === undefined) add(array[i], depth + 1);
  }
}

function addProperties(object, depth) {
  const names = getOwnPropertyNames(object);
  mix(names.length);
  for (let i = 0; i < names.length && budget > 0; i++) {
    addText(names[i]);
    const slot = getOwnPropertyDescriptor(object, names[i]);
    if (propertyIsOwn(slot, "value")) add(slot.value, depth + 1);
  }
}

function addView(view) {
  mix(typedBytes(view));
  const count = typedLength(view);
  const length = count < budget ? count : budget;
  for (let i = 0; i < length; i++) add(view[i], 0);
}
