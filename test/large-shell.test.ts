/** A shell that holds more than a run may look at: a copy of it tells its state, and nothing else is different. */
import { readdirSync, readlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRuntime, type Runtime, type RuntimeState, type Session } from "../src/index.js";
import { limits } from "../src/limits.js";

const FILL = `for i in {1..${limits.lookNamesMax}}; do eval "v$i=value$i; f$i() { echo $i; }"; done; printf -v big '%300000s' x`;

let runtime: Runtime;
let session: Session;

beforeEach(async () => {
  runtime = await createRuntime();
  session = await runtime.session("/tmp");
  await session.exec(FILL);
});
afterEach(() => runtime.close());

async function out(code: string): Promise<string> {
  return (await session.exec(code)).stdout;
}

function view({ names }: RuntimeState, wanted: string): string | undefined {
  return names.find(({ name }) => name === wanted)?.view;
}

/** Processes of this user whose output is the file of a copy. */
function copies(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return /\/holdfast-\w+\/\d+\/dc\d+$/.test(readlinkSync(`/proc/${pid}/fd/1`));
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function theCopy(): Promise<number> {
  for (;;) {
    const [pid] = copies();
    if (pid !== undefined) return pid;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a shell with thousands of names", () => {
  test("the result says that the look comes later, and the state has everything", async () => {
    const { changes } = await session.exec("x=5; f1() { echo changed; }; unset v2; export E=1");
    expect(changes?.cut).toMatch(/^the shell holds \d+ names, \d+ kB: they are looked at after the run/);
    const state = await session.state();
    expect(["x", "f1", "v2"].map((name) => view(state, name))).toEqual([
      "5",
      "f1 () { echo changed }",
      undefined,
    ]);
    const { functions, env_vars } = state;
    expect(functions).toHaveLength(limits.lookNamesMax);
    expect(env_vars["E"]).toBe("1");
  });

  test("another language sees what was exported, and the shell what that has exported", async () => {
    await session.exec("export E=1; cd /usr");
    const python = await session.exec(
      "import os; print(os.environ['E'], os.getcwd()); os.environ['P'] = '2'",
      { language: "python" },
    );
    expect(python.stdout).toBe("1 /usr\n");
    expect(await out('echo "$P $E"')).toBe("2 1\n");
  });

  test("what was seen comes back after a crash, traps and options among it", async () => {
    await session.exec("x=5; trap 'echo usr1' USR1; set -o pipefail; shopt -s nullglob; alias ll=ls");
    await session.state();
    expect((await session.exec("kill -9 $$")).status).toBe("crashed");
    expect(
      await out('echo "$x ${#big} $v7 $(f7)"; kill -USR1 $$; false | true; echo $?; shopt nullglob'),
    ).toBe("5 300000 value7 7\nusr1\n1\nnullglob       \ton\n");
  });

  test("what had not been seen when it crashed is named", async () => {
    const first = session.exec("x=5");
    const second = await session.exec("kill -9 $$");
    const { runId } = await first;
    expect(second.restored?.lost["*"]).toBe(`what ${runId} has set had not all been looked at`);
  });

  test("runs go on beside a look, and one that leaves the shell is newer than it", async () => {
    await session.exec("x=5");
    const state = session.state();
    const left = await session.exec("x=6; y=7; exit 3");
    expect(left).toMatchObject({ status: "failed", exitCode: 3 });
    await state;
    expect(await out('echo "$x $y $v9"')).toBe("6 7 value9\n");
    expect(view(await session.state(), "x")).toBe("6");
  });

  test("a copy that dies is replaced by the shell itself", async () => {
    await session.exec("x=5");
    const state = session.state();
    process.kill(await theCopy(), "SIGKILL");
    expect(view(await state, "x")).toBe("5");
    expect(await out("echo $x")).toBe("5\n");
  });

  test("a copy is no job, no child, and holds nothing open", async () => {
    await session.exec("sleep 60 & first=$!; exec 7>/dev/null");
    const state = session.state();
    const copy = await theCopy();
    expect(await out('[[ $! == $first ]] && jobs -r | wc -l; pgrep -P $$ -f sleep | grep -cx "$first"')).toBe(
      "1\n1\n",
    );
    expect((await session.jobs()).map(({ command }) => command)).toEqual(["sleep 60"]);
    const held = () => readdirSync(`/proc/${copy}/fd`).filter((fd) => Number(fd) > 2 && fd !== "255");
    try {
      for (let open = held(); open.length > 0; open = held())
        await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe("ENOENT"); // it has told and gone
    }
    await state;
    await out("kill $first");
  });

  test("a shell that has become small again tells with its runs", async () => {
    await session.exec("unset -v ${!v*} big; for i in {1..900}; do unset -f f$i; done");
    await session.state();
    const { changes } = await session.exec("x=1");
    expect(changes).toMatchObject({ variables: { added: ["x"] } });
    expect(changes).not.toHaveProperty("cut");
  });
});
