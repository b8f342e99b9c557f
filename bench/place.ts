/** Where the bench's own programs stand, seen from its built file. */
import { join } from "node:path";

export function benchPath(...parts: readonly string[]): string {
  return join(import.meta.dirname, "../../bench", ...parts);
}
