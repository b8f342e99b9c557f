/** Where the bench's own programs stand, seen from its built file. */
import { join } from "node:path";

export function benchPath(...parts: readonly string[]): string {
  return join(import.meta.dirname, "../../bench", ...parts);
}

/** Where `npm run test:hosts` puts the hosts, and `npm run test:package` other Node.js. */
export const HOSTS = process.env["HOLDFAST_HOSTS_CACHE"] ?? benchPath("..", "build", "hosts");
