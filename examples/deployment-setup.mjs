// An environment for a service: virtual environment, variables, a configuration made from them, checks, and the service
// itself, which outlives the session that deployed it. Shows setEnv, getEnv, changes, keep, wait until a text, kill.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime } from "holdfast";

const python = { language: "python" };
const configure = `
import json, os, sys
wanted = {"name": os.environ.get("APP_NAME"), "release": os.environ.get("APP_RELEASE"), "token": os.environ.get("APP_TOKEN")}
missing = sorted(name for name, value in wanted.items() if not value)
if missing:
    sys.exit("not configured: " + ", ".join(missing))
with open(os.open("app.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
    json.dump({**wanted, "python": sys.executable}, file)`;

const server = `
import http.server, json
config = json.load(open("app.json"))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers.get("Authorization") == "Bearer " + config["token"]
        body = json.dumps({key: config[key] for key in ("name", "release")} if known else {}).encode()
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
httpd = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print("ready on port", httpd.server_port, flush=True)
httpd.serve_forever()
`;

const runtime = await createRuntime({
  env: { inherit: ["PATH", "HOME", "LANG"], set: { APP_NAME: "tides" } },
});
const folder = mkdtempSync(join(tmpdir(), "deployment-setup-"));
try {
  const deployer = await runtime.session(folder, { name: "deployer" });
  const made = await deployer.exec("python3 -m venv --without-pip .venv && . .venv/bin/activate");
  assert.equal(made.status, "completed", made.stderr);
  assert.ok(made.changes.env.added.includes("VIRTUAL_ENV"));
  const prefix = await deployer.eval("import sys; print(sys.prefix)");
  assert.equal(prefix.stdout, `${deployer.workspace}/.venv\n`);
  console.log("environment    .venv, active in bash and in Python");

  const early = await deployer.exec(configure, python);
  assert.equal(early.exitCode, 1);
  assert.equal(early.stderr, "not configured: release, token\n");
  console.log(`check          ${early.stderr.trim()}`);

  await deployer.setEnv({ APP_RELEASE: "2026.11", APP_TOKEN: "s3cret" });
  const configured = await deployer.exec(configure, python);
  assert.equal(configured.status, "completed", configured.stderr);
  const config = JSON.parse(readFileSync(join(folder, "app.json"), "utf8"));
  assert.equal(config.python, `${deployer.workspace}/.venv/bin/python3`);
  assert.equal(statSync(join(folder, "app.json")).mode & 0o777, 0o600);
  console.log(`configuration  app.json for ${config.name} ${config.release}, readable by its owner only`);

  // The service gets nothing of the deployer's but its configuration, and stays when the deployer's session ends.
  await deployer.exec("cat > server.py", { stdin: { text: server } });
  const started = await deployer.exec('env -i "$VIRTUAL_ENV/bin/python" server.py &', { keep: true });
  const ready = await deployer.wait(started.runId, { until: { text: "ready on" }, yieldMs: 20_000 });
  assert.deepEqual(ready.reached, { stream: "stdout", text: "ready on" });
  assert.deepEqual(
    Object.keys(await deployer.getEnv())
      .filter((name) => name.startsWith("APP_"))
      .sort(),
    ["APP_NAME", "APP_RELEASE", "APP_TOKEN"],
  );
  await deployer.terminate();
  assert.deepEqual(runtime.list(), []);
  console.log("service        started; its deployer's session is over");

  const operator = await runtime.session(folder, { name: "operator" });
  assert.equal((await operator.getEnv()).APP_TOKEN, undefined);
  const [job] = await operator.jobs();
  assert.equal(job.kept, true);
  const url = `http://127.0.0.1:${job.ports[0]}/`;
  const [stranger, friend] = [
    await fetch(url),
    await fetch(url, { headers: { authorization: "Bearer s3cret" } }),
  ];
  assert.equal(stranger.status, 401);
  assert.deepEqual(await friend.json(), { name: "tides", release: "2026.11" });
  console.log(
    `health         ${stranger.status} without a token, ${friend.status} with it, from job ${job.jobId} of ${job.runId}`,
  );

  await operator.kill(job.jobId);
  const gone = await operator.exec(`while kill -0 ${job.pid} 2> /dev/null; do sleep 0.01; done`);
  assert.equal(gone.status, "completed");
  await assert.rejects(fetch(url));
  assert.deepEqual(await operator.jobs(), []);
  console.log("end            stopped by another session of the folder");
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// environment    .venv, active in bash and in Python
// check          not configured: release, token
// configuration  app.json for tides 2026.11, readable by its owner only
// service        started; its deployer's session is over
// health         401 without a token, 200 with it, from job k1 of r6
// end            stopped by another session of the folder
