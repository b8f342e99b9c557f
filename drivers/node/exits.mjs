// Ways out of the process that a session survives: process.exit, and errors that nobody catches.
import { closeSync } from "node:fs";
import process from "node:process";
import { abandonCaller, enter, leave } from "./guard.mjs";
import { printError, runOfError } from "./errors.mjs";
import { activeRun, exitRun, fail } from "./run.mjs";
import { earlierRun } from "./late.mjs";
import { apply, call, includes, slice } from "./safe.mjs";
import { writeError } from "./stdio.mjs";

const reallyExit = process.reallyExit;
const emit = call(process.emit);
const listenerCount = call(process.listenerCount);
let closing = false;
let userCapture = null;

/** Takes the exits over. */
export function keepAlive() {
  process.reallyExit = function reallyExit(code) {
    if (closing) realExit(code);
    stay(code);
  };
  process.setUncaughtExceptionCaptureCallback(onUncaught);
  process.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback(callback) {
    userCapture = callback;
  };
  process.hasUncaughtExceptionCaptureCallback = function hasUncaughtExceptionCaptureCallback() {
    return userCapture !== null;
  };
  hideLoaderWarning();
  takeKillOver();
}

/** At its end node tells stderr that a debugger is connected: that is the watch, not the user's. All else was written at once. */
function muteInspector() {
  try {
    closeSync(2);
  } catch {}
}

/** A signal to itself that ends the process makes node leave as at an exit, with that same notice. */
function takeKillOver() {
  const kill = process.kill;
  process.kill = function (pid, signal) {
    const name = signal === undefined ? "SIGTERM" : signal;
    if (pid === process.pid && (name === "SIGKILL" || name === 9)) muteInspector();
    return apply(kill, process, [pid, signal]);
  };
  Object.defineProperty(process.kill, "name", { value: "kill" });
}

/** Ends the process as `process.exit(0)` does, listeners included. */
export function closeProcess() {
  closing = true;
  leave();
  process.exit(0);
}

function realExit(code) {
  muteInspector();
  apply(reallyExit, process, [code]);
}

/** Notes the exit for the active run and ends the code that asked for it. Node would not run another tick while `_exiting`. */
function stay(code) {
  enter();
  process._exiting = false;
  process.exitCode = undefined;
  const run = activeRun();
  if (run !== undefined) exitRun(run, (+code | 0) & 255);
  abandonCaller();
}

/** Plain node asks a capture callback, then the listeners, then dies. */
function onUncaught(error) {
  if (userCapture !== null) return userCapture(error);
  if (listenerCount(process, "uncaughtException") > 0) return emit(process, "uncaughtException", error, "uncaughtException");
  const outermost = enter();
  report(error);
  if (outermost) leave();
}

function report(error) {
  const run = activeRun();
  const origin = runOfError(error);
  if (run !== undefined && (origin === undefined || origin === run.id)) fail(run, error);
  else printError(error, (text) => writeError(text, origin ?? earlierRun()));
}

/** Node warns at the first import() that its loader is experimental in scripts: true of ours, not of the user's. */
function hideLoaderWarning() {
  const warn = process.emitWarning;
  process.emitWarning = function emitWarning(warning, type, code, caller) {
    if (typeof warning === "string" && includes(slice(warning, 0, 60), "USE_MAIN_CONTEXT_DEFAULT_LOADER")) return;
    warn(warning, type, code, caller ?? emitWarning);
  };
}
