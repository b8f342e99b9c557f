// TypeScript to JavaScript, for text that does not parse as JavaScript (about 0.1 s to load, 1 ms a run).
import amaro from "amaro";

/** Stripping keeps every position; only what has a meaning at run time (enum, namespace) needs the transform. */
const MODES = ["strip-only", "transform"];

/** The JavaScript of TypeScript source; undefined when it is not that either. */
export function stripTypes(code) {
  for (const mode of MODES) {
    try {
      return amaro.transformSync(code, { mode, sourceMap: false }).code;
    } catch {
      // The next mode takes more; after the last one it is not TypeScript.
    }
  }
  return undefined;
}
