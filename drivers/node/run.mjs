// The life of a run: begin, execute, finish, settle. One run at a time, in the order of the frames.
import process from "node:process";
import { abandon, release } from "./abandoned.mjs";
import { recoverInput, sendLine } from "./channel.mjs";
import { describeError, printError } from "./errors.mjs";
import { beginLate, endLate, forgetCaller, setSynchronous } from "./late.mjs";
import { gatherNames, noteRun } from "./known.mjs";
import { beginRun, endRun, enter, hear, leave, takeTermination } from "./guard.mjs";
import { forgetSource, prepare } from "./program.mjs";
import { applyOver, applyScope, standsIn } from "./scope.mjs";
import * as messages from "./messages.mjs";
import { inspect, newList, setImmediate, slice, stringify } from "./safe.mjs";
import { closeInput, healStreams, openInput, plugTerminal, replug, unplugTerminal, writeError } from "./stdio.mjs";

const RESULT_CHARS_MAX = 1024 * 1024;
const VIEW = { __proto__: null, maxStringLength: RESULT_CHARS_MAX };
const INTERRUPTED = 130;

class Run {
  over = undefined;
  error = undefined;
  code = undefined;
  left = undefined;
  interrupted = false;
  unbegun = false;
  value = undefined;
  program = undefined;

  constructor(frame) {
    this.id = frame.run;
    this.key = frame.key;
    this.settle = frame.settle === true;
  }
}

let queue = newList();
let taken = 0;
/** The run that goes on, or undefined; `busy` also covers the slower messages. */
let active;
let busy = false;

/** What the channel calls with each burst of frames. */
export const receive = {
  __proto__: null,
  begin: wake,
  frame(frame) {
    replug();
    queue[queue.length] = frame;
  },
  end() {
    pump();
    leave();
  },
};

/** An interrupt for `run`, or (null) the end of a termination, which may have cost any callback. */
export function resume(run) {
  wake();
  forgetCaller();
  if (run === null) recoverInput();
  else {
    hear(run);
    if (active !== undefined && active.id === run) interruptActive();
  }
  wake();
  pump();
  leave();
}

/** Enters driver code. A termination since the last time was meant for the active run. */
function wake() {
  enter();
  if (takeTermination() && active !== undefined) interruptActive();
}

/** The run that late events belong to, by id if given. */
export const activeRun = () => active;

function pump() {
  while (!busy && taken < queue.length) {
    const frame = queue[taken++];
    if (taken === queue.length) {
      queue = newList();
      taken = 0;
    }
    dispatch(frame);
  }
}

function dispatch(frame) {
  if (frame.t === "run") return begin(frame);
  busy = true;
  if (frame.t === "restore") answerLater(frame);
  else {
    messages.answer(frame);
    busy = false;
  }
}

/** Answers what takes its time. */
async function answerLater(frame) {
  await messages.answer(frame);
  enter();
  busy = false;
  pump();
  leave();
}

function begin(frame) {
  busy = true;
  const run = new Run(frame);
  active = run;
  beginLate(run.id);
  const welcome = beginRun(run.id);
  if (frame.tty !== true) healStreams(frame.out, frame.err);
  if (!applyScope(frame)) return miss(run);
  if (!welcome) return interruptActive();
  if (frame.over !== undefined && !overlay(run, frame.over)) return finish(run);
  let program;
  try {
    if (frame.tty === true) plugTerminal(frame.in);
    else openInput(frame.in);
    program = prepare(frame.code, run.id);
  } catch (error) {
    return fail(run, error);
  }
  if (program.then === undefined) execute(run, program);
  else follow(run, program);
}

/** Where the session is cannot be entered: nothing is run. */
function miss(run) {
  run.unbegun = true;
  run.code = 1;
  finish(run);
}

function overlay(run, over) {
  run.over = applyOver(over);
  if (run.over.missing === undefined) return true;
  writeError(`holdfast: cd: ${run.over.missing}: No such file or directory\n`);
  run.code = 1;
  run.over = undefined;
  return false;
}

/** Waits for a program whose preparation needed a module that was not loaded yet. */
async function follow(run, preparing) {
  let program;
  let problem;
  try {
    program = await preparing;
  } catch (error) {
    problem = { __proto__: null, error };
  }
  wake();
  if (active !== run) return leave();
  if (problem !== undefined) fail(run, problem.error);
  else execute(run, program);
  leave();
}

/** Runs the program. What follows the call is lost when the run is terminated; `resume` finishes it then. */
function execute(run, program) {
  run.program = program;
  let value;
  try {
    setSynchronous(true);
    leave();
    value = program.start();
  } catch (error) {
    setSynchronous(false);
    wake();
    return active === run ? fail(run, error) : undefined;
  }
  setSynchronous(false);
  wake();
  if (active !== run) return;
  if (program.asynchronous) awaitValue(run, value);
  else succeed(run, value);
}

async function awaitValue(run, promise) {
  let value;
  let problem;
  try {
    value = (await promise)?.value;
  } catch (error) {
    problem = { __proto__: null, error };
  }
  wake();
  if (active === run) {
    if (problem !== undefined) fail(run, problem.error);
    else succeed(run, value);
  } else release(run.id);
  leave();
}

/** One turn of the event loop lets ticks, microtasks, rejections and immediates of the run come first. */
function succeed(run, value) {
  run.value = value;
  setImmediate(() => conclude(run));
}

function conclude(run) {
  if (active !== run) return;
  const result = run.error === undefined && run.left === undefined ? view(run.value) : undefined;
  wake();
  if (active === run) finish(run, result);
  pump();
  leave();
}

/** User code may execute in here (`[util.inspect.custom]`), so it is outside of enter and leave. */
function view(value) {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value !== 0) return `${value}`;
  try {
    return slice(inspect(value, VIEW), 0, RESULT_CHARS_MAX);
  } catch (error) {
    return `<${describeError(error).name} while inspecting>`;
  }
}

/** An uncaught error: of the run's own evaluation, or a later one that plain node would have died of. */
export function fail(run, error) {
  if (run.error !== undefined || run.interrupted) return;
  run.error = describeError(error);
  run.code = 1;
  printError(error, writeError);
  run.program?.undeclare?.();
  setImmediate(() => conclude(run));
}

/** `process.exit` was called; the caller is about to be terminated. */
export function exitRun(run, code) {
  run.left = "process.exit";
  run.code = code;
  setImmediate(() => conclude(run));
}

function interruptActive() {
  const run = active;
  if (run.left === undefined && run.error === undefined) {
    run.interrupted = true;
    run.code = INTERRUPTED;
    run.program?.undeclare?.();
    if (run.program?.asynchronous) abandon(run.id);
  }
  finish(run);
}

function finish(run, result) {
  const code = run.code ?? takeExitCode();
  closeInput();
  unplugTerminal();
  run.over?.undo();
  active = undefined;
  const late = endLate(run.id);
  endRun();
  forgetSource();
  const done = doneLine(run, code, result, late);
  noteRun();
  sendLine(run.settle ? `${done}\n${messages.settledLine()}` : done); // one write: the host wakes once
  busy = false;
  if (run.settle) gatherNames();
}

function doneLine(run, code, result, late) {
  let line = `{"t":"done","run":${stringify(run.id)},"key":${stringify(run.key)},"code":${code}`;
  const place = quotedDirectory();
  if (place !== undefined) line += `,"cwd":${place}`;
  if (result !== undefined) line += `,"result":${stringify(result)}`;
  if (run.error !== undefined) line += `,"error":${stringify(run.error)}`;
  if (run.interrupted) line += `,"interrupted":true`;
  if (run.unbegun) line += `,"unbegun":true`;
  if (late) line += `,"late":true`;
  if (run.left !== undefined) line += `,"left":${stringify(run.left)}`;
  return `${line}}`;
}

let directory = "";
let quoted = '""';

function quotedDirectory() {
  const present = standsIn();
  if (present === undefined) return undefined;
  if (present !== directory) {
    directory = present;
    quoted = stringify(present);
  }
  return quoted;
}

/** `process.exitCode` is a run's own: read at its end as node reads it, then reset. */
function takeExitCode() {
  const code = process.exitCode;
  if (code === undefined) return 0;
  process.exitCode = undefined;
  return (+code | 0) & 255;
}
