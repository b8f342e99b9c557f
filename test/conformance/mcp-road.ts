/**
 * The road of MCP: a client of the protocol's own SDK, the server, and a daemon behind it. It goes on with a run that has yielded
 * as an agent does, by `wait`. What the tool does not offer, because it is the host's business and not the model's (a session's
 * start and end, its environment from outside, the list of all), goes to the daemon itself.
 */
import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createMcpServer } from "../../src/adapters/mcp.js";
import type { RemoteRuntime } from "../../src/client/remote-runtime.js";
import type { RemoteSession } from "../../src/client/remote-session.js";
import { HoldfastError, type HoldfastErrorCode } from "../../src/errors.js";
import type {
  ExecOptions,
  HistoryEntry,
  InputPart,
  Job,
  OutputQuery,
  RunResult,
  RuntimeState,
  WaitOptions,
} from "../../src/index.js";
import { openDaemon } from "./daemon-road.js";
import type { Road, RoadSession } from "./road.js";

type Data = Record<string, unknown>;
type Call = (params: Data, onNews?: (text: string) => void) => Promise<Data>;

/** Results come whole. */
const TOKENS_MAX = 2 ** 31;
const WAIT_MS = 5_000;

const CANCELLED =
  "a cancelled request has no answer in MCP; test/mcp.test.ts looks at what becomes of the run";

const NO_EVENTS = "the tool has no events: an agent gets results";

export const mcpRoad: Road = {
  name: "MCP",
  leftOut: {
    "two clients of one session see the same events, and no two runs have one id": NO_EVENTS,
    "a second viewer takes nothing from the first": NO_EVENTS,
    "a kept job outlives its session, is listed, and is stopped from a later one":
      "the tool's exec has no `keep`: what an agent starts ends with its session",
    "an abort signal interrupts": CANCELLED,
    "a caller that leaves in the middle of a long run costs the next one nothing": CANCELLED,
    "a consumer that is slow holds the run back, and gets all of it":
      "progress tells the end of the output in steps; what is between is in the result, and by `output`",
    "a call that is cancelled in the queue never runs; the others do": CANCELLED,
    "a call whose signal has aborted before never runs": CANCELLED,
    "a session that is closed while it runs says so at once, and its runs are told":
      "a name always has a session: a call that comes while one ends gets the next",
  },
  open: async (options) => {
    const { runtime, close } = await openDaemon(options);
    const closing: (() => Promise<void>)[] = [];
    const over = async (session: RemoteSession) => {
      const [call, end] = await connect(runtime, session);
      closing.push(end);
      const checked: Call = async (...args) => {
        await session.history(0); // a name always has a session: whether it is still this one is the daemon's to say
        return call(...args);
      };
      return new McpSession(session, checked);
    };
    return {
      session: async (workspace, given) => over(await runtime.session(workspace, given)),
      byId: async (id) => over(await runtime.get(id)),
      list: () => runtime.list(),
      close: async () => {
        for (const end of closing.splice(0)) await end();
        await close();
      },
    };
  },
};

/** A client with a server of its own, for the workspace of a session. */
async function connect(
  runtime: RemoteRuntime,
  { workspace, name }: RemoteSession,
): Promise<[Call, () => Promise<void>]> {
  const [transport, other] = InMemoryTransport.createLinkedPair();
  const options = { workspace, runtime, resultTokensMax: TOKENS_MAX, structured: true };
  const server = serveStdio(() => createMcpServer(options), { transport: other });
  const client = new Client({ name: "conformance", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(transport);
  const call: Call = async (params, onNews) => {
    const options = onNews && {
      onprogress: ({ message }: { message?: string | undefined }) => onNews(message ?? ""),
    };
    const answer = await client.callTool(
      { name: "runtime", arguments: { session: name, ...params } },
      options,
    );
    const data = answer.structuredContent as Data;
    if (answer.isError) throw errorOf(data["error"] as Data);
    return data;
  };
  const end = async () => {
    await client.close();
    await server.close();
  };
  return [call, end];
}

function errorOf({ name, code, message }: Data): Error {
  if (name !== "HoldfastError") return new Error(String(message));
  return new HoldfastError(code as HoldfastErrorCode, { message: String(message) });
}

class McpSession implements RoadSession {
  readonly id: string;

  constructor(
    private readonly session: RemoteSession,
    private readonly call: Call,
  ) {
    this.id = session.id;
  }

  exec(command: string, options?: ExecOptions): Promise<RunResult> {
    return this.#run({ action: "exec", command }, options);
  }

  eval(code: string, options?: ExecOptions): Promise<RunResult> {
    return this.#run({ action: "eval", code }, options);
  }

  async wait(runId: string, { yieldMs = WAIT_MS, until }: WaitOptions = {}): Promise<RunResult> {
    const awaited = { until_text: until?.text, until_port: until?.port };
    const data = await this.call({ action: "wait", run_id: runId, yield_ms: yieldMs, ...awaited });
    return until ? (data as unknown as RunResult) : this.#toEnd(data);
  }

  async input(given: string | InputPart): Promise<RunResult> {
    const { text, eof, keys, runId } =
      typeof given === "string" ? { text: given } : (given as Partial<InputPart>);
    const part = { text, eof, keys, run_id: runId };
    return this.#toEnd(await this.call({ action: "input", ...part, yield_ms: WAIT_MS }));
  }

  async interrupt(runId?: string): Promise<boolean> {
    const data = await this.call({ action: "interrupt", run_id: runId });
    return data["interrupted"] !== false;
  }

  async state(): Promise<RuntimeState> {
    const { env_names: names, ...state } = await this.call({ action: "state" });
    const { env_vars } = await this.call({ action: "state", names });
    return { ...state, env_vars } as unknown as RuntimeState;
  }

  async history(count = 1_000): Promise<HistoryEntry[]> {
    return (await this.call({ action: "history", limit: count }))["history"] as HistoryEntry[];
  }

  async jobs(): Promise<Job[]> {
    return (await this.call({ action: "jobs" }))["jobs"] as Job[];
  }

  async kill(jobId: string): Promise<void> {
    await this.call({ action: "kill", job_id: jobId });
  }

  async output(runId: string, query: OutputQuery = {}): Promise<Buffer> {
    const { text, base64 } = await this.call({ action: "output", run_id: runId, ...query });
    return typeof text === "string" ? Buffer.from(text) : Buffer.from(String(base64), "base64");
  }

  async reset({ language }: { language?: string } = {}): Promise<void> {
    await this.call({ action: "reset", language });
  }

  async getEnv(): Promise<Record<string, string>> {
    return { ...(await this.state()).env_vars };
  }

  async getWorkdir(): Promise<string> {
    return (await this.state()).working_dir;
  }

  setEnv(env: Readonly<Record<string, string | undefined>>): Promise<void> {
    return this.session.setEnv(env);
  }

  changeDir(path: string): Promise<void> {
    return this.session.changeDir(path);
  }

  terminate(): Promise<void> {
    return this.session.terminate();
  }

  async #run(params: Data, options: ExecOptions = {}): Promise<RunResult> {
    const { signal, onOutput, language, timeoutMs, yieldMs, env, cwd, stdin, tty } = options;
    if (signal) throw new Error("a cancelled request has no answer in MCP");
    let told = "";
    const onNews =
      onOutput &&
      ((text: string) => {
        told += text;
        onOutput({ ...NO_EVENT, text });
      });
    const first = {
      ...params,
      language,
      timeout_ms: Number.isFinite(timeoutMs) || timeoutMs === undefined ? timeoutMs : String(timeoutMs),
      env,
      cwd,
      tty: tty === undefined ? tty : Boolean(tty),
      ...(typeof stdin === "object" ? { text: stdin.text } : { stdin }),
      yield_ms: yieldMs ?? WAIT_MS,
    };
    const begun = await this.call(first, onNews);
    const result = yieldMs === undefined ? await this.#toEnd(begun, onNews) : (begun as unknown as RunResult);
    const { stdout, stderr } = result;
    // Progress comes in steps; what came after the last one is in the result.
    if (onNews && stderr === "" && stdout.startsWith(told) && stdout !== told)
      onNews(stdout.slice(told.length));
    return result;
  }

  /** Goes on with a run that has yielded, as an agent does. */
  async #toEnd(begun: Data, onNews?: (text: string) => void): Promise<RunResult> {
    let result = begun as unknown as RunResult;
    let { stdout, stderr } = result;
    while (result.status === "running" && !result.fullScreen) {
      const next = { action: "wait", run_id: result.runId, yield_ms: WAIT_MS };
      result = (await this.call(next, onNews)) as unknown as RunResult;
      stdout += result.stdout;
      stderr += result.stderr;
    }
    return { ...result, stdout, stderr };
  }
}

/** Progress tells text, and not where it was written. */
const NO_EVENT = { runId: "", stream: "stdout", bytes: Buffer.alloc(0) } as const;
