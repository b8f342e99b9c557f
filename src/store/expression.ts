import { HoldfastError } from "../errors.js";

/** A regular expression of a caller's. Throws INVALID_ARGUMENT. */
export function expression(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (cause) {
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: "This is no regular expression",
      got: source,
      next: (cause as Error).message,
      cause,
    });
  }
}
