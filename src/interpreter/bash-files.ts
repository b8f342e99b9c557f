/** Files beside the FIFOs of a shell: the driver's scripts, and what they note about C-c on a terminal. */
import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { driversPath } from "./driver-path.js";

/** The driver's scripts stand once for all interpreters, where a short path reaches them. */
export function installScripts(base: string): void {
  if (existsSync(join(base, "boot"))) return;
  const scripts = join(driversPath(), "bash");
  for (const name of readdirSync(scripts))
    copyFileSync(join(scripts, name), join(base, name.replace(/\.sh$/, "")));
}

/** Before a run on a terminal: no C-c has come. */
export function forgetInterrupt(folder: string): void {
  rmSync(join(folder, "armed"), { force: true });
}

/** Whether the driver's trap has begun to end the run (arm.sh); undefined where the user had a trap before (whose.sh). */
export function tookInterrupt(folder: string): boolean | undefined {
  const ownTrap = statSync(join(folder, "int_trap"), { throwIfNoEntry: false })?.size;
  return ownTrap === 0 ? existsSync(join(folder, "armed")) : undefined;
}
