/** Verbs that ask one thing of a session and print the answer. */
import { connectIfRunning } from "../client/connect.js";
import type { OutputQuery } from "../session/options.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";
import type { SessionChoice } from "./options.js";
import { inSession } from "./session.js";
import { stateText } from "./state-text.js";
import { age, bytes, table } from "./table.js";

export interface OutputOptions extends SessionChoice, OutputQuery {}

const HISTORY_COUNT = 20;

function print(value: unknown, text: () => string, json: boolean | undefined): number {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : text());
  return exitCodes.done;
}

export async function interrupt(run: string | undefined, options: SessionChoice): Promise<number> {
  const interrupted = await inSession(options, (session) => session.interrupt(run));
  if (!interrupted && !options.json) printNote("nothing runs");
  return print({ interrupted }, () => "", options.json);
}

export async function output(
  run: string,
  { workspace, session: name, json, ...query }: OutputOptions,
): Promise<number> {
  const choice = {
    ...(workspace !== undefined && { workspace }),
    ...(name !== undefined && { session: name }),
  };
  const found = await inSession(choice, (session) => session.output(run, query));
  if (json) return print({ run_id: run, base64: found.toString("base64") }, () => "", json);
  process.stdout.write(found);
  return exitCodes.done;
}

export async function state(options: SessionChoice): Promise<number> {
  const found = await inSession(options, (session) => session.state());
  return print(found, () => stateText(found), options.json);
}

export async function history(options: SessionChoice & { count?: number }): Promise<number> {
  const entries = await inSession(options, (session) => session.history(options.count ?? HISTORY_COUNT));
  const rows = entries.map((entry) => [
    entry.run_id,
    entry.timestamp.slice(11, 19),
    entry.language,
    entry.exit_code === null ? entry.status : `${entry.status} ${entry.exit_code}`,
    `${entry.duration_ms.toFixed(0)} ms`,
    entry.code,
  ]);
  return print(entries, () => table(["run", "at", "language", "status", "took", "code"], rows), options.json);
}

export async function jobs(options: SessionChoice): Promise<number> {
  const found = await inSession(options, (session) => session.jobs());
  const rows = found.map((job) => [
    job.jobId,
    job.runId,
    job.pid,
    bytes(job.memoryBytes),
    `${job.cpuMs} ms`,
    job.ports.join(" "),
    job.command,
  ]);
  const head = ["job", "run", "pid", "memory", "cpu", "ports", "command"];
  return print(found, () => (found.length > 0 ? table(head, rows) : "no jobs\n"), options.json);
}

export async function kill(job: string, options: SessionChoice): Promise<number> {
  await inSession(options, (session) => session.kill(job));
  return print({ killed: job }, () => "", options.json);
}

export async function reset(options: SessionChoice & { language?: string }): Promise<number> {
  const { language } = options;
  await inSession(options, (session) => session.reset(language === undefined ? {} : { language }));
  return print({ reset: language ?? "all" }, () => "", options.json);
}

export async function terminate(options: SessionChoice & { all?: boolean }): Promise<number> {
  if (options.all) {
    const runtime = await connectIfRunning();
    await runtime?.terminateAll();
    await runtime?.close();
  } else await inSession(options, (session) => session.terminate());
  return print({ terminated: options.all ? "all" : "session" }, () => "", options.json);
}

export async function sessions(options: { json?: boolean }): Promise<number> {
  const runtime = await connectIfRunning({ onNote: printNote });
  const found = (await runtime?.list()) ?? [];
  await runtime?.close();
  const rows = found.map(({ id, name, busy, idleMs, workspace }) => [
    id,
    name,
    busy ? "busy" : `idle ${age(idleMs)}`,
    workspace,
  ]);
  const text = () => (found.length > 0 ? table(["id", "name", "is", "workspace"], rows) : "no sessions\n");
  return print(found, text, options.json);
}
