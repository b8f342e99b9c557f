/** A strict program with all that the package exports. It is compiled as an ES module, as CommonJS, and for a bundler; never run. */
import {
  createRuntime,
  createRuntimeTool,
  HoldfastError,
  RuntimeSession,
  RuntimeSessionManager,
  type BackgroundOutput,
  type BinaryOutput,
  type Changes,
  type EnvPolicy,
  type ExecOptions,
  type HistoryEntry,
  type HoldfastErrorCode,
  type InputPart,
  type Job,
  type NameChanges,
  type NeedsInput,
  type OutputEvent,
  type OutputQuery,
  type Restored,
  type RunResult,
  type RunStatus,
  type Runtime,
  type RuntimeOptions,
  type RuntimeState,
  type RuntimeTool,
  type RuntimeToolOptions,
  type RuntimeToolResult,
  type Session,
  type SessionEvent,
  type SessionInfo,
  type SessionOptions,
  type StreamEvent,
  type TerminalSize,
  type WaitOptions,
} from "holdfast";
import { runtimeTool } from "holdfast/ai-sdk";
import openclaw, { plugin } from "holdfast/openclaw";
import pi, { holdfast } from "holdfast/pi";

const env: EnvPolicy = { set: { A: "1" } };
const options: RuntimeOptions = { env, interpreters: { python: "/usr/bin/python3" }, warm: false };
const sessionOptions: SessionOptions = { name: "other" };
const size: TerminalSize = { columns: 80, rows: 24 };
const execOptions: ExecOptions = {
  language: "bash",
  tty: size,
  signal: AbortSignal.timeout(1_000),
  onOutput: ({ stream, text, bytes }: OutputEvent) => `${stream} ${text} ${bytes.length.toFixed()}`,
};
const waitOptions: WaitOptions = { yieldMs: 5, until: { port: 80 } };
const part: InputPart = { text: "yes\n", eof: true };
const query: OutputQuery = { stream: "stdout", grep: "x", context: 2 };

export async function useAll(): Promise<unknown> {
  const manager: RuntimeSessionManager = await createRuntime(options);
  const runtime: Runtime = manager;
  const session: RuntimeSession = await manager.session("/", sessionOptions);
  const some: Session = await runtime.session("/");
  const events: string[] = [];
  const unwatch = session.watch((event: SessionEvent) => {
    if (event.type === "run") events.push(event.code);
  });
  unwatch();
  for await (const event of session.stream("echo", execOptions)) events.push(partOf(event));
  await session.input(part, waitOptions);
  const bytes: Buffer = await session.output("r1", query);
  const history: HistoryEntry[] = await session.history(20);
  const jobs: Job[] = await some.jobs();
  const infos: SessionInfo[] = manager.list();
  const state: RuntimeState = await session.state();
  const told = toldOf(await session.exec("echo", execOptions));
  await manager.close();
  return [
    bytes.toString("utf8"),
    history[0]?.duration_ms,
    jobs[0]?.jobId,
    infos[0]?.idleMs,
    state.working_dir,
    told,
  ];
}

function partOf(event: StreamEvent): string {
  return event.type === "output" ? event.text : event.result.stdout;
}

function toldOf(result: RunResult): unknown {
  const status: RunStatus = result.status;
  if (result.status === "completed") {
    const zero: 0 = result.exitCode;
    return zero;
  }
  const changes: Changes | undefined = result.changes;
  const names: NameChanges | undefined = changes?.variables;
  const restored: Restored | undefined = result.restored;
  const needs: NeedsInput | undefined = result.needsInput;
  const background: readonly BackgroundOutput[] = result.background ?? [];
  const binary: BinaryOutput | undefined = result.binary?.stdout;
  return [status, names?.added, restored?.reason, needs?.prompt, background[0]?.stdout, binary?.type];
}

export function explain(error: unknown): HoldfastErrorCode | undefined {
  return error instanceof HoldfastError ? error.code : undefined;
}

const toolOptions: RuntimeToolOptions = { resultTokensMax: 1_000 };
const tool: RuntimeTool = createRuntimeTool("/", "key", toolOptions);
export const called: Promise<RuntimeToolResult> = tool.execute("id", { action: "exec", command: "echo" });
export const adapters = [runtimeTool("/").description, openclaw === plugin, pi === holdfast];
