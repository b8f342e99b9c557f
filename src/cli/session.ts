/** The session that a command means. */
import { connect, connectIfRunning } from "../client/connect.js";
import type { RemoteRuntime } from "../client/remote-runtime.js";
import type { RemoteSession } from "../client/remote-session.js";
import { printNote } from "./fault.js";
import { rememberSession } from "./hint.js";
import type { SessionChoice } from "./options.js";
import { unknownSession } from "../session/unknown-session.js";
import { findWorkspace } from "./workspace.js";

const DEFAULT_NAME = "default";

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

/** The session, where there is one; nothing is started for it. Throws UNKNOWN_SESSION. */
export async function findSession(
  choice: SessionChoice,
): Promise<{ runtime: RemoteRuntime; session: RemoteSession }> {
  rememberSession(choice);
  const name = choice.session ?? DEFAULT_NAME;
  const workspace = findWorkspace(choice.workspace);
  const runtime = await connectIfRunning({ onNote: printNote });
  if (!runtime) throw unknownSession(name, workspace, []);
  try {
    return { runtime, session: await runtime.session(workspace, { name, create: false }) };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** Does one thing in the session that a command means, and that is there. */
export async function inSession<Value>(
  choice: SessionChoice,
  action: (session: RemoteSession) => Promise<Value>,
): Promise<Value> {
  const { runtime, session } = await findSession(choice);
  try {
    return await action(session);
  } finally {
    await runtime.close();
  }
}
