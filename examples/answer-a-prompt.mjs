// Programs that ask in the middle of a run: npm init, Python's input() and Node's readline. The call comes back with
// needs_input, which says who asks what and how that is known, the clock of the limit stands still, and input() answers.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const file = fileURLToPath(new URL("../data/us-state-capitals.json", import.meta.resolve("vega-datasets")));
const capitals = new Map(JSON.parse(readFileSync(file, "utf8")).map(({ state, city }) => [state, city]));

const quiz = `
import json, os
capitals = {row["state"]: row["city"] for row in json.load(open(os.environ["CAPITALS"]))}
score = 0
for state in ("Oregon", "Kansas", "Maine"):
    guess = input(f"Capital of {state}? ")
    score += guess == capitals[state]
    print("right" if guess == capitals[state] else f"no, {capitals[state]}")`;

const goodbye = `
import { createInterface } from "node:readline/promises";
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const goodbye = await terminal.question("Done? ");
terminal.close();`;

const runtime = await createRuntime({ env: { set: { CAPITALS: file } } });
const folder = mkdtempSync(join(tmpdir(), "answer-a-prompt-"));
try {
  const session = await runtime.session(folder);
  const ask = (language, code, options = {}) =>
    session.exec(code, { language, stdin: "interactive", ...options });

  // A program that is not ours. It asks what it likes; some questions have an answer here, the others their default.
  const answers = { "package name": "tides", description: "When the water comes", license: "MIT" };
  const env = { npm_config_cache: join(folder, ".npm"), npm_config_update_notifier: "false", TMPDIR: folder };
  let asked = await ask("bash", "npm init", { env });
  assert.equal(asked.needsInput.program, "npm init");
  assert.equal(asked.needsInput.echo, true);
  console.log(asked.needsInput.evidence);
  for (let n = 0; asked.status === "needs_input" && n < 20; n++) {
    const [question = "", answer = ""] =
      Object.entries(answers).find(([name]) => asked.stdout.includes(`${name}: `)) ?? [];
    if (answer) console.log(`npm     ${question}: ${answer}`);
    asked = await session.input(`${answer}\n`);
  }
  assert.equal(asked.status, "completed", asked.stderr);
  const { name, description, license, version } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  assert.deepEqual({ "package name": name, description, license }, answers);
  assert.equal(version, "1.0.0");
  console.log(`npm     wrote package.json, version ${version} by default`);

  // While a run asks, its clock stands still, the state says that it is busy, and another run is refused.
  let turn = await ask("python", quiz, { timeoutMs: 1_000 });
  await assert.rejects(session.exec("pwd"), { code: "RUN_ACTIVE" });
  assert.equal((await session.state()).busy.runId, turn.runId);
  await sleep(1_100);
  for (const state of ["Oregon", "Kansas", "Maine"]) {
    assert.equal(turn.status, "needs_input");
    const { prompt, pid, evidence } = turn.needsInput;
    assert.ok(prompt.endsWith(`Capital of ${state}? `), prompt);
    assert.ok(evidence.includes(`(pid ${pid}) sleeps in read on its descriptor 0`), evidence);
    const guess = state === "Kansas" ? "Kansas City" : capitals.get(state);
    turn = await session.input(`${guess}\n`);
    const [verdict] = turn.stdout.split("\n");
    assert.equal(verdict, state === "Kansas" ? `no, ${capitals.get(state)}` : "right");
    console.log(`python  Capital of ${state}? ${guess}: ${verdict}`);
  }
  assert.equal(turn.status, "completed");
  assert.equal((await session.eval("score")).result, "2");

  // No answer: end of file, and the program does what it does without one. An interrupt would end it, too.
  const again = await ask("python", quiz);
  const ended = await session.input({ eof: true, runId: again.runId });
  assert.deepEqual([ended.status, ended.error.name], ["failed", "EOFError"]);
  const { runId } = await ask("python", quiz);
  await session.interrupt(runId);
  assert.equal((await session.wait(runId)).status, "interrupted");
  console.log("python  twice without an answer: EOFError, and an interrupt");

  const last = await ask("node", goodbye);
  assert.ok(last.needsInput.prompt.endsWith("Done? "));
  assert.equal((await session.input("yes, all of it\n")).status, "completed");
  assert.equal((await session.eval("goodbye", { language: "node" })).result, "'yes, all of it'");
  console.log("node    Done? yes, all of it");
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// npm init (pid …) sleeps in … on its descriptor 0, which is the run's input
// npm     package name: tides
// npm     description: When the water comes
// npm     license: MIT
// npm     wrote package.json, version 1.0.0 by default
// python  Capital of Oregon? Salem: right
// python  Capital of Kansas? Kansas City: no, Topeka
// python  Capital of Maine? Augusta: right
// python  twice without an answer: EOFError, and an interrupt
// node    Done? yes, all of it
