// The messages other than `run`: settle, restore, close.
import { send, sendLine } from "./channel.mjs";
import { closeProcess } from "./exits.mjs";
import { lookAtNames } from "./names.mjs";
import { restore } from "./restore.mjs";
import { environmentChanges, takeNewDirectory, takeUnsettable } from "./scope.mjs";
import { stringify } from "./safe.mjs";

/** Answers one message; a promise when that takes a while. */
export function answer(message) {
  switch (message.t) {
    case "settle":
      return sendLine(settledLine());
    case "restore":
      return bringBack(message.keep);
    case "close":
      return closeProcess();
    default:
      return send({ __proto__: null, t: "fault", message: `unknown message ${stringify(message.t)}` });
  }
}

async function bringBack(keep) {
  send(await restore(keep));
}

export function settledLine() {
  const look = lookOrSay();
  const settled = { __proto__: null, t: "settled", cwd: takeNewDirectory(), env: environmentChanges(), unsettable: takeUnsettable() };
  for (const part in look) if (!isEmpty(look[part])) settled[part] = look[part];
  return stringify(settled);
}

/** A look that fails is told as one: the run's end must not be lost with it. */
function lookOrSay() {
  try {
    return lookAtNames();
  } catch {
    return { __proto__: null, cut: "the look at the names failed" };
  }
}

function isEmpty(part) {
  if (part === undefined) return true;
  if (part === true) return false;
  for (const _ in part) return false;
  return true;
}
