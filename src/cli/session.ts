/** The session that a command means. */
import { connect } from "../client/connect.js";
import type { RemoteRuntime } from "../client/remote-runtime.js";
import type { RemoteSession } from "../client/remote-session.js";
import { printNote } from "./fault.js";
import { rememberSession } from "./hint.js";
import type { SessionChoice } from "./options.js";
import { findWorkspace } from "./workspace.js";

/** Connects to the daemon and finds or makes the session. */
export async function openSession(
  choice: SessionChoice,
): Promise<{ runtime: RemoteRuntime; session: RemoteSession }> {
  rememberSession(choice);
  const runtime = await connect({ onNote: printNote });
  const session = await runtime.session(findWorkspace(choice.workspace), {
    ...(choice.session !== undefined && { name: choice.session }),
  });
  return { runtime, session };
}

/** Does one thing in the session that a command means. */
export async function inSession<Value>(
  choice: SessionChoice,
  action: (session: RemoteSession) => Promise<Value>,
): Promise<Value> {
  const { runtime, session } = await openSession(choice);
  try {
    return await action(session);
  } finally {
    await runtime.close();
  }
}
