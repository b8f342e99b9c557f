// Who may be terminated, and when. The main thread and the guard's thread (watch.mjs) share one word of state:
//
//   IDLE         no run is active; user callbacks (timers, sockets) may be executing
//   RUN          a run is active
//   DRIVER       driver code executes: never to be terminated
//   TERMINATING  the thread has claimed IDLE or RUN and a termination is on its way
//   TERMINATED   that termination has taken effect
//
// Invariant: driver code that changes anything stands between `enter` and `leave`. A termination that was claimed before
// `enter` lands inside it, in a wait that has nothing to lose; `resume` takes the work up again.
import { Worker, SHARE_ENV } from "node:worker_threads";
import { atomics, call } from "./safe.mjs";
import { ACTIVE, DRIVER, HEARD, IDLE, PENDING, RECENT, RECENT_COUNT, RUN, STATE, TERMINATED, TERMINATING, UP, WORDS, markOf } from "./states.mjs";

const START_MS_MAX = 2_000;

const shared = new Int32Array(new SharedArrayBuffer(4 * WORDS));
const postMessage = call(Worker.prototype.postMessage);
let thread;
let begun = 0;
let terminated = false;

/** Starts the thread; `resume(run)` is called for an interrupt and after each termination. */
export function startGuard(folder, resume) {
  thread = new Worker(new URL("./watch.mjs", import.meta.url), {
    __proto__: null,
    workerData: { shared, path: `${folder}/int` },
    env: SHARE_ENV,
    execArgv: [],
    stdin: false,
    trackUnmanagedFds: false,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  thread.on("message", resume);
  thread.on("error", () => startGuard(folder, resume));
  thread.unref();
}

/** Waits until the thread opens no more descriptors: it would take the number of one that is about to be exchanged. */
export function awaitGuard() {
  if (atomics.load(shared, UP) === 0) atomics.wait(shared, UP, 0, START_MS_MAX);
}

/** Begins a stretch of driver code. Returns false when one is under way already. */
export function enter() {
  for (;;) {
    const state = atomics.load(shared, STATE);
    if (state === DRIVER) return false;
    if (state === TERMINATING) atomics.wait(shared, STATE, TERMINATING, 20);
    else if (atomics.compareExchange(shared, STATE, state, DRIVER) === state) {
      if (state === TERMINATED) terminated = true;
      return true;
    }
  }
}

/** Whether a termination has taken effect since this was last asked. */
export function takeTermination() {
  const taken = terminated;
  terminated = false;
  return taken;
}

/** Ends a stretch of driver code: from here on user code may execute, and may be terminated. */
export function leave() {
  atomics.store(shared, STATE, shared[ACTIVE] === 0 ? IDLE : RUN);
}

/** Marks a run as active. False: it was interrupted before it began. */
export function beginRun(id) {
  const mark = markOf(id);
  atomics.store(shared, ACTIVE, mark);
  atomics.store(shared, RECENT + (begun++ % RECENT_COUNT), mark);
  return atomics.exchange(shared, PENDING, 0) !== mark;
}

/** Tells the thread that the event loop turns. */
export function hear(id) {
  atomics.store(shared, HEARD, markOf(id));
}

export function endRun() {
  atomics.store(shared, ACTIVE, 0);
}

/** Ends the calling user code so that no `catch` and no `finally` of it is reached. Call it between enter and leave. */
export function abandonCaller() {
  atomics.store(shared, STATE, TERMINATING);
  postMessage(thread, "terminate");
  for (;;) atomics.wait(shared, STATE, TERMINATING, 20);
}
