// Built-ins as they were before user code could change them. `call(f)` turns a method into a function of its receiver.
import fs from "node:fs";
import process from "node:process";
import util from "node:util";
import { Buffer } from "node:buffer";
import { setImmediate as immediate } from "node:timers";

const { bind, call: functionCall } = Function.prototype;
export const call = bind.bind(functionCall);

export const global = globalThis;
export const { Error, Map, Set, SyntaxError } = global;
export const { apply, deleteProperty, ownKeys } = Reflect;
export const { parse, stringify } = JSON;
export const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyDescriptors, getOwnPropertyNames, getPrototypeOf, keys, setPrototypeOf } = Object;
export const { isArray } = Array;
const { compareExchange, exchange, load, store, wait } = Atomics;
export const atomics = { compareExchange, exchange, load, store, wait };
export const { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, writeSync } = fs;
export const { inspect, types } = util;
export const setImmediate = immediate;
export const env = process.env;
export const chdir = process.chdir;
export const cwd = process.cwd;

export const bufferFrom = Buffer.from;
export const bufferAlloc = Buffer.alloc;
export const concat = Buffer.concat;
export const utf8Slice = call(Buffer.prototype.utf8Slice);
export const base64Slice = call(Buffer.prototype.base64Slice);
export const indexOf = call(Buffer.prototype.indexOf);
export const subarray = call(Buffer.prototype.subarray);
export const fill = call(Buffer.prototype.fill);

export const slice = call(String.prototype.slice);
export const split = call(String.prototype.split);
export const includes = call(String.prototype.includes);
export const startsWith = call(String.prototype.startsWith);
export const charCodeAt = call(String.prototype.charCodeAt);
export const isWellFormed = call(String.prototype.isWellFormed);
export const replace = call(String.prototype.replace);
export const exec = call(RegExp.prototype.exec);
export const sourceOf = call(Function.prototype.toString);
export const propertyIsOwn = call(Object.prototype.hasOwnProperty);
/** The getter of a property, an inherited one too. */
export const getterOf = call(Object.prototype.__lookupGetter__);

const { get, set, has, delete: remove, forEach } = Map.prototype;
export const mapGet = call(get);
export const mapSet = call(set);
export const mapHas = call(has);
export const mapDelete = call(remove);
export const mapForEach = call(forEach);
export const setAdd = call(Set.prototype.add);
export const setHas = call(Set.prototype.has);
export const weakGet = call(WeakMap.prototype.get);
export const weakSet = call(WeakMap.prototype.set);
export const WeakReference = WeakRef;
export const deref = call(WeakRef.prototype.deref);

/** `RegExp.prototype.test` that does not look up `exec` on a prototype. */
const regexpTest = call(RegExp.prototype.test);
export const test = (pattern, text) => regexpTest(pattern, text);

/** An own, plain data property of `target`, in spite of setters and of a polluted Object.prototype. */
export function define(target, name, value, enumerable = true) {
  defineProperty(target, name, { __proto__: null, value, enumerable, writable: true, configurable: true });
}

/** An array that JSON shows as one even when Object.prototype or Array.prototype has a `toJSON`. */
export function newList() {
  return setPrototypeOf([], null);
}

/** Appends without Array.prototype.push. */
export function push(list, value) {
  list[list.length] = value;
}

const nothing = new Int32Array(new SharedArrayBuffer(4));
export const sleep = (ms) => atomics.wait(nothing, 0, 0, ms);
