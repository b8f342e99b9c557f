// kill -9 in each language, in the middle of a run and between two: the session goes on in another process with its
// variables, functions, imports, folder and environment, and `restored` says what happened and what could not be kept.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const file = fileURLToPath(new URL("../data/seattle-weather.csv", import.meta.resolve("vega-datasets")));
const highs = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => Number(line.split(",")[2]));

// Each loads the same data; Python and Node also hold what no other process can be given.
const programs = {
  bash: {
    load: `mapfile -t highs < <(tail -n +2 "$WEATHER" | cut -d, -f3)
hottest() { printf '%s\\n' "\${highs[@]}" | sort -g | tail -n 1; }`,
    crash: "kill -KILL $$",
    ask: 'echo "$OWNER: ${#highs[@]} days, at most $(hottest) °C"',
  },
  python: {
    load: `import csv, os, socket
highs = [float(day["temp_max"]) for day in csv.DictReader(open(os.environ["WEATHER"]))]
def hottest():
    return max(highs)
listener = socket.socket()`,
    crash: "os.kill(os.getpid(), 9)",
    ask: `print(f"{os.environ['OWNER']}: {len(highs)} days, at most {hottest():g} °C")`,
  },
  node: {
    load: `import { readFileSync } from "node:fs";
const [, ...lines] = readFileSync(process.env.WEATHER, "utf8").trim().split("\\n");
const highs = lines.map((line) => Number(line.split(",")[2]));
function hottest() { return Math.max(...highs); }
const answer = new Promise(() => {});`,
    crash: 'process.kill(process.pid, "SIGKILL")',
    ask: 'console.log(process.env.OWNER + ": " + highs.length + " days, at most " + hottest() + " °C")',
  },
};
const lost = { bash: [], python: ["listener"], node: ["answer"] };

const runtime = await createRuntime({ env: { set: { WEATHER: file } } });
const folder = mkdtempSync(join(tmpdir(), "survive-a-crash-"));
try {
  const session = await runtime.session(folder);
  await session.exec("mkdir work && cd work && export OWNER=Ada");

  for (const [language, { load, crash, ask }] of Object.entries(programs)) {
    const run = (code) => session.exec(code, { language });
    const interpreter = async () =>
      (await session.state()).interpreters.find((known) => known.language === language);
    const answers = async () => {
      const { status, stdout, stderr, cwd, restored } = await run(ask);
      assert.equal(status, "completed", stderr);
      assert.equal(stdout, `Ada: ${highs.length} days, at most ${Math.max(...highs)} °C\n`);
      assert.equal(cwd, join(session.workspace, "work"));
      return restored;
    };
    assert.equal((await run(load)).status, "completed");
    assert.equal(await answers(), undefined);
    const first = await interpreter();

    // In the middle of a run: its own result tells.
    const crashed = await run(crash);
    assert.deepEqual([crashed.status, crashed.exitCode], ["crashed", 128 + 9]);
    assert.deepEqual(Object.keys(crashed.restored.lost), lost[language]);
    console.log(`${language}: ${crashed.status}, exit code ${crashed.exitCode}; ${crashed.restored.reason}`);
    for (const [name, why] of Object.entries(crashed.restored.lost))
      console.log(`  not kept: ${name}, ${why}`);
    assert.equal(await answers(), undefined);
    const second = await interpreter();

    // Between two runs: the next result tells.
    process.kill(second.pid, "SIGKILL");
    while ((await interpreter()).status !== "gone") await sleep(5);
    const restored = await answers();
    assert.match(restored.reason, /killed by signal 9/);
    const third = await interpreter();
    assert.equal(new Set([first.pid, second.pid, third.pid]).size, 3);
    console.log(`  killed once more between two runs; its third process still answers`);
  }

  const { env_vars, functions, names } = await session.state();
  assert.equal(env_vars.OWNER, "Ada");
  assert.deepEqual(functions, ["hottest"]);
  assert.deepEqual(
    names.filter(({ kind }) => kind === "function").map(({ name, language }) => `${name} ${language}`),
    ["hottest bash", "hottest python", "hottest node"],
  );
  console.log(`Six kills, and each language knows: ${highs.length} days, at most ${Math.max(...highs)} °C`);

  // Only a reset forgets.
  await session.reset({ language: "python" });
  assert.deepEqual(
    (await session.state()).names.filter(({ kind }) => kind === "function").map(({ language }) => language),
    ["bash", "node"],
  );
  console.log("A reset of Python, and Python alone knows nothing.");
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// bash: crashed, exit code 137; the interpreter was killed by signal 9; a fresh one has its state
//   killed once more between two runs; its third process still answers
// python: crashed, exit code 137; the interpreter was killed by signal 9; a fresh one has its state
//   not kept: listener, cannot pickle 'socket' object
//   killed once more between two runs; its third process still answers
// node: crashed, exit code 137; the interpreter was killed by signal 9; a fresh one has its state
//   not kept: answer, instance of Promise
//   killed once more between two runs; its third process still answers
// Six kills, and each language knows: 1461 days, at most 35.6 °C
// A reset of Python, and Python alone knows nothing.
