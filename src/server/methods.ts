/** What clients can ask of the daemon. Parameters come from outside: the library checks each as it does for any caller. */
import type { RuntimeSessionManager } from "../session/manager.js";
import type { SessionEvent } from "../session/events.js";
import type { ExecOptions, InputPart, OutputListener, OutputQuery, WaitOptions } from "../session/options.js";
import type { RunResult } from "../session/result.js";
import type { RuntimeSession } from "../session/session.js";
import type { SessionRecord } from "./record.js";

/** What the daemon is to its methods. */
export interface Daemon {
  readonly runtime: RuntimeSessionManager;
  readonly record: SessionRecord;
  readonly info: () => object;
  /** Ends everything; the answer is sent first. */
  readonly stop: () => Promise<void>;
}

/** One request. */
export interface Call {
  readonly params: Readonly<Record<string, unknown>>;
  /** Aborted when the caller wants it no longer, or is gone without having detached. */
  readonly signal: AbortSignal;
  readonly onOutput: OutputListener | undefined;
  readonly onEvent: (event: SessionEvent) => void;
}

type Method = (daemon: Daemon, call: Call) => unknown;

const onSession =
  (method: (session: RuntimeSession, params: Call["params"], call: Call) => unknown): Method =>
  ({ runtime }, call) =>
    method(runtime.get(call.params["session"] as string), call.params, call);

const running =
  (
    start: (session: RuntimeSession, call: Call, options: ExecOptions & WaitOptions) => Promise<RunResult>,
  ): Method =>
  async ({ runtime, record }, call) => {
    const session = runtime.get(call.params["session"] as string);
    const { signal, onOutput } = call;
    const given = call.params["options"] as ExecOptions & WaitOptions;
    const result = await start(session, call, { ...given, signal, ...(onOutput && { onOutput }) });
    if (result.restored?.lost["session"] !== undefined) record.write(runtime); // it has been told
    return result;
  };

const identity = ({ id, name, workspace }: RuntimeSession) => ({ id, name, workspace });

export const methods: Readonly<Record<string, Method>> = {
  info: ({ info }) => info(),
  list: ({ runtime }) => runtime.list(),
  stop: ({ stop }) => stop(),
  terminateAll: async ({ runtime, record }) => {
    await runtime.terminateAll();
    record.write(runtime);
  },
  session: async ({ runtime, record }, { params }) => {
    const { workspace, name, env } = params as {
      workspace: string;
      name?: string;
      env?: Record<string, string>;
    };
    const before = runtime.list().length;
    const session = await runtime.session(workspace, {
      ...(name !== undefined && { name }),
      ...(env && { env }),
    });
    if (runtime.list().length !== before) record.write(runtime);
    return identity(session);
  },
  find: onSession(identity),
  exec: running((session, { params }, options) => session.exec(params["code"] as string, options)),
  eval: running((session, { params }, options) => session.eval(params["code"] as string, options)),
  wait: running((session, { params }, options) => session.wait(params["runId"] as string, options)),
  input: running((session, { params }, options) =>
    session.input(params["input"] as string | InputPart, options),
  ),
  interrupt: onSession((session, { runId }) => session.interrupt(runId as string | undefined)),
  state: onSession((session) => session.state()),
  history: onSession((session, { count }) => session.history(count as number | undefined)),
  jobs: onSession((session) => session.jobs()),
  kill: onSession((session, { jobId }) => session.kill(jobId as string)),
  output: onSession(async (session, { runId, query }) =>
    (await session.output(runId as string, query as OutputQuery)).toString("base64"),
  ),
  getEnv: onSession((session) => session.getEnv()),
  setEnv: onSession((session, { env }) => {
    const entries = Object.entries(env as Record<string, string | null>);
    return session.setEnv(Object.fromEntries(entries.map(([name, value]) => [name, value ?? undefined])));
  }),
  getWorkdir: onSession((session) => session.getWorkdir()),
  changeDir: onSession((session, { path }) => session.changeDir(path as string)),
  reset: onSession((session, { options }) => session.reset(options as { language?: string })),
  terminate: async ({ runtime, record }, { params }) => {
    await runtime.terminate(params["session"] as string);
    record.write(runtime);
  },
  watch: onSession(
    (session, _params, { signal, onEvent }) =>
      new Promise<void>((resolve) => {
        const stop = session.watch((event) => {
          onEvent(event);
          if (event.type === "closed") resolve();
        });
        signal.addEventListener("abort", () => {
          stop();
          resolve();
        });
      }),
  ),
};
