/** A host that is going to be killed: three languages, each with jobs that do not want to end. Says `ready` and hangs. */
import { createRuntime } from "../../src/index.js";

const [workspace = ""] = process.argv.slice(2);
const runtime = await createRuntime();
const session = await runtime.session(workspace);

await session.exec(`
trap '' TERM HUP INT
sleep 1001 &
setsid bash -c 'trap "" TERM HUP INT; while :; do sleep 1002; done' &
(setsid sleep 1003 & )
(trap '' TERM; (trap '' TERM; exec setsid sleep 1004) & ) &
`);
await session.exec(
  `
import os, signal, subprocess, time
for daemon in range(2):
    if os.fork() == 0:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
        if os.fork(): os._exit(0)
        time.sleep(1005)
        os._exit(0)
subprocess.Popen(["sleep", "1006"], start_new_session=True)
`,
  { language: "python" },
);
await session.exec(
  `
const { spawn } = require("child_process");
spawn("bash", ["-c", "trap '' TERM HUP; sleep 1007"], { detached: true, stdio: "ignore" }).unref();
process.on("SIGTERM", () => {});
`,
  { language: "node" },
);
process.stdout.write("ready\n");
await session.exec("sleep 1008", { timeoutMs: 2_000_000_000 });
