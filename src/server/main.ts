/** The daemon's process. HOLDFAST_DAEMON_IDLE_MS: how long it stays without sessions and clients. */
import { findHome } from "../client/home.js";
import { duration } from "../session/rules.js";
import { runDaemon } from "./daemon.js";

const NAME = "HOLDFAST_DAEMON_IDLE_MS";
const idle = process.env[NAME];
process.title = "holdfast daemon";
try {
  const idleMs = idle === undefined || idle === "" ? undefined : duration(1)(Number(idle), NAME);
  await runDaemon({ home: findHome(), idleMs });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
