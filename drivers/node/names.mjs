// What user code has defined, and how that differs from the last look. Nothing in here calls a getter or a proxy's trap.
import { originOf } from "./origins.mjs";
import { packBlob } from "./keep.mjs";
import { compareNames, isSeen } from "./known.mjs";
import { specifierOf } from "./modules.mjs";
import { newList, push, slice, sourceOf, stringify, test, types } from "./safe.mjs";
import { versionOf } from "./versions.mjs";
import { bytesOf, classOf, view } from "./view.mjs";

const LOOK_MS_MAX = 20;
const now = performance.now.bind(performance);
const usage = process.cpuUsage.bind(process);

/** Tells whether the time for a look is over: of the processor, so that a machine that is busy with other things leaves out no more. */
function limit() {
  const until = now() + LOOK_MS_MAX;
  const before = usage();
  return () => {
    if (now() <= until) return false;
    const used = usage(before);
    return used.user + used.system > LOOK_MS_MAX * 1000;
  };
}

/** Describes what is new, changed and gone, and remembers it. */
export function lookAtNames() {
  const look = { __proto__: null, names: { __proto__: null }, added: newList(), changed: newList(), removed: undefined, keep: newList(), unkept: { __proto__: null }, cut: undefined, owing: undefined };
  const { removed, late } = compareNames(limit(), (name, value, isNew) => {
    push(isNew ? look.added : look.changed, name);
    describe(name, value, look);
  });
  look.removed = removed;
  if (late.length > 0) leaveOut(late, look);
  return look;
}

/** New names for which there was no time are not kept yet, and a crash has to say so. */
function leaveOut(names, look) {
  look.cut = `over ${LOOK_MS_MAX} ms`;
  look.owing = true;
  for (let i = 0; i < names.length; i++) {
    if (!isSeen(names[i])) look.unkept[names[i]] = `not looked at yet: ${look.cut}`;
  }
}

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

function describe(name, value, look) {
  const origin = importedFrom(name, value);
  if (origin !== undefined) {
    look.names[name] = { __proto__: null, kind: "import", type: "module", view: origin.from, version: versionOf(origin.from) };
    push(look.keep, { __proto__: null, name, blob: `i:${stringify(origin)}` });
    return;
  }
  const kind = typeof value === "function" ? "function" : "variable";
  look.names[name] = { __proto__: null, kind, type: typeName(value), view: view(value), size: sizeOf(value) };
  const { blob, reason } = packBlob(value);
  if (blob !== undefined) push(look.keep, { __proto__: null, name, blob });
  else look.unkept[name] = reason;
}

/** An import statement bound it, or it is what `require` returned. */
function importedFrom(name, value) {
  const origin = originOf(name);
  if (origin !== undefined) return origin;
  const specifier = isObject(value) && !types.isProxy(value) ? specifierOf(value) : undefined;
  return specifier === undefined ? undefined : { __proto__: null, from: specifier, name: "require" };
}

function typeName(value) {
  if (value === null) return "null";
  if (!isObject(value)) return typeof value;
  if (types.isProxy(value)) return "Proxy";
  if (typeof value === "function") return test(/^class\b/, slice(sourceOf(value), 0, 6)) ? "class" : "function";
  return classOf(value) || "Object";
}

function sizeOf(value) {
  return typeof value === "string" ? value.length : isObject(value) ? bytesOf(value) : undefined;
}
