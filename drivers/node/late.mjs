// Whose output it is. A run's code may print when the run is over, or while a later one goes on: from a timer, a server, a
// promise. Such output goes to the host with the name of its run, and not into the present run's pipe.
//
//   in the run's own synchronous part         the present run; nothing is looked at
//   in the callback of a timer                the run that set it: the timer functions note it
//   elsewhere, and something old is pending   the run at the root of V8's asynchronous stack
//   a stack without a run's frame             the newest run that left something
//
// No async hooks: with them the termination of a loop in a timer kills the process.
import process from "node:process";
import timers from "node:timers";
import { syncBuiltinESMExports } from "node:module";
import { sendLine } from "./channel.mjs";
import { apply, base64Slice, define, defineProperty, Error, getOwnPropertyDescriptor, global, newList, ownKeys, push, slice, startsWith, stringify } from "./safe.mjs";

const resources = process.getActiveResourcesInfo;
const SCRIPT = "<node:";
/** The root of a stack that is deeper is not found. */
const FRAMES = 200;
const CHUNK_BYTES = 65_536;

/** The run that goes on, and whether its own synchronous part executes. */
let active;
let synchronous = false;
/** The run whose timer's callback executes. */
let caller;
/** Runs that have left something that keeps the event loop alive, oldest first, and how much there was then. */
let leavers = newList();
let count = 0;
/** What the driver itself keeps alive. */
let own = Infinity;

/** A run begins. */
export function beginLate(id) {
  active = id;
  caller = undefined;
  count = pending();
  if (count < own) own = count;
}

/** The run's program starts (true), or has come back (false). */
export function setSynchronous(is) {
  synchronous = is;
}

/** The run ends; returns whether anything is left, of this run or an earlier one, that may still print. */
export function endLate(id) {
  active = undefined;
  synchronous = false;
  const left = pending();
  if (left <= own) {
    leavers = newList();
    return false;
  }
  if (left > count || leavers.length === 0) push(leavers, id);
  return true;
}

/** After a termination: the callback that it struck has not told its end. */
export function forgetCaller() {
  caller = undefined;
}

function pending() {
  const all = resources();
  let found = 0;
  for (let i = 0; i < all.length; i++) if (!startsWith(all[i], "FSReq")) found++;
  return found;
}

/** The earlier run that the calling code belongs to; undefined: the present one. */
export function earlierRun() {
  if (synchronous) return undefined;
  if (caller !== undefined) return caller === active ? undefined : caller;
  if (active !== undefined && leavers.length === 0) return undefined;
  const id = rootOfStack() ?? leavers[leavers.length - 1];
  return id === active ? undefined : id;
}

/** Tells the host what an earlier run has written. */
export function sendLate(id, stream, bytes) {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const data = base64Slice(bytes, at, at + CHUNK_BYTES < bytes.length ? at + CHUNK_BYTES : bytes.length);
    sendLine(`{"t":"late","run":${stringify(id)},"stream":"${stream}","data":"${data}"}`);
  }
}

/** The run whose code stands at the root of the present stack. */
function rootOfStack() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = new Error().stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  for (let i = sites.length - 1; i >= 0; i--) {
    const script = sites[i].getScriptNameOrSourceURL();
    if (typeof script === "string" && startsWith(script, SCRIPT)) return slice(script, SCRIPT.length, -1);
  }
  return undefined;
}

/** Has the timer functions note which run sets a timer. */
export function followTimers() {
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    const set = timers[name];
    const noting = function (callback, ...rest) {
      const given = newList();
      push(given, typeof callback === "function" ? noted(callback) : callback);
      for (let i = 0; i < rest.length; i++) push(given, rest[i]);
      return apply(set, undefined, given);
    };
    for (const key of ownKeys(set)) defineProperty(noting, key, getOwnPropertyDescriptor(set, key));
    timers[name] = noting;
    define(global, name, noting);
  }
  syncBuiltinESMExports();
}

function noted(callback) {
  const id = earlierRun() ?? active;
  return function (...args) {
    const former = caller;
    caller = id;
    try {
      return apply(callback, this, args);
    } finally {
      caller = former;
    }
  };
}
