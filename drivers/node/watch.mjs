// The guard's thread: reads DIR/int and ends user code that does not end by itself (see guard.mjs for the states).
// It first asks the main thread, which answers whenever its event loop turns; only a busy one is terminated.
import fs from "node:fs";
import net from "node:net";
import { Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
import { ACTIVE, HEARD, IDLE, PENDING, RECENT, RUN, STATE, TERMINATED, TERMINATING, UP, markOf } from "./states.mjs";

/**
 * How long the main thread may take to answer before its code is terminated. A termination that strikes node's own timer
 * code, because the callback ended that very moment, can leave its lists broken: the longer, the less likely.
 */
const GRACE_MS = 15;
const RETRY_MS = 10;

const { path, shared } = workerData;
const session = new Session();
session.connectToMainThread();

parentPort.on("message", terminate);
readLines(path, (line) => interrupt(JSON.parse(line).run));
Atomics.store(shared, UP, 1);
Atomics.notify(shared, UP);

/** A run is ACTIVE before it is in RECENT: what is in RECENT and not active is over. */
function interrupt(run) {
  const mark = markOf(run);
  if (shared.indexOf(mark, RECENT) === -1) Atomics.store(shared, PENDING, mark);
  else if (Atomics.load(shared, ACTIVE) !== mark) return;
  parentPort.postMessage(run);
  setTimeout(insist, GRACE_MS, mark);
}

/** Terminates until the run is over or the event loop turns: a loop in a timer's callback may start again at once. */
function insist(mark) {
  if (Atomics.load(shared, ACTIVE) === mark) {
    if (claim(RUN)) terminate();
  } else {
    const awaited = Atomics.load(shared, PENDING) === mark && Atomics.load(shared, HEARD) !== mark;
    if (!awaited) return;
    if (claim(IDLE)) terminate();
  }
  setTimeout(insist, RETRY_MS, mark);
}

function claim(state) {
  return Atomics.compareExchange(shared, STATE, state, TERMINATING) === state;
}

function terminate() {
  session.post("Runtime.terminateExecution", () => {
    Atomics.compareExchange(shared, STATE, TERMINATING, TERMINATED);
    Atomics.notify(shared, STATE);
    parentPort.postMessage(null);
  });
}

function readLines(file, onLine) {
  const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  let rest = "";
  new net.Socket({ fd, readable: true, writable: false }).setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.trim()) onLine(line);
  });
}
