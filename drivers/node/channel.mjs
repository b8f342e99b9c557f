// The two FIFOs to the host: JSON lines in, JSON lines out.
// A socket with a fixed read buffer is the fastest reader Node has (11 us for an echo; fs.read takes 27).
// Invariant: consumed bytes of the buffer are zeroed, so what a terminated callback never saw can be found again.
import net from "node:net";
import { bufferAlloc, bufferFrom, concat, constants, Error, fill, indexOf, newList, openSync, parse, push, stringify, subarray, utf8Slice, writeSync } from "./safe.mjs";

const READ_BYTES = 65_536;
const FRAME_BYTES_MAX = 64 * 1024 * 1024;
const NEWLINE = 10;
/** At most 3 bytes each: below PIPE_BUF (4096), so a blocking pipe takes the whole in one write. */
const ATOMIC_CHARS = 1024;

const buffer = bufferAlloc(READ_BYTES);
let partial = newList();
let partialBytes = 0;
let output = -1;
let deliver;

/** Opens both ends, says `hello`, then gives bursts of frames to `receiver`: begin, frame …, end. */
export function openChannel(folder, receiver, hello) {
  deliver = receiver;
  output = openSync(`${folder}/st`, constants.O_WRONLY);
  const input = openSync(`${folder}/ctl`, constants.O_RDONLY | constants.O_NONBLOCK);
  send({ __proto__: null, v: 1, ...hello });
  const onread = { buffer, callback: (bytes) => consume(bytes) };
  new net.Socket({ fd: input, readable: true, writable: false, onread }).resume();
}

/** Writes one message. */
export function send(message) {
  sendLine(stringify(message));
}

/** Writes one line that is JSON already. */
export function sendLine(line) {
  const text = `${line}\n`;
  if (text.length < ATOMIC_CHARS) writeSync(output, text);
  else writeAll(output, bufferFrom(text));
}

function writeAll(fd, bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** Takes up bytes whose callback was terminated before it could look at them. */
export function recoverInput() {
  const end = indexOf(buffer, 0);
  if (end !== 0) consume(end === -1 ? READ_BYTES : end);
}

function consume(bytes) {
  deliver.begin();
  let start = 0;
  while (start < bytes) {
    const end = indexOf(buffer, NEWLINE, start);
    if (end === -1 || end >= bytes) break;
    deliver.frame(readFrame(start, end));
    start = end + 1;
  }
  if (start < bytes) stash(start, bytes);
  fill(buffer, 0, 0, bytes);
  deliver.end();
  return true;
}

function readFrame(start, end) {
  if (partialBytes === 0) return parse(utf8Slice(buffer, start, end));
  stash(start, end);
  const whole = concat(partial);
  partial = newList();
  partialBytes = 0;
  return parse(utf8Slice(whole, 0, whole.length));
}

function stash(start, end) {
  partialBytes += end - start;
  if (partialBytes > FRAME_BYTES_MAX) throw new Error("holdfast: a frame is over 64 MiB");
  push(partial, bufferFrom(subarray(buffer, start, end)));
}
