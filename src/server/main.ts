/** The daemon's process. HOLDFAST_DAEMON_IDLE_MS: how long it stays without sessions and clients. */
import { findHome } from "../client/home.js";
import { runDaemon } from "./daemon.js";

const { HOLDFAST_DAEMON_IDLE_MS: idle } = process.env;
process.title = "holdfast daemon";
try {
  await runDaemon({ home: findHome(), idleMs: idle === undefined ? undefined : Number(idle) });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
