/** `npm run demo:svg`, in the repository: runs the demo on a terminal and draws what it prints. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { drawDemo } from "./demo-svg.js";

const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
const output = execFileSync("script", ["-qec", "node dist/cli/main.js demo", "/dev/null"], {
  encoding: "utf8",
  env: { ...env, TERM: "xterm-256color", TMPDIR: "/tmp" },
  stdio: ["ignore", "pipe", "inherit"],
});
writeFileSync("docs/demo.svg", drawDemo(output.replaceAll("\r\n", "\n")));
