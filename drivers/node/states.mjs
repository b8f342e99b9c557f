// The words that the main thread and the guard's thread share; guard.mjs explains them.
export const STATE = 0;
/** The mark of the active run, or 0. */
export const ACTIVE = 1;
/** The mark of the last request that the main thread's event loop has heard. */
export const HEARD = 2;
/** The mark of a run that is to be interrupted before it begins, or 0. */
export const PENDING = 3;
/** A ring with the marks of the runs that began last, to tell a late interrupt from an early one. */
export const RECENT = 4;
export const RECENT_COUNT = 64;
/** 1 once the guard's thread has opened all that it needs. */
export const UP = RECENT + RECENT_COUNT;
export const WORDS = UP + 1;

export const IDLE = 0;
export const RUN = 1;
export const DRIVER = 2;
export const TERMINATING = 3;
export const TERMINATED = 4;

const { imul } = Math;
const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt);

/** A run's id as one non-zero word (FNV-1a). */
export function markOf(id) {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < id.length; i++) hash = imul(hash ^ charCodeAt(id, i), 0x01000193);
  return hash === 0 ? 1 : hash;
}
