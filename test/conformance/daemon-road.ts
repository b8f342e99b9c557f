/** The daemon's road: a client, its socket, and a daemon of the road's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectIfRunning } from "../../src/client/connect.js";
import { findHome } from "../../src/client/home.js";
import type { RemoteRuntime } from "../../src/client/remote-runtime.js";
import type { RuntimeOptions } from "../../src/index.js";
import { runDaemon } from "../../src/server/daemon.js";
import { until } from "./bench.js";
import type { Road } from "./road.js";

/** A daemon with a client; the second function ends both, and all that is theirs. */
export async function openDaemon(
  options?: RuntimeOptions,
): Promise<{ runtime: RemoteRuntime; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "home-"));
  const home = findHome({ HOLDFAST_HOME: folder });
  const ended = runDaemon({ home, ...(options && { runtime: options }) });
  let runtime: RemoteRuntime | undefined;
  const connected = until("the daemon answers", async () => {
    runtime = await connectIfRunning({ home });
    return runtime !== undefined;
  });
  await Promise.race([connected, ended.then(() => Promise.reject(new Error("the daemon ended")))]);
  let closing: Promise<void> | undefined;
  const end = async () => {
    await runtime?.stop();
    await runtime?.close();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const close = () => (closing ??= end());
  return { runtime: runtime as unknown as RemoteRuntime, close };
}

export const daemonRoad: Road = {
  name: "daemon",
  open: async (options) => {
    const { runtime, close } = await openDaemon(options);
    return {
      session: (workspace, given) => runtime.session(workspace, given),
      byId: (id) => runtime.get(id),
      list: () => runtime.list(),
      close,
    };
  },
};
