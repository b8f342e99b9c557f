// A REST client whose session lasts: the server is a job of the session, Python keeps a cookie jar between calls, Node a
// token that runs out and is renewed. Shows wait until a text, jobs and their ports, top-level await, output, kill.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime } from "holdfast";

const capitals = new URL("../data/us-state-capitals.json", import.meta.resolve("vega-datasets"));

const server = String.raw`
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
const capitals = JSON.parse(readFileSync("capitals.json", "utf8"));
const visits = new Map(), tokens = new Map();
const routes = {
  "POST /login": (_, __, id = randomUUID()) => visits.set(id, 0) && [204, undefined, { "set-cookie": "sid=" + id + "; HttpOnly" }],
  "POST /token": (_, __, token = randomUUID()) => tokens.set(token, 2) && [200, { token }],
  "GET /capitals": (request, query) => {
    const sid = /sid=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
    const token = /^Bearer (.*)/.exec(request.headers.authorization ?? "")?.[1];
    if (visits.has(sid)) visits.set(sid, visits.get(sid) + 1);
    else if (tokens.get(token) > 0) tokens.set(token, tokens.get(token) - 1);
    else return [401, { error: token ? "the token has run out" : "who are you?" }];
    const found = capitals.find(({ state }) => state === query.get("state"));
    return found ? [200, { city: found.city, visits: visits.get(sid) }] : [404, { error: "no such state" }];
  },
};
createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const [status, body, headers] = routes[request.method + " " + pathname]?.(request, searchParams) ?? [404, {}];
  console.log([status, request.method, pathname, ...searchParams.values()].join(" "));
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body && JSON.stringify(body));
}).listen(0, "127.0.0.1", () => console.error("listening"));
`;

const client = `
import http.cookiejar, json, os, urllib.error, urllib.parse, urllib.request
jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

def call(path, data=None, **query):
    url = os.environ["API"] + path + ("?" + urllib.parse.urlencode(query) if query else "")
    try:
        with opener.open(url, data) as answer:
            return [answer.status, json.loads(answer.read() or "null")]
    except urllib.error.HTTPError as error:
        return [error.code, json.loads(error.read())]`;

const runtime = await createRuntime();
const folder = mkdtempSync(join(tmpdir(), "rest-client-"));
try {
  copyFileSync(capitals, join(folder, "capitals.json"));
  const cityOf = Object.fromEntries(
    JSON.parse(readFileSync(capitals, "utf8")).map(({ state, city }) => [state, city]),
  );
  const session = await runtime.session(folder);

  await session.exec("cat > server.mjs", { stdin: { text: server } });
  const { runId } = await session.exec("node server.mjs &");
  await session.wait(runId, { until: { text: "listening" }, yieldMs: 20_000 });
  const [job] = await session.jobs();
  assert.equal(job.ports.length, 1);
  await session.setEnv({ API: `http://127.0.0.1:${job.ports[0]}` });
  console.log(`server  ${job.command}, job ${job.jobId} of ${job.runId}`);

  await session.exec(client, { language: "python" });
  const ask = async (code) => JSON.parse((await session.eval(`print(json.dumps(${code}))`)).stdout);
  assert.deepEqual(await ask('call("/capitals", state="Oregon")'), [401, { error: "who are you?" }]);
  assert.deepEqual(await ask('call("/login", b"")'), [204, null]);
  for (const [n, state] of ["Oregon", "New York"].entries()) {
    const [status, { city, visits }] = await ask(`call("/capitals", state="${state}")`);
    assert.deepEqual([status, city, visits], [200, cityOf[state], n + 1]);
    console.log(`python  ${state}: ${city}, visit ${visits} with the cookie of the login`);
  }
  assert.equal((await session.eval("[cookie.name for cookie in jar]")).result, "['sid']");

  const node = { language: "node" };
  await session.exec(
    `
    let token, renewed = 0;
    async function capital(state) {
      const ask = () => fetch(process.env.API + "/capitals?state=" + state, { headers: { authorization: "Bearer " + token } });
      let answer = await ask();
      if (answer.status === 401) {
        ({ token } = await (await fetch(process.env.API + "/token", { method: "POST" })).json());
        renewed++;
        answer = await ask();
      }
      return (await answer.json()).city;
    }`,
    node,
  );
  // A token is good for two requests.
  for (const state of ["Ohio", "Utah", "Iowa"]) {
    const { stdout, stderr } = await session.exec(`console.log(await capital("${state}"), renewed);`, node);
    const [city, renewed] = stdout.trim().split(/ (?=\d)/);
    assert.equal(city, cityOf[state], stderr);
    console.log(`node    ${state}: ${city}, with token ${renewed}`);
  }
  assert.equal((await session.eval("renewed", node)).result, "2");

  // The server's own account belongs to the run that started it.
  await session.wait(runId, { until: { text: "200 GET /capitals Iowa\n" }, yieldMs: 20_000 });
  const log = (await session.output(runId)).toString().trim().split("\n");
  assert.equal(
    log.map((line) => line.replace(/(GET|POST) .(\w+) ?/, "$2 ").trim()).join(", "),
    "401 capitals Oregon, 204 login, 200 capitals Oregon, 200 capitals New York, " +
      "401 capitals Ohio, 200 token, 200 capitals Ohio, 200 capitals Utah, " +
      "401 capitals Iowa, 200 token, 200 capitals Iowa",
  );
  const refused = log.filter((line) => line.startsWith("401"));
  console.log(`log     ${log.length} requests, ${refused.length} refused`);

  await session.kill(job.jobId);
  assert.equal((await session.exec("wait $!; echo $?")).stdout, "143\n");
  console.log("server  stopped");
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// server  node server.mjs, job j1 of r2
// python  Oregon: Salem, visit 1 with the cookie of the login
// python  New York: Albany, visit 2 with the cookie of the login
// node    Ohio: Columbus, with token 1
// node    Utah: Salt Lake City, with token 1
// node    Iowa: Des Moines, with token 2
// log     11 requests, 3 refused
// server  stopped
