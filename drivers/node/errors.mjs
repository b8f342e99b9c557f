// An uncaught error, for the run's stderr and for `done`: as node prints it, without the driver's frames.
import process from "node:process";
import { sourceOfRun } from "./program.mjs";
import { Error, exec, inspect, slice, split, test, types } from "./safe.mjs";

const { isNativeError } = types;
const OUR_FRAME = /^ {4}at .*(?:\(node:vm:\d|node:internal\/(?:process\/task_queues|vm)\b|\/drivers\/node(?:\/[\w-]+)?\.mjs:)/;
const EXCERPT_CHARS_MAX = 500;
/** What V8 puts before the stack of a syntax error: file, line, caret. */
const HEADER = /^[^\n]*<node:[^>\n]+>:\d+\n/;
const LOCATION = /<node:([^>\s]+)>:(\d+):(\d+)/;

/** {name, message, traceback} of whatever was thrown. */
export function describeError(error) {
  try {
    if (!isError(error)) return { __proto__: null, name: "Uncaught", message: inspect(error), traceback: `Uncaught ${inspect(error)}` };
    return { __proto__: null, name: `${error.name}`, message: `${error.message}`, traceback: trace(error) };
  } catch {
    return { __proto__: null, name: "Error", message: "an error that cannot be read", traceback: "" };
  }
}

/** Writes what node writes when it dies of this error. */
export function printError(error, write) {
  let text;
  try {
    text = isError(error) ? `${excerpt(error)}${trace(error)}\n` : `Uncaught:\n${inspect(error)}\n`;
  } catch {
    text = "Uncaught: an error that cannot be read\n";
  }
  write(`${text}\nNode.js ${process.version}\n`);
}

/** The id of the run that an error's innermost user frame comes from. */
export function runOfError(error) {
  try {
    return exec(LOCATION, error.stack)?.[1];
  } catch {
    return undefined;
  }
}

function isError(error) {
  return isNativeError(error) || error instanceof Error;
}

function trace(error) {
  const lines = split(inspect(error), "\n");
  let text = "";
  for (let i = 0; i < lines.length; i++) {
    if (!test(OUR_FRAME, lines[i])) text += text === "" ? lines[i] : `\n${lines[i]}`;
  }
  return text;
}

/** The line that threw, with a caret. A syntax error's stack begins with its own. */
function excerpt({ stack }) {
  const place = typeof stack === "string" && !test(HEADER, stack) ? exec(LOCATION, stack) : null;
  if (place === null) return "";
  const { 1: id, 2: line, 3: column } = place;
  const source = sourceOfRun(id);
  const text = source === undefined ? undefined : split(source, "\n")[line - 1];
  if (text === undefined || column > text.length || text.length > EXCERPT_CHARS_MAX) return "";
  return `<node:${id}>:${line}\n${text}\n${caret(text, column - 1)}\n\n`;
}

function caret(text, column) {
  let pad = "";
  for (let i = 0; i < column; i++) pad += slice(text, i, i + 1) === "\t" ? "\t" : " ";
  return `${pad}^`;
}
