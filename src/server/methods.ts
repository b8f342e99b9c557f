/** What clients can ask of the daemon. Parameters come from outside: the library checks each as it does for any caller. */
import { check } from "../session/checks.js";
import type { RuntimeSessionManager } from "../session/manager.js";
import type { SessionEvent } from "../session/events.js";
import type { InputPart, OutputListener, OutputQuery, WaitOptions } from "../session/options.js";
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

interface Method {
  /** The names of its parameters; any other is refused. */
  readonly takes: readonly string[];
  readonly answer: (daemon: Daemon, call: Call) => unknown;
}

type OnSession = (session: RuntimeSession, params: Call["params"], call: Call) => unknown;

const sessionOf = ({ runtime }: Daemon, { params }: Call) => runtime.get(params["session"] as string);

const onSession = (takes: readonly string[], answer: OnSession): Method => ({
  takes: ["session", ...takes],
  answer: (daemon, call) => answer(sessionOf(daemon, call), call.params, call),
});

/** @param checked the options as they came, without what does not pass a socket. */
const running = <Options extends WaitOptions>(
  takes: readonly string[],
  checked: (given: unknown) => Options,
  start: (session: RuntimeSession, params: Call["params"], options: Options) => Promise<RunResult>,
): Method => ({
  takes: ["session", "options", "stream", ...takes],
  answer: async (daemon, call) => {
    const session = sessionOf(daemon, call);
    const { params, signal, onOutput } = call;
    const options = { ...checked(params["options"]), signal, ...(onOutput && { onOutput }) };
    const result = await start(session, params, options);
    if (result.restored?.lost["session"] !== undefined) daemon.record.write(daemon.runtime); // it has been told
    return result;
  },
});

const identity = ({ id, name, workspace }: RuntimeSession) => ({ id, name, workspace });

export const methods: Readonly<Record<string, Method>> = {
  info: { takes: [], answer: ({ info }) => info() },
  list: { takes: [], answer: ({ runtime }) => runtime.list() },
  stop: { takes: [], answer: ({ stop }) => stop() },
  terminateAll: {
    takes: [],
    answer: async ({ runtime, record }) => {
      await runtime.terminateAll();
      record.write(runtime);
    },
  },
  session: {
    takes: ["workspace", "name", "env", "create"],
    answer: async ({ runtime, record }, { params: { workspace, ...options } }) => {
      const before = runtime.list().length;
      const session = await runtime.session(workspace as string, options);
      if (runtime.list().length !== before) record.write(runtime);
      return identity(session);
    },
  },
  find: onSession([], identity),
  exec: running(["code"], check.execOptions, (session, { code }, options) =>
    session.exec(code as string, options),
  ),
  eval: running(["code"], check.execOptions, (session, { code }, options) =>
    session.eval(code as string, options),
  ),
  wait: running(["runId"], check.waitOptions, (session, { runId }, options) =>
    session.wait(runId as string, options),
  ),
  input: running(["input"], check.waitOptions, (session, { input }, options) =>
    session.input(input as string | InputPart, options),
  ),
  interrupt: onSession(["runId"], (session, { runId }) => session.interrupt(runId as string | undefined)),
  state: onSession([], (session) => session.state()),
  history: onSession(["count"], (session, { count }) => session.history(count as number | undefined)),
  jobs: onSession([], (session) => session.jobs()),
  kill: onSession(["jobId"], (session, { jobId }) => session.kill(jobId as string)),
  output: onSession(["runId", "query"], async (session, { runId, query }) =>
    (await session.output(runId as string, query as OutputQuery)).toString("base64"),
  ),
  getEnv: onSession([], (session) => session.getEnv()),
  setEnv: onSession(["env"], (session, { env }) => session.setEnv(unwired(env))),
  getWorkdir: onSession([], (session) => session.getWorkdir()),
  changeDir: onSession(["path"], (session, { path }) => session.changeDir(path as string)),
  reset: onSession(["options"], (session, { options }) => session.reset(options as { language?: string })),
  terminate: {
    takes: ["session"],
    answer: async ({ runtime, record }, { params }) => {
      await runtime.terminate(params["session"] as string);
      record.write(runtime);
    },
  },
  watch: onSession(
    [],
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

/** JSON has no undefined: a variable that is to go is null there. What is no object is the session's to refuse. */
function unwired(env: unknown): Record<string, string | undefined> {
  if (typeof env !== "object" || env === null || Array.isArray(env)) return env as never;
  return Object.fromEntries(
    Object.entries(env as Record<string, string | null>).map(([name, value]) => [name, value ?? undefined]),
  );
}
