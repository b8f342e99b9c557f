// Configuration over calls: Python layers defaults, a site's file and the environment, Node fills a template, bash compares
// it with what is installed, finds that someone has changed it, and goes back to an earlier version.
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime } from "holdfast";

const defaults = {
  server: { host: "127.0.0.1", port: 8080, workers: 2 },
  cache: { size_mb: 64, ttl_s: 300 },
};
const site = { server: { workers: 8 }, cache: { ttl_s: 60 } };
const template = `listen {{server.host}}:{{server.port}};
worker_processes {{server.workers}};
cache_size {{cache.size_mb}}m;
cache_ttl {{cache.ttl_s}}s;
`;

const layering = `
import copy, json, os
def layered(*layers):
    """Later layers win, table by table."""
    result = {}
    for layer in layers:
        for key, value in layer.items():
            both = isinstance(value, dict) and isinstance(result.get(key), dict)
            result[key] = layered(result[key], value) if both else copy.deepcopy(value)
    return result

def from_environment(prefix="APP__"):
    """APP__server__port=80 is {"server": {"port": 80}}."""
    found = {}
    for name, value in os.environ.items():
        if name.startswith(prefix):
            *tables, key = name[len(prefix):].split("__")
            at = found
            for table in tables:
                at = at.setdefault(table, {})
            at[key] = json.loads(value)
    return found

def settings():
    return layered(json.load(open("defaults.json")), json.load(open("site.json")), from_environment())`;

const rendering = String.raw`
import { readFileSync } from "node:fs";
const template = readFileSync("app.conf.template", "utf8");
function render(settings) {
  return template.replaceAll(/{{([\w.]+)}}/g, (_, path) => {
    const value = path.split(".").reduce((table, key) => table?.[key], settings);
    if (value === undefined) throw new Error("no setting " + path);
    return value;
  });
}`;

const shell = String.raw`
install_version() { mkdir -p versions etc && cat > versions/$1.conf && cp versions/$1.conf etc/app.conf && current=$1; }
drift() { diff --unified=0 --label installed etc/app.conf --label version-$current versions/$current.conf; }
roll_back() { cp versions/$1.conf etc/app.conf && current=$1; }`;

const runtime = await createRuntime();
const folder = mkdtempSync(join(tmpdir(), "configuration-"));
try {
  writeFileSync(join(folder, "defaults.json"), JSON.stringify(defaults));
  writeFileSync(join(folder, "site.json"), JSON.stringify(site));
  writeFileSync(join(folder, "app.conf.template"), template);
  const installed = () => readFileSync(join(folder, "etc/app.conf"), "utf8");
  const session = await runtime.session(folder);
  for (const [language, code] of Object.entries({ python: layering, node: rendering, bash: shell }))
    assert.equal((await session.exec(code, { language })).status, "completed");

  /** Settings by Python, text by Node. */
  const render = async (options = {}) => {
    const settings = await session.exec("print(json.dumps(settings()))", { ...options, language: "python" });
    assert.equal(settings.status, "completed", settings.stderr);
    const text = await session.exec(`process.stdout.write(render(${settings.stdout}))`, { language: "node" });
    assert.equal(text.status, "completed", text.stderr);
    return text.stdout;
  };
  const install = async (version) => {
    const result = await session.exec(`install_version ${version}`, { stdin: { text: await render() } });
    assert.equal(result.status, "completed", result.stderr);
  };

  await install(1);
  const first = "listen 127.0.0.1:8080;\nworker_processes 8;\ncache_size 64m;\ncache_ttl 60s;\n";
  assert.equal(installed(), first);
  console.log("version 1  defaults under the site's file: 8 workers, 60 s");

  // An environment for one run is a rehearsal: nothing of it stays.
  const rehearsal = await render({ env: { APP__server__port: "9999" } });
  assert.equal(rehearsal, first.replace("8080", "9999"));
  assert.equal(await render(), first);
  console.log("rehearsal  with port 9999, for that run only");

  await session.setEnv({ APP__server__port: "80", APP__cache__size_mb: "256" });
  await install(2);
  const second = first.replace("8080", "80").replace("64m", "256m");
  assert.equal(installed(), second);
  assert.equal((await session.exec("drift")).exitCode, 0);
  console.log("version 2  the environment over both: port 80, 256 MB; no drift");

  appendFileSync(join(folder, "etc/app.conf"), "debug on;\n");
  const drift = await session.exec("drift");
  assert.equal(drift.exitCode, 1);
  assert.deepEqual(
    drift.stdout.split("\n").filter((line) => /^[-+][^-+]/.test(line)),
    ["-debug on;"],
  );
  console.log(`drift      exit code ${drift.exitCode}: somebody has added "debug on;"`);

  await session.exec("roll_back 2");
  assert.equal(installed(), second);
  await session.exec("roll_back 1");
  assert.equal(installed(), first);
  assert.equal((await session.exec("drift; echo $? of version $current")).stdout, "0 of version 1\n");
  console.log("roll back  to version 2, then to version 1, which is installed without drift");

  const broken = await session.exec("render({ server: {} })", { language: "node" });
  assert.equal(broken.error.message, "no setting server.host");
  assert.equal(installed(), first);
  console.log(`refused    ${broken.error.message}: nothing was installed`);
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// version 1  defaults under the site's file: 8 workers, 60 s
// rehearsal  with port 9999, for that run only
// version 2  the environment over both: port 80, 256 MB; no drift
// drift      exit code 1: somebody has added "debug on;"
// roll back  to version 2, then to version 1, which is installed without drift
// refused    no setting server.host: nothing was installed
