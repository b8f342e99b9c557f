/** Waiting for a FIFO that the guardian makes. An answer could fall into the middle of a driver's long message: the host looks. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { HoldfastError } from "../errors.js";

const LOOK_MS = 1;

/** Resolves when it is there. Throws HOST_FAILURE when the interpreter, and its folder, is gone. */
export async function fifoIn(folder: string, name: string): Promise<void> {
  while (!existsSync(join(folder, name))) {
    if (!existsSync(folder))
      throw new HoldfastError("HOST_FAILURE", {
        message: "The interpreter ended before its run began",
        next: "Repeat the call.",
      });
    await pause(LOOK_MS);
  }
}
