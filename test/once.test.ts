/**
 * Whatever comes between two runs, each is carried out once, and in its order. `HOLDFAST_ONCE=20` multiplies the number of sequences.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RuntimeSession } from "../src/index.js";
import { sessionForEach } from "./workbench.js";

let session: RuntimeSession;
sessionForEach((bench) => ({ session } = bench));

const SEQUENCES = 6 * Number(process.env["HOLDFAST_ONCE"] ?? 1);
const LENGTH = 60;
const COUNT = "n=$((n+1)); echo $n";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What may come between two runs. None of it is waited for where it need not be. */
const between: Record<string, (n: number, options: { changes: boolean }) => unknown> = {
  nothing: () => undefined,
  "a turn of the event loop": () => new Promise((resolve) => setImmediate(resolve)),
  "a pause": (n) => pause(n % 4),
  "a look that nobody waits for": () => void session.state(),
  "another language": () => session.exec("1", { language: "python" }),
  "a variable from outside": (n) => session.setEnv({ [`Q${n % 5}`]: String(n) }),
  "a run of its own folder": (_n, options) => session.exec("pwd", { ...options, cwd: "/" }),
  "an interrupt": async (n, options) => {
    const run = session.exec("sleep 100", options);
    await pause(n % 6);
    void session.interrupt();
    expect(await run).toMatchObject({ status: "interrupted", exitCode: 130 });
  },
  "an error that a script survives": (_n, options) => session.exec("shift 5 6 2>/dev/null; true", options),
  "a long text": (n, options) => session.exec(`: ${"x".repeat(n)}`, options),
  "an end by exit": (_n, options) => session.exec("exit 3", options),
  "a failure under set -e": (_n, options) => session.exec("set -e; false; set +e", options),
  "a terminal": () => session.exec("test -t 0", { tty: true }),
};

const step = fc.record({
  between: fc.constantFrom(...Object.keys(between)),
  n: fc.nat({ max: 900 }),
  changes: fc.boolean(),
});

test(
  `each run is carried out once, in ${SEQUENCES} sequences of ${LENGTH}`,
  { timeout: 40_000 * SEQUENCES },
  async () => {
    let done = 0;
    await session.exec("n=0");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: LENGTH, maxLength: LENGTH }), async (steps) => {
        for (const { between: name, n, changes } of steps) {
          await between[name]?.(n, { changes });
          const code = n % 2 === 0 ? COUNT : `set +e; ${COUNT}`;
          const { stdout, exitCode } = await session.exec(code, { changes });
          expect({ after: name, stdout, exitCode }).toEqual({
            after: name,
            stdout: `${++done}\n`,
            exitCode: 0,
          });
        }
      }),
      { numRuns: SEQUENCES, seed: 11, endOnFailure: true },
    );
  },
);

test(
  "a trap of the user's that runs at any moment changes nothing of that",
  { timeout: 60_000 },
  async () => {
    await session.exec(
      "n=0 t=0; trap 't=$((t+1))' USR1; (while kill -USR1 $$ 2>/dev/null; do sleep 0.0005; done) & STORM=$!",
    );
    for (let done = 1; done <= 400; done++) {
      const { stdout, stderr } = await session.exec("n=$((n+1)); echo $n", { changes: done % 3 > 0 });
      expect({ stdout, stderr }).toEqual({ stdout: `${done}\n`, stderr: "" });
    }
    const { stdout } = await session.exec("kill $STORM; echo $t");
    expect(Number(stdout)).toBeGreaterThan(0);
  },
);
