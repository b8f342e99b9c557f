// A short look at a value. It reads own data properties only, by what the engine says of them: no getter, no trap of a proxy,
// no `Symbol.toStringTag`, no `constructor` that answers for itself, and nothing that user code has put on a prototype.
import { call, getOwnPropertyDescriptor, getPrototypeOf, global, includes, isArray, mapForEach, ownKeys, propertyIsOwn, replace, slice, sourceOf, startsWith, stringify, test, types } from "./safe.mjs";

export const VIEW_CHARS_MAX = 200;
const ITEMS_MAX = 20;
const LEVELS_MAX = 2;
const { Date, Map, RegExp, Set, Uint8Array } = global;
const getter = (prototype, name) => call(getOwnPropertyDescriptor(prototype, name).get);
const setForEach = call(Set.prototype.forEach);
const sizeOfMap = getter(Map.prototype, "size");
const sizeOfSet = getter(Set.prototype, "size");
const timeText = call(Date.prototype.toISOString);
const timeOf = call(Date.prototype.getTime);
const patternText = getter(RegExp.prototype, "source");
const lengthOfArray = getter(getPrototypeOf(Uint8Array.prototype), "length");
const typedBytes = getter(getPrototypeOf(Uint8Array.prototype), "byteLength");
const viewBytes = getter(global.DataView.prototype, "byteLength");
const bufferBytes = getter(global.ArrayBuffer.prototype, "byteLength");
const sharedBytes = getter(global.SharedArrayBuffer.prototype, "byteLength");
const FLAGS = ["hasIndices", "global", "ignoreCase", "multiline", "dotAll", "unicode", "unicodeSets", "sticky"];
const flagGetters = FLAGS.map((name) => getter(RegExp.prototype, name));
const LETTERS = "dgimsuvy";
const primitives = { __proto__: null };
for (const name of ["Number", "String", "Boolean", "BigInt", "Symbol"]) primitives[name] = call(global[name].prototype.valueOf);
const symbolText = call(global.Symbol.prototype.toString);
const FULL = { __proto__: null };

/** What stands in an own data property; undefined for a getter, and where there is none. */
export function dataOf(object, name) {
  const found = getOwnPropertyDescriptor(object, name);
  return found !== undefined && propertyIsOwn(found, "value") ? found.value : undefined;
}

/** Bytes of a buffer or of a view of one; undefined for all else. */
export function bytesOf(value) {
  if (types.isDataView(value)) return viewBytes(value);
  if (types.isTypedArray(value)) return typedBytes(value);
  if (types.isArrayBuffer(value)) return bufferBytes(value);
  return types.isSharedArrayBuffer(value) ? sharedBytes(value) : undefined;
}

/** The name of the class that made it, by the `constructor` of its prototype; "" where nobody can tell. */
export function classOf(value) {
  const prototype = getPrototypeOf(value);
  if (prototype === null || types.isProxy(prototype)) return "";
  const maker = dataOf(prototype, "constructor");
  if (typeof maker !== "function" || types.isProxy(maker)) return "";
  const name = dataOf(maker, "name");
  return typeof name === "string" ? name : "";
}

/** At most VIEW_CHARS_MAX characters, in one line. */
export function view(value) {
  const out = { __proto__: null, text: "" };
  try {
    show(value, LEVELS_MAX, out);
  } catch (error) {
    if (error !== FULL) return "<a value that cannot be looked at>";
  }
  return cut(replace(out.text, /\s+/g, " "));
}

function cut(text) {
  if (text.length <= VIEW_CHARS_MAX) return text;
  return replace(`${slice(text, 0, VIEW_CHARS_MAX - 1)}…`, /[\ud800-\udbff]…$/, "…"); // not between the halves of a pair
}

function add(out, text) {
  out.text += text;
  if (out.text.length > 4 * VIEW_CHARS_MAX) throw FULL;
}

function show(value, level, out) {
  if (typeof value === "string") return add(out, quoted(value));
  if (typeof value === "function") return add(out, level === LEVELS_MAX ? heading(value) : `[${kindOf(value)}]`);
  if (typeof value === "symbol") return add(out, symbolText(value));
  if (typeof value === "bigint") return add(out, `${value}n`);
  if (typeof value !== "object" || value === null) return add(out, value === 0 && 1 / value < 0 ? "-0" : `${value}`);
  showObject(value, level, out);
}

function showObject(value, level, out) {
  if (types.isProxy(value)) return add(out, "[Proxy]");
  if (types.isDate(value)) return add(out, timeOf(value) === timeOf(value) ? timeText(value) : "Invalid Date");
  if (types.isRegExp(value)) return add(out, `/${patternText(value)}/${flagsOf(value)}`);
  if (types.isNativeError(value)) return add(out, `[${headOfError(value)}]`);
  if (types.isPromise(value)) return add(out, "Promise");
  if (types.isBoxedPrimitive(value)) return add(out, boxed(value));
  const name = classOf(value);
  if (level < 0) return add(out, `[${name || "Object"}]`);
  if (isArray(value)) return showItems(value, dataOf(value, "length"), name === "Array" ? "" : `${name}(${dataOf(value, "length")}) `, level, out);
  if (types.isTypedArray(value)) return showItems(value, lengthOfArray(value), `${name}(${lengthOfArray(value)}) `, level, out);
  if (types.isMap(value)) return showMap(value, name, level, out);
  if (types.isSet(value)) return showSet(value, name, level, out);
  const bytes = bytesOf(value);
  if (bytes !== undefined) return add(out, `${name} { byteLength: ${bytes} }`);
  showProperties(value, name, level, out);
}

function showItems(list, length, head, level, out) {
  if (length === 0) return add(out, `${head}[]`);
  add(out, `${head}[ `);
  for (let i = 0; i < length && i < ITEMS_MAX; i++) {
    if (i > 0) add(out, ", ");
    const slot = getOwnPropertyDescriptor(list, i);
    if (slot === undefined) add(out, "<empty>");
    else if (propertyIsOwn(slot, "value")) show(slot.value, level - 1, out);
    else add(out, "[Getter]");
  }
  add(out, length > ITEMS_MAX ? `, ... ${length - ITEMS_MAX} more ]` : " ]");
}

function showMap(map, name, level, out) {
  let count = 0;
  add(out, `${name}(${sizeOfMap(map)}) {`);
  mapForEach(map, (item, key) => {
    if (count++ >= ITEMS_MAX) return;
    add(out, count === 1 ? " " : ", ");
    show(key, level - 1, out);
    add(out, " => ");
    show(item, level - 1, out);
  });
  add(out, count > ITEMS_MAX ? ", ... }" : count > 0 ? " }" : "}");
}

function showSet(set, name, level, out) {
  let count = 0;
  add(out, `${name}(${sizeOfSet(set)}) {`);
  setForEach(set, (item) => {
    if (count++ >= ITEMS_MAX) return;
    add(out, count === 1 ? " " : ", ");
    show(item, level - 1, out);
  });
  add(out, count > ITEMS_MAX ? ", ... }" : count > 0 ? " }" : "}");
}

function showProperties(object, name, level, out) {
  const names = ownKeys(object);
  let count = 0;
  const head = getPrototypeOf(object) === null ? "[Object: null prototype] " : name === "" || name === "Object" ? "" : `${name} `;
  add(out, `${head}{`);
  for (let i = 0; i < names.length; i++) {
    const slot = getOwnPropertyDescriptor(object, names[i]);
    if (!slot.enumerable || typeof names[i] === "symbol") continue;
    if (count++ >= ITEMS_MAX) break;
    add(out, `${count === 1 ? " " : ", "}${test(/^[A-Za-z_$][\w$]*$/, names[i]) ? names[i] : quoted(names[i])}: `);
    if (propertyIsOwn(slot, "value")) show(slot.value, level - 1, out);
    else add(out, slot.get === undefined ? "[Setter]" : slot.set === undefined ? "[Getter]" : "[Getter/Setter]");
  }
  add(out, count > ITEMS_MAX ? ", ... }" : count > 0 ? " }" : "}");
}

/** A text between quotes as node shows it: single ones, where that needs the fewest backslashes. */
function quoted(text) {
  const short = text.length > VIEW_CHARS_MAX ? slice(text, 0, VIEW_CHARS_MAX) : text;
  const json = stringify(short);
  const rest = text.length > short.length ? `... ${text.length - short.length} more characters` : "";
  if (includes(short, "'")) return json + rest;
  return `'${replace(slice(json, 1, -1), /\\"/g, '"')}'${rest}`;
}

function kindOf(value) {
  if (types.isProxy(value)) return "Proxy";
  const name = dataOf(value, "name");
  const kind = startsWith(sourceOf(value), "class") ? "class" : "Function";
  return typeof name === "string" && name !== "" ? `${kind}${kind === "class" ? "" : ":"} ${name}` : `${kind} (anonymous)`;
}

/** A function's head: its text up to the body. */
function heading(value) {
  if (types.isProxy(value)) return "[Proxy]";
  const source = slice(sourceOf(value), 0, 4 * VIEW_CHARS_MAX);
  if (startsWith(source, "class")) return replace(source, /\s*\{[^]*$/, "");
  return replace(source, /\)\s*(?:\{|=>)[^]*$/, ")");
}

function headOfError(error) {
  const message = dataOf(error, "message");
  const name = classOf(error) || "Error";
  return typeof message === "string" && message !== "" ? `${name}: ${message}` : name;
}

function boxed(value) {
  if (types.isNumberObject(value)) return `[Number: ${primitives.Number(value)}]`;
  if (types.isStringObject(value)) return `[String: ${quoted(primitives.String(value))}]`;
  if (types.isBooleanObject(value)) return `[Boolean: ${primitives.Boolean(value)}]`;
  if (types.isBigIntObject(value)) return `[BigInt: ${primitives.BigInt(value)}n]`;
  return `[Symbol: ${symbolText(primitives.Symbol(value))}]`;
}

function flagsOf(pattern) {
  let text = "";
  for (let i = 0; i < flagGetters.length; i++) if (flagGetters[i](pattern)) text += slice(LETTERS, i, i + 1);
  return text;
}
