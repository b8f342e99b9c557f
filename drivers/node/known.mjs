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
const now = performance.now.bind(performance);

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

export const isSeen = (name) => mapHas(seen, name);

/**
 * Calls `found(name, value, isNew)` for what is new or changed. Returns the names that are gone, and those for which there was no time.
 */
export function compareNames(until, found) {
  const result = { __proto__: null, removed: newList(), late: newList() };
  const keys = ownKeys(global);
  if (!isListed(keys)) list(keys, result.removed);
  for (let i = 0; i < batches.length; i++) {
    if (now() > until) leave(batches[i].names, 0, result.late);
    else compareBatch(batches[i], found);
  }
  const names = singleNames();
  for (let i = 0; i < names.length; i++) {
    if (now() > until) {
      leave(names, i, result.late);
      break;
    }
    compareSingle(names[i], found);
  }
  return result;
}

function leave(names, from, late) {
  for (let i = from; i < names.length; i++) push(late, names[i]);
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
  leave(single, 0, names);
  mapForEach(shadows, (_, name) => push(names, name));
  return names;
}

function compareBatch({ names, helds, prints, read }, found) {
  for (let i = 0; i < names.length; i++) {
    if (getterOf(global, names[i]) !== undefined) return compareEach(names, found);
  }
  const values = read(global);
  for (let i = 0; i < names.length; i++) if (!isStill(helds[i], prints[i], values[i])) compareSingle(names[i], found);
}

function compareEach(names, found) {
  for (let i = 0; i < names.length; i++) compareSingle(names[i], found);
}

function compareSingle(name, found) {
  const value = valueOf(name);
  if (value === ACCESSOR) return;
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

const ACCESSOR = { __proto__: null };

function valueOf(name) {
  if (mapHas(shadows, name)) return mapGet(shadows, name).read();
  const descriptor = getOwnPropertyDescriptor(global, name);
  return propertyIsOwn(descriptor, "value") ? descriptor.value : ACCESSOR;
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
  else leave(quiet, 0, single);
}

function gather(names) {
  let text = "";
  for (let i = 0; i < names.length; i++) text += `g[${stringify(names[i])}],`;
  let read;
  try {
    read = evaluate(`g=>[${text}]`);
  } catch {
    return leave(names, 0, single);
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
