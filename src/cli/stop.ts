/** `holdfast stop`. */
import { connectIfRunning } from "../client/connect.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";

export async function stop(options: { json?: boolean }): Promise<number> {
  const runtime = await connectIfRunning();
  const count = runtime ? (await runtime.list()).length : 0;
  await runtime?.stop();
  await runtime?.close();
  if (options.json)
    process.stdout.write(`${JSON.stringify({ running: runtime !== undefined, sessions: count })}\n`);
  else
    printNote(
      runtime
        ? `the daemon has ended, with ${count} ${count === 1 ? "session" : "sessions"}`
        : "no daemon runs",
    );
  return exitCodes.done;
}
