/** Where the drivers are: beside package.json, both for the sources and for the built package. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HoldfastError } from "../errors.js";

let found: string | undefined;

/** The absolute path of the `drivers` folder. */
export function driversPath(): string {
  found ??= join(packageRoot(), "drivers");
  return found;
}

/** The folder of this package's package.json. Throws HOST_FAILURE. */
export function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && /"name":\s*"holdfast"/.test(readFileSync(manifest, "utf8"))) return folder;
    if (dirname(folder) === folder)
      throw new HoldfastError("HOST_FAILURE", {
        message: "The drivers folder was not found",
        next: "Install the package whole.",
      });
  }
}
