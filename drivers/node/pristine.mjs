// Prototypes as they were at the start, put back while code runs that cannot do without them (a parser).
const { defineProperty, getOwnPropertyDescriptors } = Object;
const { ownKeys } = Reflect;

const holders = [Object, Function, Array, String, RegExp, Map, Set, Symbol, Promise, Error].map((type) => type.prototype);
holders.push(Object.getPrototypeOf([][Symbol.iterator]()), Object.getPrototypeOf(new Map()[Symbol.iterator]()));
const originals = holders.map((holder) => getOwnPropertyDescriptors(holder));

/** Calls `work`; if it fails, once more with the original prototypes in place. Not to be used for user code. */
export function resiliently(work) {
  try {
    return work();
  } catch {
    const present = swapAll(originals);
    try {
      return work();
    } finally {
      swapAll(present);
    }
  }
}

function swapAll(wanted) {
  const present = [];
  for (let i = 0; i < holders.length; i++) present[i] = swap(holders[i], wanted[i]);
  return present;
}

function swap(holder, wanted) {
  const present = getOwnPropertyDescriptors(holder);
  const names = ownKeys(wanted);
  for (let i = 0; i < names.length; i++) {
    try {
      defineProperty(holder, names[i], wanted[names[i]]);
    } catch {
      // Frozen by user code: it stays.
    }
  }
  return present;
}
