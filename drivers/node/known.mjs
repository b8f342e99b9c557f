// Which of the user's names are new, changed and gone. Nothing in here calls a getter or a proxy's trap.
//
// A name of the global object is read by its descriptor. Names that were the same for a while are in batches: where the engine has just listed
// them and knows a getter of none, a function reads them as code reads its globals, in a fraction of the time.
import { fingerprint } from "./fingerprint.mjs";
import { isBuiltin, shadows } from "./globals.mjs";
import { evaluate } from "./script.mjs";
import { deref, getOwnPropertyDescriptor, getterOf, global, mapDelete, mapForEach, mapGet, mapHas, mapSet, newList, ownKeys, propertyIsOwn, push, stringify, WeakReference } from "./safe.mjs";

const BATCH_NAMES = 128;
const BATCHES_AT_ONCE = 8;
const QUIET_MIN = 64;
const { is } = Object;

/** What a value was at the last look. No object without a prototype: those are slow, and there are thousands. */
class Record {
  /** The value itself; of an object a weak reference: a look must not keep alive what the user let go. */
  held = undefined;
  print = 0;
  quiet = false;
  batch = undefined;
  index = 0;
}

/** Names with what their records hold, side by side: what is compared each time lies close together. */
class Batch {
  helds = newList();
  prints = newList();
  records = newList();
  whole = true;

  constructor(names, read) {
    this.names = names;
    this.read = read;
  }
}

/** name → what its value was at the last look. */
const seen = new Map();
/** All keys of the global object at the last look; those names of the user's that are in no batch; the batches. */
let listed = newList();
let single = newList();
let batches = newList();
/** Names for which the last look had no time. They come first; where nothing has run since, they are all that there is to look at. */
let owed = newList();
let hasRun = true;

/** Code of the user's has run, and any name may be different. */
export function noteRun() {
  hasRun = true;
}

export const isSeen = (name) => mapHas(seen, name);

/**
 * Until `isOver()`: calls `found(name, value, isNew)` for what is new or changed. Returns the names that are gone, and those for which there was no time.
 */
export function compareNames(isOver, found) {
  const removed = newList();
  const late = new Map();
  const keys = ownKeys(global);
  if (!isListed(keys)) list(keys, removed);
  compareEach(owed, found, isOver, late);
  if (hasRun || owed.length === 0) compareAll(found, isOver, late);
  hasRun = false;
  owed = newList();
  mapForEach(late, (_, name) => push(owed, name));
  return { __proto__: null, removed, late: owed };
}

function compareAll(found, isOver, late) {
  for (let i = 0; i < batches.length; i++) {
    if (isOver()) compareEach(batches[i].names, found, isOver, late);
    else compareBatch(batches[i], found);
  }
  compareEach(singleNames(), found, isOver, late);
}

function append(list, more) {
  for (let i = 0; i < more.length; i++) push(list, more[i]);
}

function isListed(keys) {
  if (keys.length !== listed.length) return false;
  for (let i = 0; i < keys.length; i++) if (keys[i] !== listed[i]) return false;
  return true;
}

/** Takes note of what there is; what is gone is forgotten, and its batch is opened. */
function list(keys, removed) {
  const present = { __proto__: null };
  for (let i = 0; i < keys.length; i++) present[keys[i]] = true;
  mapForEach(seen, (record, name) => {
    if (present[name] !== undefined) return;
    push(removed, name);
    if (record.batch !== undefined) record.batch.whole = false;
  });
  for (let i = 0; i < removed.length; i++) mapDelete(seen, removed[i]);
  const whole = newList();
  for (let i = 0; i < batches.length; i++) {
    if (batches[i].whole) push(whole, batches[i]);
    else for (let j = 0; j < batches[i].records.length; j++) batches[i].records[j].batch = undefined;
  }
  batches = whole;
  listed = keys;
  single = newList();
  for (let i = 0; i < keys.length; i++) {
    if (typeof keys[i] === "string" && !isBuiltin(keys[i]) && mapGet(seen, keys[i])?.batch === undefined) push(single, keys[i]);
  }
}

/** What hides a built-in is a binding of its own. */
function singleNames() {
  const names = newList();
  append(names, single);
  mapForEach(shadows, (_, name) => push(names, name));
  return names;
}

function compareBatch({ names, helds, prints, read }, found) {
  for (let i = 0; i < names.length; i++) {
    if (getterOf(global, names[i]) !== undefined) return compareEach(names, found, never);
  }
  const values = read(global);
  for (let i = 0; i < names.length; i++) if (!isStill(helds[i], prints[i], values[i])) compareSingle(names[i], found);
}

const never = () => false;

function compareEach(names, found, isOver, late) {
  for (let i = 0; i < names.length; i++) {
    if (isOver()) mapSet(late, names[i], true);
    else compareSingle(names[i], found);
  }
}

function compareSingle(name, found) {
  const value = valueOf(name);
  if (value === NO_VALUE) return;
  const record = mapGet(seen, name);
  if (record !== undefined && isStill(record.held, record.print, value)) {
    record.quiet = true;
    return;
  }
  const known = record ?? new Record();
  remember(known, value);
  if (record === undefined) mapSet(seen, name, known);
  found(name, value, record === undefined);
}

/** Of a getter, and of a name that is gone. */
const NO_VALUE = { __proto__: null };

function valueOf(name) {
  if (mapHas(shadows, name)) return mapGet(shadows, name).read();
  const descriptor = getOwnPropertyDescriptor(global, name);
  return descriptor !== undefined && propertyIsOwn(descriptor, "value") ? descriptor.value : NO_VALUE;
}

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

function remember(record, value) {
  record.held = isObject(value) ? new WeakReference(value) : value;
  record.print = fingerprint(value);
  record.quiet = false;
  if (record.batch !== undefined) align(record);
}

function align({ batch, index, held, print }) {
  batch.helds[index] = held;
  batch.prints[index] = print;
}

function isStill(held, print, value) {
  if (typeof held !== "object" || held === null) return is(held, value);
  return deref(held) === value && print === fingerprint(value);
}

/** Puts names that were the same at the last look into batches. To be called when nobody waits. */
export function gatherNames() {
  const former = single;
  single = newList();
  let quiet = newList();
  let room = BATCHES_AT_ONCE;
  for (let i = 0; i < former.length; i++) {
    if (room > 0 && mapGet(seen, former[i])?.quiet === true) push(quiet, former[i]);
    else push(single, former[i]);
    if (quiet.length < BATCH_NAMES) continue;
    gather(quiet);
    quiet = newList();
    room--;
  }
  if (quiet.length >= QUIET_MIN) gather(quiet);
  else append(single, quiet);
}

function gather(names) {
  let text = "";
  for (let i = 0; i < names.length; i++) text += `g[${stringify(names[i])}],`;
  let read;
  try {
    read = evaluate(`g=>[${text}]`);
  } catch {
    return append(single, names);
  }
  const batch = new Batch(names, read);
  for (let i = 0; i < names.length; i++) {
    const record = mapGet(seen, names[i]);
    record.batch = batch;
    record.index = i;
    push(batch.records, record);
    align(record);
  }
  push(batches, batch);
}
