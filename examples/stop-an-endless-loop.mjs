// An endless loop in each language is stopped, by its limit, by interrupt() and by an AbortSignal, and the process with all
// that it had is still there: what the loop had counted, what was loaded before it, and a job that went on all the time.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const file = fileURLToPath(new URL("../data/lookup_people.csv", import.meta.resolve("vega-datasets")));
const names = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",")[0]);

// Each loop visits the people round and round; it says when it has been to all of them.
const programs = {
  bash: {
    load: `mapfile -t names < <(tail -n +2 "$PEOPLE" | cut -d, -f1); visits=0`,
    loop: `while :; do last=\${names[visits++ % \${#names[@]}]}; ((visits == \${#names[@]})) && echo round; done`,
    ask: 'echo "$visits $last"',
  },
  python: {
    load: `import os
names = [line.split(",")[0] for line in open(os.environ["PEOPLE"]).read().split("\\n")[1:] if line]
visits = 0`,
    loop: `
while True:
    last = names[visits % len(names)]
    visits += 1
    if visits == len(names):
        print("round", flush=True)`,
    ask: "print(visits, last)",
  },
  node: {
    load: `import { readFileSync } from "node:fs";
const names = readFileSync(process.env.PEOPLE, "utf8").trim().split("\\n").slice(1).map((line) => line.split(",")[0]);
let visits = 0, last;`,
    loop: `for (;;) { last = names[visits++ % names.length]; if (visits === names.length) console.log("round"); }`,
    ask: "console.log(visits, last)",
  },
};

/** How a loop is stopped: options for its run, and what is done once it has been to everybody. */
const ways = {
  "its limit of 300 ms": () => ({ options: { timeoutMs: 300 }, status: "timed_out", exitCode: null }),
  "interrupt()": (session) => ({
    act: () => void session.interrupt(),
    options: {},
    status: "interrupted",
    exitCode: 130,
  }),
  "an AbortSignal": () => {
    const controller = new AbortController();
    return {
      act: () => controller.abort(),
      options: { signal: controller.signal },
      status: "interrupted",
      exitCode: 130,
    };
  },
};

const runtime = await createRuntime({ env: { set: { PEOPLE: file } } });
const folder = mkdtempSync(join(tmpdir(), "stop-an-endless-loop-"));
try {
  const session = await runtime.session(folder);
  await session.exec("sleep 1000 &");
  const [job] = await session.jobs();

  for (const [language, { load, loop, ask }] of Object.entries(programs)) {
    assert.equal((await session.exec(load, { language })).status, "completed");
    const pidOf = async () =>
      (await session.state()).interpreters.find((known) => known.language === language).pid;
    const pid = await pidOf();
    for (const [way, prepare] of Object.entries(ways)) {
      await session.exec(language === "bash" ? "visits=0" : "visits = 0", { language });
      const { act, options, status, exitCode } = prepare(session);
      const stopped = await session.exec(loop, {
        language,
        onOutput: ({ text }) => text === "round\n" && act?.(),
        ...options,
      });
      assert.deepEqual([stopped.status, stopped.exitCode, stopped.restored], [status, exitCode, undefined]);
      assert.equal(stopped.stdout, "round\n");

      const asked = await session.exec(ask, { language });
      const [count, last] = asked.stdout.trim().split(" ");
      const visits = Number(count);
      assert.ok(visits >= names.length, asked.stdout + asked.stderr);
      // The stop may fall between the two statements.
      assert.ok(
        [names[(visits - 1) % names.length], names[visits % names.length]].includes(last),
        asked.stdout,
      );
      assert.equal(await pidOf(), pid);
      console.log(`${language.padEnd(6)} stopped by ${way} after ${visits} visits: ${status}`);
    }
  }
  const [still] = await session.jobs();
  assert.deepEqual([still.pid, still.command], [job.pid, "sleep 1000"]);
  console.log("and the job of the first run goes on:", still.command);
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// bash   stopped by its limit of 300 ms after … visits: timed_out
// bash   stopped by interrupt() after … visits: interrupted
// bash   stopped by an AbortSignal after … visits: interrupted
// python stopped by its limit of 300 ms after … visits: timed_out
// python stopped by interrupt() after … visits: interrupted
// python stopped by an AbortSignal after … visits: interrupted
// node   stopped by its limit of 300 ms after … visits: timed_out
// node   stopped by interrupt() after … visits: interrupted
// node   stopped by an AbortSignal after … visits: interrupted
// and the job of the first run goes on: sleep 1000
