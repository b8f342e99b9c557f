/** Files beside the FIFOs of a shell: the driver's scripts, and what they note about C-c on a terminal. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { driversPath } from "./driver-path.js";

/** A line by which one script takes in another whole. */
const TAKES_IN = /^(\s*)\\builtin \. "\$\{BASH_SOURCE%\/\.\.\/\*\}\/\.\.\/(\w+)"(.*)\n/gm;
const COMMENTS = /^#.*\n/gm;

/**
 * The driver's scripts stand once for all interpreters. Each is sourced as `FOLDER/../NAME`, which tells it the interpreter's
 * folder, and holds what it takes in: a file that is sourced costs bash a noticeable part of a short run.
 */
export function installScripts(base: string): void {
  if (existsSync(join(base, "boot"))) return;
  const folder = join(driversPath(), "bash");
  const whole = (name: string): string =>
    readFileSync(join(folder, `${name}.sh`), "utf8")
      .replace(COMMENTS, "")
      .replace(TAKES_IN, (_line, _indent, other: string, rest: string) => `{\n${whole(other)}}${rest}\n`);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".sh"))) {
    const name = file.replace(/\.sh$/, "");
    writeFileSync(join(base, name), whole(name));
  }
}

/** Makes a file of latin1 text. */
export function put(folder: string, name: string, latin1: string): void {
  writeFileSync(join(folder, name), latin1, "latin1");
}

/** Before a run on a terminal: no C-c has come. */
export function forgetInterrupt(folder: string): void {
  rmSync(join(folder, "armed"), { force: true });
}

/** Whether the driver's trap has begun to end the run (interrupt.sh); undefined where the user had a trap before (plug.sh). */
export function tookInterrupt(folder: string): boolean | undefined {
  const ownTrap = statSync(join(folder, "int_trap"), { throwIfNoEntry: false })?.size;
  return ownTrap === 0 ? existsSync(join(folder, "armed")) : undefined;
}

/** Made by a shell that carries out what it is told. */
const LIVES = "lives";

/**
 * Said to a shell that waits for a command and has not answered: a function, an alias or `enable -n` stands in the driver's way. In posix
 * mode `unset` is found before functions. Nothing can stand in the way of a redirection. @param behind what it has not answered.
 */
export function rescueLines(folder: string, behind: string): string {
  rmSync(join(folder, LIVES), { force: true });
  return (
    `>|${folder}/${LIVES}\nPOSIXLY_CORRECT=y;\\unset -f builtin .;\\unset POSIXLY_CORRECT\n` +
    `\\builtin enable builtin echo printf trap . declare eval mapfile;\\builtin shopt -u expand_aliases\n${behind}\n`
  );
}

/** Whether it has carried out nothing of that either. */
export function carriesNothingOut(folder: string): boolean {
  return !existsSync(join(folder, LIVES));
}
