/** Runs with `changes: false`: what they skip is the report, never the state. */
import { expect, test } from "vitest";
import type { RuntimeSession } from "../src/index.js";
import { runtimeForEach } from "./workbench.js";

const fast = { changes: false } as const;

let session: RuntimeSession;

runtimeForEach((bench) => ({ session } = bench));

test.each([
  ["an integer variable", "declare -i i=6; echo $((i * n)) $V"],
  ["xtrace", "set -x; n=$((n * 6)); set +x; echo $n $V"],
  ["FUNCNAME", "echo $((n * 6)) ${V:-${FUNCNAME-}}"],
])("a run that becomes a script of its own finds what runs before it have set: %s", async (_, code) => {
  for (const changes of [false, true]) {
    await session.exec("n=1", { changes: true });
    await session.exec("n=7; export V=v", fast);
    expect(await session.exec(code, { changes })).toMatchObject({ exitCode: 0, stdout: "42 v\n" });
  }
});

test.each([
  ["bash", "x=41", "kill -9 $$", "echo $((x + 1))"],
  ["python", "x = 41", "import os; os.kill(os.getpid(), 9)", "print(x + 1)"],
  ["node", "x = 41", "process.kill(process.pid, 'SIGKILL')", "console.log(x + 1)"],
])("%s: once the session rests, a crash does not cost it", async (language, set, crash, get) => {
  await session.exec("1", { language }).catch(() => undefined);
  await session.exec(set, { language, ...fast });
  await new Promise(setImmediate); // nothing runs: the state is asked for, before the next run is
  expect(await session.exec(crash, { language, ...fast })).toMatchObject({ status: "crashed" });
  expect(await session.exec(get, { language })).toMatchObject({ stdout: "42\n" });
});
