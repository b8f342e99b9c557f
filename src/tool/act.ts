/** From a checked call to the session, and from what the session gives to the payload and its text. */
import { HoldfastError } from "../errors.js";
import { limits } from "../limits.js";
import type { Session } from "../session/api.js";
import type { ExecOptions, OutputListener, WaitOptions } from "../session/options.js";
import type { RunResult } from "../session/result.js";
import { missing } from "./check.js";
import { cut } from "./cut.js";
import { type ImageBlock, imagesOf } from "./images.js";
import { historyText, jobsText, namesText, stateText } from "./listing.js";
import { page } from "./page.js";
import { report, type Stream } from "./report.js";
import type { Params } from "./schema.js";
import { toolState } from "./state.js";

export interface Act {
  readonly text: string;
  readonly images?: readonly ImageBlock[];
  readonly details: object;
}

export interface ActContext {
  readonly tokensMax: number;
  /** What names the session in a call, where that is not the tool's own. */
  readonly where: string;
  /** A call returns after no more than this, whatever it asks for. */
  readonly yieldMsMax: number;
  readonly signal: AbortSignal | undefined;
  readonly onOutput: OutputListener | undefined;
}

const HISTORY_DEFAULT = 20;

/** Does what the call says. Throws HoldfastError. */
export async function act(session: Session, params: Params, context: ActContext): Promise<Act> {
  switch (params.action) {
    case "exec":
    case "eval":
      return told(session, await start(session, params, context), context, true);
    case "wait":
      return told(session, await wait(session, params, context), context);
    case "input":
      return told(session, await session.input(inputOf(params), waiting(params, context)), context);
    case "interrupt":
      return interrupt(session, params, context);
    case "output":
      return page(session, params, await newestRun(session, params), context.tokensMax);
    case "state": {
      const { names } = params;
      const state = toolState(await session.state(), names);
      const text = names ? namesText(state, names) : stateText(state);
      return { text: fitted(text, context.tokensMax, "names=[…] shows single ones"), details: state };
    }
    case "history": {
      const history = await session.history(params.limit ?? HISTORY_DEFAULT);
      const text = fitted(historyText(history), context.tokensMax, "ask for fewer by limit", 1);
      return { text, details: { history } };
    }
    case "jobs": {
      const jobs = await session.jobs();
      return { text: fitted(jobsText(jobs), context.tokensMax, "kill ends one"), details: { jobs } };
    }
    case "kill": {
      const jobId = params.job_id ?? "";
      await session.kill(jobId);
      return { text: `${jobId} was told to end`, details: { killed: jobId } };
    }
    case "reset": {
      const { language } = params;
      await session.reset(language === undefined ? {} : { language });
      return { text: `${language ?? "session"} reset`, details: { reset: language ?? "all" } };
    }
  }
}

/** A list within the budget. `tail` as of `cut`. */
function fitted(text: string, tokensMax: number, how: string, tail = 0): string {
  const found = cut(text, tokensMax, tail);
  return found ? `${found.head}[… ${found.bytes} bytes left out: ${how}]\n${found.tail}`.trimEnd() : text;
}

async function start(session: Session, params: Params, context: ActContext): Promise<RunResult> {
  const { action, command, code } = params;
  const program = action === "eval" ? (code ?? command) : (command ?? code);
  if (program === undefined) throw missing(action, action === "eval" ? "code" : "command");
  if (command !== undefined && code !== undefined)
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: "Both command and code are given",
      next: `Pass one of them: ${action} runs it.`,
    });
  const { language, timeout_ms, env, cwd, tty } = params;
  const stdin = params.text === undefined ? params.stdin : { text: params.text };
  const options: ExecOptions = {
    ...waiting(params, context),
    ...(language !== undefined && { language }),
    ...(timeout_ms !== undefined && { timeoutMs: timeout_ms }),
    ...(stdin !== undefined && { stdin }),
    ...(tty !== undefined && { tty }),
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
  };
  return action === "eval" ? session.eval(program, options) : session.exec(program, options);
}

async function wait(session: Session, params: Params, context: ActContext): Promise<RunResult> {
  const { until_text: text, until_port: port } = params;
  const until = { ...(text !== undefined && { text }), ...(port !== undefined && { port }) };
  const runId =
    port === undefined ? (params.run_id ?? (await presentRun(session))) : await newestRun(session, params);
  if (runId === undefined)
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: "Nothing runs in this session",
      next: "Name an earlier run with run_id; action=history lists them.",
    });
  return session.wait(runId, {
    ...waiting(params, context),
    ...(Object.keys(until).length > 0 && { until }),
  });
}

async function interrupt(session: Session, params: Params, context: ActContext): Promise<Act> {
  const runId = params.run_id ?? (await presentRun(session));
  const interrupted = runId !== undefined && (await session.interrupt(runId));
  if (!interrupted) return { text: "nothing runs", details: { interrupted } };
  return told(session, await session.wait(runId, waiting(params, context)), context);
}

async function presentRun(session: Session): Promise<string | undefined> {
  return (await session.state()).busy?.runId;
}

/** The run that is named, or the present one, or the last that has ended. Throws INVALID_ARGUMENT when there is none. */
async function newestRun(session: Session, { run_id, action }: Params): Promise<string> {
  const runId = run_id ?? (await presentRun(session)) ?? (await session.history(1)).at(-1)?.run_id;
  if (runId === undefined) throw missing(action, "run_id");
  return runId;
}

function inputOf({ text, eof, keys, run_id }: Params) {
  return {
    ...(text !== undefined && { text }),
    ...(eof !== undefined && { eof }),
    ...(keys && { keys }),
    ...(run_id !== undefined && { runId: run_id }),
  };
}

function waiting(params: Params, { yieldMsMax, signal, onOutput }: ActContext): WaitOptions {
  return {
    yieldMs: Math.min(params.yield_ms ?? limits.toolYieldMs, yieldMsMax),
    ...(signal && { signal }),
    ...(onOutput && { onOutput }),
  };
}

/** @param first the result holds the run's output from its first byte. */
async function told(
  session: Session,
  result: RunResult,
  { tokensMax, where }: ActContext,
  first = false,
): Promise<Act> {
  const jobs = (result.changes?.jobs.added.length ?? 0) > 0 ? await session.jobs() : [];
  const offsets = first ? undefined : await offsetsOf(session, result, tokensMax);
  const text = report(result, { tokensMax, where, jobs, ...(offsets && { offsets }) });
  return { text, images: imagesOf(result), details: result };
}

/** Where the output of a later result begins in its run's output, as far as it is so long that it will be cut. */
async function offsetsOf(session: Session, result: RunResult, tokensMax: number) {
  const find = async (stream: Stream) => {
    if (result[stream].length <= tokensMax || result.truncated?.[stream]) return undefined;
    const at = (await session.output(result.runId, { stream })).lastIndexOf(result[stream]);
    return at < 0 ? undefined : at;
  };
  return { stdout: await find("stdout"), stderr: await find("stderr") };
}
