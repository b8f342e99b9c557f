/** Verbs that run code or go on with a run: output as it comes, then the exit code. */
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { RemoteSession } from "../client/remote-session.js";
import { HoldfastError } from "../errors.js";
import { check } from "../session/checks.js";
import type { ExecOptions, OutputListener } from "../session/options.js";
import type { Step } from "./attach.js";
import { conclude } from "./conclude.js";
import { Ending } from "./ending.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";
import { command } from "./hint.js";
import type { SessionChoice } from "./options.js";
import { findSession, openSession } from "./session.js";

export interface FollowOptions extends SessionChoice {
  /** Seconds. */
  readonly yield?: number;
  readonly text?: string;
  readonly pattern?: string;
  readonly port?: number;
}

export interface InputOptions extends FollowOptions {
  readonly eof?: boolean;
  readonly newline: boolean;
  readonly key?: readonly string[];
  readonly run?: string;
}

export interface ExecuteOptions extends FollowOptions {
  readonly language?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly queue?: boolean;
  readonly keep?: boolean;
  readonly tty?: boolean;
}

/** Runs each code in one session. Returns the exit code; throws HoldfastError for what is not the code's fault. */
export async function execute(
  mode: "exec" | "eval",
  args: readonly string[],
  options: ExecuteOptions,
): Promise<number> {
  const stdin = await stdinOption(options.stdin, args);
  const codes = await readCodes(args);
  const { language, timeout, env, cwd, queue, keep, tty } = options;
  for (const code of codes) check.code(code);
  const given = check.execOptions({
    ...(language !== undefined && { language }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
    ...(queue && { queue }),
    ...(keep && { keep }),
    ...(stdin !== undefined && { stdin }),
    ...(tty && { tty: terminalSize() }),
  });
  const steps = codes.map(
    (code): Step =>
      (session, following) =>
        session[mode](code, { ...given, ...following }),
  );
  const here =
    tty && !options.json && options.yield === undefined && process.stdin.isTTY && process.stdout.isTTY;
  return perform(openSession, options, here ? await attached(steps) : steps);
}

export function wait(run: string | undefined, options: FollowOptions): Promise<number> {
  const { text: awaited, pattern, port } = options;
  const until = {
    ...(awaited !== undefined && { text: awaited }),
    ...(pattern !== undefined && { pattern }),
    ...(port !== undefined && { port }),
  };
  const also = Object.keys(until).length > 0 ? { until } : {};
  return perform(findSession, options, [
    async (session, following) => session.wait(run ?? (await newestRun(session)), { ...following, ...also }),
  ]);
}

/** The present run, or the last one: it may have ended since a command left it. Throws INVALID_ARGUMENT when there is none. */
async function newestRun(session: RemoteSession): Promise<string> {
  const run = (await session.state()).busy?.runId ?? (await session.history(1)).at(-1)?.run_id;
  if (run !== undefined) return run;
  throw new HoldfastError("INVALID_ARGUMENT", {
    message: "Nothing has run in this session",
    next: "Name the session with -s and -w, or start a run.",
  });
}

export async function input(given: string | undefined, options: InputOptions): Promise<number> {
  const line = given === "-" ? await text(process.stdin) : given;
  const newline = options.newline && given !== "-" ? "\n" : "";
  const part = {
    ...(line !== undefined && { text: line + newline }),
    ...(options.eof && { eof: true }),
    ...(options.key && { keys: options.key }),
    ...(options.run !== undefined && { runId: options.run }),
  };
  return perform(findSession, options, [(session, following) => session.input(part, following)]);
}

/** Takes the steps one after another while nothing ends the command and no run goes on; the last one's exit code. */
async function perform(
  open: typeof openSession,
  options: FollowOptions,
  steps: readonly Step[],
): Promise<number> {
  const { json = false } = options;
  const { runtime, session } = await open(options);
  const detach = async () => {
    const busy = (await session.state()).busy?.runId;
    await runtime.link.detach();
    if (busy !== undefined)
      printNote(`run ${busy} is left to itself; ${command(`wait ${busy}`)} goes on with it`);
  };
  using ending = new Ending(detach);
  let exitCode: number = exitCodes.done;
  for (const [index, step] of steps.entries()) {
    if (ending.signal.aborted) break;
    const result = await step(session, {
      ...(options.yield !== undefined && { yieldMs: options.yield * 1000 }),
      ...(!json && { onOutput: handOn(ending.signal) }),
      signal: ending.signal,
    });
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    const code = conclude(result, json);
    if (!json) exitCode = code;
    if (result.status !== "running" && result.status !== "needs_input") continue;
    const more = steps.length - index - 1;
    if (more > 0) printNote(`what stands behind it was not run: ${more} of ${steps.length}`);
    break;
  }
  await runtime.close();
  return ending.exitCode ?? exitCode;
}

/** The same with this terminal on them. */
async function attached(steps: readonly Step[]): Promise<Step[]> {
  const { attach } = await import("./attach.js");
  return steps.map((step) => (session, following) => attach(session, step, following));
}

/** That of this terminal, if it is one. */
function terminalSize(): NonNullable<ExecOptions["tty"]> {
  const { isTTY, columns, rows } = process.stdout;
  return isTTY && columns > 0 && rows > 0 ? { columns, rows } : true;
}

async function stdinOption(
  given: string | undefined,
  args: readonly string[],
): Promise<ExecOptions["stdin"] | undefined> {
  if (given !== "-") return given as "none" | "interactive" | undefined; // the library checks it
  if (args.includes("-")) throw readTwice(args);
  return { text: await text(process.stdin) };
}

async function readCodes(args: readonly string[]): Promise<string[]> {
  if (args.filter((arg) => arg === "-").length > 1) throw readTwice(args);
  return Promise.all(args.map(async (arg) => (arg === "-" ? text(process.stdin) : arg)));
}

function readTwice(args: readonly string[]): HoldfastError {
  return new HoldfastError("INVALID_ARGUMENT", {
    message: "Standard input can be read only once",
    got: args,
    next: "Give - once.",
  });
}

/** A reader that is slower than the run holds it back, as a pipe does; one that has gone does not. */
function handOn(signal: AbortSignal): OutputListener {
  return ({ stream, bytes }) => {
    if (process[stream].write(bytes)) return undefined;
    return once(process[stream], "drain", { signal }).catch(() => undefined);
  };
}
