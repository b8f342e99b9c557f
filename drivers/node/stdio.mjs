// process.stdin, stdout and stderr for a process whose pipes last as long as it does.
// Writes are synchronous, as node's own are on pipes; a stream that user code ended or replaced is new in the next run.
import net from "node:net";
import process from "node:process";
import tty from "node:tty";
import { Writable } from "node:stream";
import { endIfAbandoned } from "./abandoned.mjs";
import { awaitGuard } from "./guard.mjs";
import { earlierRun, sendLate } from "./late.mjs";
import { bufferFrom, call, closeSync, constants, define, defineProperty, Error, fstatSync, openSync, sleep, types, writeSync } from "./safe.mjs";
import fs from "node:fs";

const NOTHING = "/dev/null";
/** What lies under the descriptors 1 and 2: for the process's life, and now. */
const own = { __proto__: null, 1: NOTHING, 2: NOTHING };
const pipes = { __proto__: null, 1: undefined, 2: undefined };
const { console } = globalThis;
const { nextTick } = process;
const on = call(process.on);
const removeListener = call(process.removeListener);
const writableWrite = call(Writable.prototype.write);

class Output extends Writable {
  constructor(fd) {
    super({ __proto__: null, decodeStrings: false, emitClose: false });
    this.fd = fd;
    this._type = "pipe";
    this._isStdio = true;
  }
  /** Not through Writable's queue: a termination in the middle of that would stop it for good. */
  write(chunk, encoding, done) {
    if (this.destroyed || this.writableEnded || !isChunk(chunk)) return writableWrite(this, chunk, encoding, done);
    endIfAbandoned();
    const callback = typeof encoding === "function" ? encoding : done;
    try {
      writeFor(earlierRun(), this.fd, typeof chunk === "string" ? bufferFrom(chunk, typeof encoding === "string" ? encoding : "utf8") : chunk);
    } catch (error) {
      this.destroy(error);
      return false;
    }
    if (typeof callback === "function") nextTick(callback);
    return true;
  }

  _write(chunk, encoding, done) {
    writeFor(earlierRun(), this.fd, typeof chunk === "string" ? bufferFrom(chunk, encoding) : chunk);
    done();
  }
}

const isChunk = (chunk) => typeof chunk === "string" || types.isUint8Array(chunk);

/** Writes it as the output of the run of this id, or (undefined) the present one. */
function writeFor(earlier, fd, bytes) {
  if (earlier === undefined) writeAll(fd, bytes);
  else sendLate(earlier, fd === 1 ? "stdout" : "stderr", bytes);
}

/** Writes all of it, waiting where a child made the pipe non-blocking. */
function writeAll(fd, bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (error.code === "EAGAIN") sleep(1);
      else if (error.code !== "EBADF" || !reopen(fd)) throw error;
    }
  }
}

/** Brings a descriptor back that user code closed; the lowest free number is the one that was closed. */
function reopen(fd) {
  if (pipes[fd] === undefined) return false;
  return openSync(pipes[fd], constants.O_WRONLY) === fd;
}

/** Text from the driver itself for the stderr of the run of this id, or of the present one. */
export function writeError(text, earlier) {
  try {
    writeFor(earlier, 2, bufferFrom(text));
  } catch {
    // Nobody reads: there is nothing left to tell it to.
  }
}

const streams = { __proto__: null, stdout: undefined, stderr: undefined };
let input;
let inputPath = NOTHING;

/** Node's own streams: their handles alone can make a descriptor blocking again. */
const handles = [process.stdout._handle, process.stderr._handle];

/**
 * A descriptor that does not block is so for all who share it, and stays so: node's own streams make theirs so, and so does a child that
 * is killed before it sets it back. On it `fs.writeSync` would take a part, or give EAGAIN.
 */
function makeBlocking() {
  handles[0]?.setBlocking?.(true);
  handles[1]?.setBlocking?.(true);
}

/** Puts the driver's streams in place of node's. */
export function provideStdio(folder) {
  own[1] = `${folder}/o0`;
  own[2] = `${folder}/e0`;
  install("stdout", 1);
  install("stderr", 2);
  provide("stdin", () => (input ??= createInput()));
}

function install(name, fd) {
  provide(name, () => (streams[name] ??= new Output(fd)));
}

function provide(name, get) {
  defineProperty(process, name, { __proto__: null, get, configurable: true, enumerable: true });
}

/** Before each run: streams that are usable, whatever the last run did to them. */
export function healStreams(out, err) {
  makeBlocking();
  pipes[1] = out;
  pipes[2] = err;
  heal("stdout", 1);
  heal("stderr", 2);
}

function heal(name, fd) {
  const stream = streams[name];
  if (stream !== undefined) {
    if (stream.writable && stream.write === Output.prototype.write && process[name] === stream) return;
    streams[name] = undefined;
  } else if (process[name] === streams[name]) return;
  install(name, fd);
  console[`_${name}`] = process[name];
}

const ignore = () => {};
/** A run's terminal is plugged in; one has been taken out and is about to be hung up. */
let plugged = false;
let unplugged = false;

/**
 * A run on a terminal: the three descriptors are the terminal's as long as it lasts, and so are the streams. Opened for reading
 * first, it becomes that of this process and its children. Throws where another thread has taken one of the numbers.
 */
export function plugTerminal(path) {
  plugged = true;
  dropInput();
  on(process, "SIGINT", ignore); // C-c comes from the host as an interrupt, too
  put(0, path, constants.O_RDWR);
  plug("stdout", 1, path);
  plug("stderr", 2, path);
}

function plug(name, fd, path) {
  put(fd, path, constants.O_WRONLY);
  pipes[fd] = path;
  streams[name] = new tty.WriteStream(fd);
  provide(name, () => streams[name]);
  console[`_${name}`] = streams[name];
}

/** After such a run: the process's own pipes again. The host hangs the terminal up now, which `replug` awaits. */
export function unplugTerminal() {
  if (!plugged) return;
  plugged = false;
  unplugged = true;
  on(process, "SIGHUP", ignore);
  put(0, NOTHING, constants.O_RDONLY);
  unplug("stdout", 1);
  unplug("stderr", 2);
}

function unplug(name, fd) {
  streams[name]?.destroy();
  streams[name] = undefined;
  put(fd, own[fd], constants.O_WRONLY);
  pipes[fd] = own[fd];
  install(name, fd);
  console[`_${name}`] = process[name];
}

/** The host's next message is there: the terminal of the run before it is gone. */
export function replug() {
  if (!unplugged) return;
  unplugged = false;
  removeListener(process, "SIGINT", ignore);
  removeListener(process, "SIGHUP", ignore);
}

const TAKEN_TRIES = 50;
/** Numbers that another thread has kept: they are not ours to close. */
const lost = { __proto__: null };

/** Puts another file in the place of a descriptor. A thread that opens a file at that moment may have the number for a while. */
function put(fd, path, flags) {
  awaitGuard();
  if (lost[fd] !== true) closeSync(fd);
  for (let tries = 0; tries < TAKEN_TRIES; tries++) {
    const got = openSync(path, flags);
    lost[fd] = got !== fd;
    if (got === fd) return;
    closeSync(got);
    sleep(1);
  }
  throw new Error(`holdfast: descriptor ${fd} was taken by another thread`);
}

/** Standard input of the next run. */
export function openInput(path = NOTHING) {
  if (path === inputPath) return;
  inputPath = path;
  put(0, path, constants.O_RDONLY);
}

/** After a run: no stream and no pipe of it is left. */
export function closeInput() {
  dropInput();
  if (inputPath === NOTHING) return;
  inputPath = NOTHING;
  put(0, NOTHING, constants.O_RDONLY);
}

function dropInput() {
  if (input === undefined) return;
  if (endFile === undefined) input.destroy();
  else endFile();
  input = endFile = undefined;
  provide("stdin", () => (input ??= createInput()));
}

function createInput() {
  const stream = inputFor(fstatSync(0));
  define(stream, "fd", 0);
  return stream;
}

function inputFor(stat) {
  if (tty.isatty(0)) return new tty.ReadStream(0);
  if (stat.isFIFO() || stat.isSocket()) {
    // A descriptor of its own: it becomes non-blocking, and is closed, without a change to that of the children.
    const fd = openSync("/dev/fd/0", constants.O_RDONLY);
    return new net.Socket({ __proto__: null, fd, readable: true, writable: false, manualStart: true });
  }
  return fileInput();
}

const { open: openFile, read: readFile, close: closeFile } = fs;
/** Ends the stream of a file: it is not destroyed, since that closes 0, later and on another thread, when 0 may be the next run's. */
let endFile;

function fileInput() {
  let over = false;
  endFile = () => (over = true);
  const read = (fd, buffer, offset, length, position, done) =>
    over ? done(null, 0, buffer) : readFile(fd, buffer, offset, length, position, done);
  const functions = { __proto__: null, open: openFile, read, close: closeFile };
  return new fs.ReadStream(null, { __proto__: null, fd: 0, autoClose: false, fs: functions });
}
