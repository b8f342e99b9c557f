/** What `import "holdfast"` adds to the start of a Node.js that does nothing, in each version that is here. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Face } from "../contenders/face.js";
import { inMs, interleave } from "../measure.js";
import { attempt, type Part, type PartContext } from "../part.js";
import { benchPath, HOSTS } from "../place.js";
import { judge } from "../targets.js";

const LIBRARY = pathToFileURL(benchPath("..", "dist", "index.js")).href;
const BARE = "node";
/** By `import` and by `require`; each beside a Node.js that takes its code in the same way. */
const ways = [
  { name: "import", args: ["--input-type=module", "--eval"], code: `import ${JSON.stringify(LIBRARY)}` },
  {
    name: "require",
    args: ["--input-type=commonjs", "--eval"],
    code: `require(${JSON.stringify(benchPath("..", "dist", "index.js"))})`,
  },
] as const;

export const start: Part = async (context) => {
  const others = ["node22", "node24"].map((name) => ({
    name,
    node: join(HOSTS, name, "node_modules", `node-linux-${process.arch}`, "bin", "node"),
  }));
  for (const { name, node } of [{ name: "this Node.js", node: process.execPath }, ...others])
    if (existsSync(node))
      for (const way of ways)
        await attempt(`start: ${way.name}, ${name}`, context.show, () => importing(context, node, way));
    else {
      const notes = [`left out: ${name} is not here; \`npm run test:package\` installs it`];
      context.show({ title: `start: ${name}`, rows: [], notes });
    }
};

async function importing(
  { quick, show }: PartContext,
  node: string,
  { name, args, code }: (typeof ways)[number],
): Promise<void> {
  // What a machine has set for its programs (NODE_EXTRA_CA_CERTS costs 60 ms) is not the question.
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  const run = async (...given: readonly string[]) => {
    const child = spawn(node, given, { env, stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const [status] = (await once(child, "close")) as [number];
    if (status !== 0) throw new Error(`${node} ${given.join(" ")} ended with ${status}`);
    return printed.trim();
  };
  const version = await run("--version");
  const contenders = [new Face(BARE, () => run(...args, "0")), new Face(name, () => run(...args, code))];
  const rounds = { rounds: quick ? 3 : 30, batch: 1, slowBatch: 1 };
  const figures = await interleave(contenders, { code: "", gapMs: 0 }, rounds);
  const bare = figures.get(BARE)?.p50 ?? Number.NaN;
  show({
    title: `start: ${name} of holdfast, Node.js ${version}`,
    yardstick: BARE,
    rows: [...figures].map(([contender, summary]) => ({
      name: contender,
      unit: "ms",
      figures: inMs(summary),
      ratio: summary.p50 / bare,
      role: contender === BARE ? "floor" : "holdfast",
      verdict: contender === BARE ? undefined : judge("start", contender, (summary.p50 - bare) / 1_000),
    })),
  });
}
