/** The composition root: from options to a running manager. */
import { RuntimeSessionManager, type RuntimeOptions } from "./session/manager.js";

/** Starts a runtime. `await using`, or `close()`, ends everything that it has started. */
export function createRuntime(options: RuntimeOptions = {}): Promise<RuntimeSessionManager> {
  return RuntimeSessionManager.open(options);
}
