// The messages other than `run`: settle, restore, close.
import v8 from "node:v8";
import { send } from "./channel.mjs";
import { closeProcess } from "./exits.mjs";
import { lookAtNames } from "./names.mjs";
import { environmentChanges, takeUnsettable, workingDirectory } from "./scope.mjs";
import { stringify } from "./safe.mjs";

let lastCwd = workingDirectory();

/** Answers one message; a promise when that takes a while. */
export function answer(message) {
  switch (message.t) {
    case "settle":
      return settle();
    case "restore":
      return import("./restore.mjs").then(({ restore }) => restore(message.keep)).then(send);
    case "close":
      return closeProcess();
    default:
      return send({ __proto__: null, t: "fault", message: `unknown message ${stringify(message.t)}` });
  }
}

function settle() {
  const look = lookAtNames();
  const settled = { __proto__: null, t: "settled", cwd: undefined, env: environmentChanges(), unsettable: takeUnsettable() };
  const cwd = workingDirectory();
  if (cwd !== lastCwd) settled.cwd = lastCwd = cwd;
  for (const part of ["names", "added", "changed", "removed", "keep", "unkept", "cut"]) {
    if (!isEmpty(look[part])) settled[part] = look[part];
  }
  send(settled);
}

function isEmpty(part) {
  if (part === undefined) return true;
  for (const _ in part) return false;
  return true;
}
