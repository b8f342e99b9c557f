// The guard's thread: reads DIR/int and ends user code that does not end by itself (see guard.mjs for the states).
// It first asks the main thread, which answers whenever its event loop turns; only a busy one is terminated.
import fs from "node:fs";
import net from "node:net";
import { Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
import { ACTIVE, HEARD, IDLE, PENDING, RECENT, RUN, STATE, TERMINATED, TERMINATING, markOf } from "./states.mjs";

/** How long the main thread may take to answer before its code is terminated. */
const GRACE_MS = 3;
const RETRY_MS = 2;

const { path, shared } = workerData;
const session = new Session();
session.connectToMainThread();

parentPort.on("message", terminate);
readLines(path, (line) => interrupt(JSON.parse(line).run));

function interrupt(run) {
  const mark = markOf(run);
  if (Atomics.load(shared, ACTIVE) !== mark) {
    if (shared.indexOf(mark, RECENT) !== -1) return;
    Atomics.store(shared, PENDING, mark);
  }
  parentPort.postMessage(run);
  setTimeout(insist, GRACE_MS, mark, run);
}

/** Terminates until the run is over or the event loop turns: a loop in a timer's callback may start again at once. */
function insist(mark, run) {
  const early = Atomics.load(shared, PENDING) === mark;
  if (early ? Atomics.load(shared, HEARD) === mark : Atomics.load(shared, ACTIVE) !== mark) return;
  if (claim(early ? IDLE : RUN)) terminate();
  setTimeout(insist, RETRY_MS, mark, run);
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
