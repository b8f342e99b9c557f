// Interrupted runs whose top level still awaits something: what it awaits may come, and the code would go on.
// It is ended where it next makes a promise or prints. V8's asynchronous stack tells such code from the jobs of the same
// run (timers, servers): only the top level and what it awaits have the run's own async function among their callers.
import v8 from "node:v8";
import { abandonCaller, enter } from "./guard.mjs";
import { Error, mapDelete, mapHas, mapSet, slice } from "./safe.mjs";

const FRAMES = 30;
const { promiseHooks } = v8;

const runs = new Map();
let count = 0;
let stopWatching;

/** From here on the run's top level may not go on. */
export function abandon(id) {
  mapSet(runs, id, true);
  if (count++ === 0) stopWatching = promiseHooks.onInit(endIfAbandoned);
}

/** The run's top level has ended by itself, or was ended. */
export function release(id) {
  if (!mapDelete(runs, id)) return;
  if (--count === 0) stopWatching();
}

/** Ends the calling code if it continues an abandoned run. */
export function endIfAbandoned() {
  if (count === 0) return;
  const id = abandonedCaller();
  if (id === undefined || !enter()) return;
  release(id);
  abandonCaller();
}

function abandonedCaller() {
  const sites = callSites();
  for (let i = 0; i < sites.length; i++) {
    if (!isTopLevel(sites[i])) continue;
    const id = slice(sites[i].getScriptNameOrSourceURL(), "<node:".length, -1);
    if (mapHas(runs, id)) return id;
  }
  return undefined;
}

/** The function that rewriting put around the run begins before the user's first column, which V8 shows as null. */
function isTopLevel(site) {
  return site.getEnclosingColumnNumber() === null && site.getEnclosingLineNumber() === 1;
}

function callSites() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = new Error().stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return sites;
}
