// The session's scope inside this process: working directory and environment.
import process from "node:process";
import { call, chdir, closeSync, cwd, env, fstatSync, isWellFormed, keys, newList, openSync, push, readlinkSync, replace, test } from "./safe.mjs";

const changeDirectory = call(chdir);
const currentDirectory = call(cwd);

const O_PATH = 0o10000000; // of Linux, which Node does not name

const NO_PLAIN_PATH = / \(deleted\)$|\ufffd/;

let lastCwd = "/";
let toldCwd = workingDirectory();
let known = copyEnvironment();
let unsettable = { __proto__: null };

/** The working directory, also when it has been deleted. */
export function workingDirectory() {
  try {
    lastCwd = currentDirectory(process);
  } catch {
    return deletedDirectory() ?? lastCwd;
  }
  return lastCwd;
}

/**
 * Where this process stands, as the kernel tells: `process.cwd()` remembers what it was. Undefined where the host can see more than this
 * process: a deleted folder, and a path that is no text.
 */
export function standsIn() {
  try {
    const path = readlinkSync("/proc/self/cwd");
    return test(NO_PLAIN_PATH, path) ? undefined : path;
  } catch {
    return workingDirectory();
  }
}

function deletedDirectory() {
  try {
    return replace(readlinkSync("/proc/self/cwd"), / \(deleted\)$/, "");
  } catch {
    return undefined;
  }
}

/** The working directory, if it is another than when this was last asked. */
export function takeNewDirectory() {
  const directory = workingDirectory();
  if (directory === toldCwd) return undefined;
  toldCwd = directory;
  return directory;
}

/** Applies what the session's scope has become. Returns false when its folder cannot be entered. */
export function applyScope(frame) {
  if (frame.env !== undefined) applyEnvironment(frame.env);
  if (frame.cwd === undefined) return true;
  if (!tryChdir(frame.way ?? frame.cwd)) return false;
  toldCwd = workingDirectory();
  return true;
}

function applyEnvironment(delta) {
  const { set = {}, unset = [] } = delta;
  const names = keys(set);
  for (let i = 0; i < names.length; i++) {
    if (setVariable(names[i], set[names[i]])) known[names[i]] = set[names[i]];
  }
  for (let i = 0; i < unset.length; i++) {
    delete variables()[unset[i]];
    delete known[unset[i]];
  }
}

/** Applies `over` for one run. Returns what undoes it, or the path that cannot be entered. */
export function applyOver(over) {
  const home = over.cwd === undefined ? undefined : keepHome();
  if (home !== undefined && !tryChdir(over.cwd)) {
    home.close();
    return { missing: over.cwd };
  }
  const during = workingDirectory();
  const replaced = [];
  const names = keys(over.env ?? {});
  for (let i = 0; i < names.length; i++) {
    const former = variables()[names[i]];
    const value = over.env[names[i]] ?? undefined; // null: without it
    if (value === undefined) delete variables()[names[i]];
    if (value === undefined || setVariable(names[i], value)) push(replaced, { name: names[i], former, value });
  }
  return {
    undo() {
      if (home !== undefined) {
        if (workingDirectory() === during) home.enter();
        home.close();
      }
      for (let i = 0; i < replaced.length; i++) restoreVariable(replaced[i]);
    },
  };
}

/** A folder to come back to: by a descriptor, since its path may lead to no folder, or to another, by then. */
function keepHome() {
  const path = workingDirectory();
  let fd;
  let id;
  try {
    fd = openSync(".", O_PATH);
    id = identify(fd);
  } catch {}
  const isOpen = () => fd !== undefined && identify(fd) === id;
  return {
    /** Where there is no way back the host sees where this process stands. */
    enter: () => (isOpen() && tryChdir(`/proc/self/fd/${fd}`)) || tryChdir(path),
    close() {
      if (isOpen()) closeSync(fd);
    },
  };
}

/** What the descriptor is; undefined when it is closed. */
function identify(fd) {
  try {
    const { dev, ino } = fstatSync(fd);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

function restoreVariable({ name, former, value }) {
  if (variables()[name] !== value) return;
  if (former === undefined) delete variables()[name];
  else variables()[name] = former;
}

/** What changed in the environment since it was last asked for; undefined when nothing did. */
export function environmentChanges() {
  const source = variables();
  const names = keys(source);
  let same = names.length === knownCount();
  for (let i = 0; same && i < names.length; i++) same = source[names[i]] === known[names[i]];
  return same ? undefined : takeEnvironment();
}

function knownCount() {
  let count = 0;
  for (const _ in known) count++;
  return count;
}

function takeEnvironment() {
  const now = copyEnvironment();
  const set = { __proto__: null };
  const unset = newList();
  let changed = false;
  for (const name in now) {
    if (now[name] === known[name]) continue;
    set[name] = now[name];
    changed = true;
  }
  for (const name in known) {
    if (name in now) continue;
    push(unset, name);
    changed = true;
  }
  known = now;
  return changed ? { __proto__: null, set, unset } : undefined;
}

/** Environment values this process cannot hold, and why; forgotten when told. */
export function takeUnsettable() {
  const told = keys(unsettable).length > 0 ? unsettable : undefined;
  unsettable = { __proto__: null };
  return told;
}

function copyEnvironment() {
  const source = variables();
  const copy = { __proto__: null };
  const names = keys(source);
  for (let i = 0; i < names.length; i++) copy[names[i]] = `${source[names[i]]}`;
  return copy;
}

/** Node writes environment strings as UTF-8, so a byte that is not would change. */
function setVariable(name, value) {
  if (!isWellFormed(value) || !isWellFormed(name)) {
    unsettable[name] = "not UTF-8: Node cannot hold it";
    return false;
  }
  variables()[name] = value;
  return true;
}

/** `process.env`, unless user code put something there that cannot hold variables. */
function variables() {
  const present = process.env;
  return typeof present === "object" && present !== null ? present : env;
}

function tryChdir(path) {
  try {
    changeDirectory(process, path);
    return true;
  } catch {
    return false;
  }
}
