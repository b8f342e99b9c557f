// System administration as an agent does it, with the tool `runtime`: a service is started and waited for, its port
// found, its log searched, a question of a clean-up script answered, the service stopped. Printed is what a model reads.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime, createRuntimeTool } from "holdfast";

const prune = `old=($(find logs -name '*.log' -mtime +7 | sort))
printf 'Delete %s? [y/N] ' "\${old[*]}" && read -r answer
[[ $answer == y ]] && rm "\${old[@]}" && echo "\${#old[@]} deleted"`;

const runtime = await createRuntime();
const folder = mkdtempSync(join(tmpdir(), "system-administration-"));
let calls = 0;
const tool = createRuntimeTool(folder, "admin", { runtime });

/** One call as a model makes it; gives the whole result, and what the model reads. */
async function call(params) {
  const { content, details } = await tool.execute(`call-${++calls}`, params);
  const text = content.map((block) => (block.type === "text" ? block.text : "")).join("");
  console.log(`${JSON.stringify(params)}\n${text.trimEnd().replaceAll(/^/gm, "    ")}`);
  return Object.assign(JSON.parse(JSON.stringify(details)), { text });
}

try {
  mkdirSync(join(folder, "logs"));
  for (const [name, days] of Object.entries({ "today.log": 0, "january.log": 40, "february.log": 12 })) {
    writeFileSync(join(folder, "logs", name), `${name}\n`);
    utimesSync(join(folder, "logs", name), new Date(), new Date(Date.now() - days * 86_400_000));
  }
  writeFileSync(join(folder, "prune.sh"), prune);

  const serve = "python3 -u -m http.server 0 --bind 127.0.0.1 &";
  const { runId } = await call({ action: "exec", command: serve });
  const ready = await call({ action: "wait", run_id: runId, until_text: "...\n" });
  const port = Number(/ port (\d+) /.exec(ready.stdout)[1]);
  const [job] = (await call({ action: "jobs" })).jobs;
  assert.deepEqual([job.jobId, job.runId, job.ports], ["j1", runId, [port]]);

  // Visitors come. The service's log goes on to belong to the run that started it.
  const answers = [];
  for (const path of ["logs/today.log", "wp-login.php", "logs/today.log", "logs/march.log"])
    answers.push((await fetch(`http://127.0.0.1:${port}/${path}`)).status);
  assert.deepEqual(answers, [200, 404, 200, 404]);
  await call({ action: "wait", run_id: runId, until_text: "/logs/march.log" });
  const missing = await call({ action: "output", run_id: runId, stream: "stderr", grep: '" 404 ' });
  assert.deepEqual(missing.text.match(/GET \S+/g), ["GET /wp-login.php", "GET /logs/march.log"]);

  const asked = await call({ action: "exec", command: "bash prune.sh", stdin: "interactive" });
  assert.equal(asked.status, "needs_input");
  assert.equal(asked.needsInput.prompt, "Delete logs/february.log logs/january.log? [y/N] ");
  const pruned = await call({ action: "input", text: "y\n" });
  assert.equal(pruned.stdout, "2 deleted\n");
  assert.deepEqual(readdirSync(join(folder, "logs")), ["today.log"]);

  await call({ action: "kill", job_id: job.jobId });
  // The shell knows how its child ended: 143 is 128 and SIGTERM.
  const ended = await call({ action: "exec", command: "wait $!; echo $?" });
  assert.equal(ended.stdout, "143\n");
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// {"action":"exec","command":"python3 -u -m http.server 0 --bind 127.0.0.1 &"}
//     [left running: j1 …]
// {"action":"wait","run_id":"r1","until_text":"...\n"}
//     Serving HTTP on 127.0.0.1 port … (http://127.0.0.1:…/) ...
//     ["...\n" is on stdout]
//     [left running: j1 …]
// {"action":"jobs"}
//     j1 of r1: … -m http.server 0 --bind 127.0.0.1 (pid …, port …)
// {"action":"wait","run_id":"r1","until_text":"/logs/march.log"}
//     127.0.0.1 - - […] "GET /logs/today.log HTTP/1.1" 200 -
//     127.0.0.1 - - […] code 404, message File not found
//     127.0.0.1 - - […] "GET /wp-login.php HTTP/1.1" 404 -
//     127.0.0.1 - - […] "GET /logs/today.log HTTP/1.1" 200 -
//     127.0.0.1 - - […] code 404, message File not found
//     127.0.0.1 - - […] "GET /logs/march.log HTTP/1.1" 404 -
//     ["/logs/march.log" is on stderr]
//     [left running: j1 …]
// {"action":"output","run_id":"r1","stream":"stderr","grep":"\" 404 "}
//     3:127.0.0.1 - - […] "GET /wp-login.php HTTP/1.1" 404 -
//     6:127.0.0.1 - - […] "GET /logs/march.log HTTP/1.1" 404 -
// {"action":"exec","command":"bash prune.sh","stdin":"interactive"}
//     Delete logs/february.log logs/january.log? [y/N]…
//     [bash reads its input at "Delete logs/february.log logs/january.log? [y/N] ": action=input run_id=r2 text="…\n"]
// {"action":"input","text":"y\n"}
//     2 deleted
// {"action":"kill","job_id":"j1"}
//     j1 was told to end
// {"action":"exec","command":"wait $!; echo $?"}
//     143
