/**
 * The tool `runtime`: what an agent holds. Its input is checked, an action becomes a call of the session, and the result
 * is written for a model within a budget of tokens; `details` has all of it.
 */
import { limits } from "../limits.js";
import { createRuntime } from "../runtime.js";
import type { Runtime } from "../session/api.js";
import { abortSignal, count, duration, fields, listener, OPTIONS, refused, word } from "../session/rules.js";
import { act, type ActContext } from "./act.js";
import { checkParams } from "./check.js";
import type { ImageBlock, TextBlock } from "./images.js";
import { type Action, description, type Parameters, parameters } from "./schema.js";
import { updates } from "./updates.js";
import { inWordsOf } from "../words.js";

export interface RuntimeToolOptions {
  /** Where the sessions live. Default: one manager for this process, made with the first call. */
  readonly runtime?: Runtime;
  /** About how many tokens a result's text costs at most. Default 8 000. */
  readonly resultTokensMax?: number;
  /** No call waits longer than this for its run, whatever `yield_ms` it asks for. Default: as it asks. */
  readonly yieldMsMax?: number;
}

export interface RuntimeToolResult {
  content: (TextBlock | ImageBlock)[];
  /** The RunResult, or what the action gives. */
  details: object;
}

export interface RuntimeTool {
  readonly name: "runtime";
  readonly label: string;
  readonly description: string;
  /** JSON Schema. */
  readonly parameters: Parameters;
  /**
   * Throws HoldfastError for input that cannot be, and for a broken host; a failing command is a result. The signal
   * interrupts what `exec` and `eval` run; of other actions it ends the waiting only.
   */
  execute(
    this: void,
    toolCallId: string,
    params: unknown,
    signal?: AbortSignal,
    onUpdate?: (partial: RuntimeToolResult) => void,
  ): Promise<RuntimeToolResult>;
}

/** Other actions are about what is there: of a session that nobody has made they say so. */
const MAKES: ReadonlySet<Action> = new Set<Action>(["exec", "eval"]);
const DEFAULT_NAME = "default";

/** Throws INVALID_ARGUMENT. */
function checkTool(workspaceId: unknown, sessionKey: unknown, given: unknown) {
  const options = given === undefined ? {} : optionsOf(given, OPTIONS);
  return {
    workspace: word(workspaceId, "workspaceId"),
    ownName: sessionKey === undefined ? DEFAULT_NAME : word(sessionKey, "sessionKey"),
    resultTokensMax: options.resultTokensMax ?? limits.toolResultTokensMax,
    yieldMsMax: options.yieldMsMax ?? limits.timeoutMsMax,
    given: options.runtime,
  };
}

const optionsOf = fields<RuntimeToolOptions>({
  runtime: (given, name) => {
    if (typeof (given as Partial<Runtime> | null)?.session === "function") return given as Runtime;
    throw refused(name, "a runtime", given, "Pass what createRuntime gives.");
  },
  resultTokensMax: count(1, Number.MAX_SAFE_INTEGER),
  yieldMsMax: duration(0),
});

/** Hosts pass null where there is nothing. */
function checkSignal(given: unknown): AbortSignal | undefined {
  return given === undefined || given === null ? undefined : abortSignal(given, "signal");
}

function checkUpdate(given: unknown): ((partial: RuntimeToolResult) => unknown) | undefined {
  return given === undefined || given === null ? undefined : listener(given, "onUpdate");
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}

let shared: Promise<Runtime> | undefined;

/** One runtime for all tools of this process that are given none; it ends with the process. */
function sharedRuntime(): Promise<Runtime> {
  shared ??= createRuntime().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/**
 * The tool for one workspace. Nothing starts before the first call. Throws INVALID_ARGUMENT.
 * @param workspaceId path of the workspace.
 * @param sessionKey name of the session that calls use unless they name another.
 */
export function createRuntimeTool(
  workspaceId: string,
  sessionKey?: string,
  options: RuntimeToolOptions = {},
): RuntimeTool {
  const { workspace, ownName, resultTokensMax, yieldMsMax, given } = checkTool(
    workspaceId,
    sessionKey,
    options,
  );
  return {
    name: "runtime",
    label: "Runtime",
    description,
    parameters,
    execute: async (_toolCallId, input, givenSignal, givenUpdate) => {
      const params = checkParams(input);
      const signal = checkSignal(givenSignal);
      const onUpdate = checkUpdate(givenUpdate);
      const runtime = given ?? (await sharedRuntime());
      const name = params.session ?? sessionKey;
      const isOwn = params.session === undefined || params.session === ownName;
      const session = await runtime.session(workspace, {
        ...(name !== undefined && { name }),
        ...(!isOwn && !MAKES.has(params.action) && { create: false }),
      });
      const partial =
        onUpdate &&
        updates(({ runId, text, news }) =>
          onUpdate({ content: [{ type: "text", text }], details: { runId, status: "running", news } }),
        );
      const where = params.session === undefined ? "" : ` session=${quoted(params.session)}`;
      const context: ActContext = {
        tokensMax: resultTokensMax,
        where,
        yieldMsMax,
        signal,
        onOutput: partial?.onOutput,
      };
      try {
        const { text, images = [], details } = await act(session, params, context);
        return { content: [{ type: "text", text }, ...images], details };
      } catch (error) {
        throw inWordsOf("tool", error, where);
      } finally {
        partial?.end();
      }
    },
  };
}
