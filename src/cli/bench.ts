/** `holdfast bench`: on this machine, a run in a session that lives against a process started for each command. */
import { once } from "node:events";
import { tmpdir } from "node:os";
import { languages } from "../language-names.js";
import { spawnPiped } from "../interpreter/spawn.js";
import { createRuntime } from "../runtime.js";
import { HoldfastError } from "../errors.js";
import { exitCodes } from "./exit-codes.js";
import { printNote } from "./fault.js";
import { table } from "./table.js";

const RUNS = 200;
const PROCESSES = 15;

interface Figures {
  readonly language: string;
  /** Medians, in ms. */
  readonly first_run_ms: number;
  readonly run_ms: number;
  readonly process_ms: number;
}

/** Prints medians; a language whose interpreter is missing is left out with a note. */
export async function bench({ json }: { json?: boolean }): Promise<number> {
  const found: Figures[] = [];
  for (const language of languages)
    try {
      found.push(await measure(language));
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error;
      printNote(`${language} is left out: ${error.message}`);
    }
  if (json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else {
    const head = ["", "first run", "a run", "a process", "faster"];
    const ms = (value: number) => `${value.toFixed(2)} ms`;
    const rows = found.map(({ language, first_run_ms: first, run_ms: run, process_ms: bare }) => [
      language,
      ms(first),
      ms(run),
      ms(bare),
      `${(bare / run).toFixed(0)} x`,
    ]);
    process.stdout.write(table(head, rows));
  }
  return exitCodes.done;
}

async function measure(language: string): Promise<Figures> {
  await using runtime = await createRuntime({ warm: false });
  const session = await runtime.session(tmpdir(), { name: `bench ${language}` });
  const run = () => session.exec("", { language });
  const first = await timed(run);
  const [interpreter] = (await session.state()).interpreters;
  const program = interpreter?.executable ?? language;
  const bare = async () => {
    const child = spawnPiped(program, ["/dev/null"], process.env);
    child.stdout.resume();
    child.stderr.resume();
    await once(child, "close");
  };
  return {
    language,
    first_run_ms: first,
    run_ms: await median(run, RUNS),
    process_ms: await median(bare, PROCESSES),
  };
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

async function median(action: () => Promise<unknown>, count: number): Promise<number> {
  const took: number[] = [];
  for (let nth = 0; nth < count; nth++) took.push(await timed(action));
  return took.sort((one, other) => one - other)[Math.floor(count / 2)] ?? Number.NaN;
}
