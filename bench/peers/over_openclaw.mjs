/** OpenClaw's own exec tool, as an agent of it calls it. Argument: the folder in which OpenClaw is installed. */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [, , folder, workspaceDir] = process.argv;
const path = createRequire(`${folder}/`).resolve("openclaw/plugin-sdk/agent-harness");
const { createOpenClawCodingTools } = await import(pathToFileURL(path).href);
const tools = createOpenClawCodingTools({
  workspaceDir,
  agentId: "main",
  sessionKey: "agent:main:main",
  config: {},
});
const exec = tools.find(({ name }) => name === "exec");

let calls = 0;
// What it logs on stdout is no answer; answers are the lines that hold a list.
console.log("[]");
for await (const line of createInterface({ input: process.stdin })) {
  const { code, gapMs, count } = JSON.parse(line);
  const took = [];
  for (let nth = 0; nth < count; nth++) {
    if (gapMs > 0) await sleep(gapMs);
    const start = performance.now();
    const { details } = await exec.execute(`call${++calls}`, { command: code });
    took.push((performance.now() - start) * 1000);
    if (details.status !== "completed" || details.exitCode !== 0) throw new Error(JSON.stringify(details));
  }
  console.log(JSON.stringify(took));
}
process.exit();
