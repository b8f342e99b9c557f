// The messages other than `run`: settle, restore, close.
import { send, sendLine } from "./channel.mjs";
import { closeProcess } from "./exits.mjs";
import { lookAtNames } from "./names.mjs";
import { environmentChanges, takeNewDirectory, takeUnsettable } from "./scope.mjs";
import { stringify } from "./safe.mjs";

/** Answers one message; a promise when that takes a while. */
export function answer(message) {
  switch (message.t) {
    case "settle":
      return sendLine(settledLine());
    case "restore":
      return import("./restore.mjs").then(({ restore }) => restore(message.keep)).then(send);
    case "close":
      return closeProcess();
    default:
      return send({ __proto__: null, t: "fault", message: `unknown message ${stringify(message.t)}` });
  }
}

export function settledLine() {
  const look = lookAtNames();
  const settled = { __proto__: null, t: "settled", cwd: takeNewDirectory(), env: environmentChanges(), unsettable: takeUnsettable() };
  for (const part in look) if (!isEmpty(look[part])) settled[part] = look[part];
  return stringify(settled);
}

function isEmpty(part) {
  if (part === undefined) return true;
  for (const _ in part) return false;
  return true;
}
