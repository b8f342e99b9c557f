/** Runs on a terminal: nothing is lost or cut, and nothing of one is left. The cases of the suite are in conformance/cases/terminal.ts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RuntimeSession, RuntimeSessionManager, SessionEvent } from "../src/index.js";
import { keySequence } from "../src/session/keys.js";
import { QueryFilter } from "../src/session/query-filter.js";
import { sessionForEach } from "./workbench.js";

const tty = { tty: true } as const;

describe("in a session", () => {
  let runtime: RuntimeSessionManager;
  let session: RuntimeSession;
  let folder: string;

  sessionForEach((bench) => ({ runtime, session, folder } = bench));

  test("the end of what is written is never lost", async () => {
    for (let run = 0; run < 150; run++) {
      const { stdout } = await session.exec(`seq ${2_000 + run}; printf end`, { ...tty, changes: false });
      const lines = stdout.split("\r\n");
      expect(lines.length).toBe(2_001 + run);
      expect(lines.slice(-2)).toEqual([String(2_000 + run), "end"]);
    }
  });

  test("50 MB pass, with the memory of a screen", async () => {
    const { status, truncated } = await session.exec("head -c 50M /dev/zero | tr '\\0' a", tty);
    expect({ status, total: truncated?.stdout?.total }).toEqual({
      status: "completed",
      total: 50 * 1024 * 1024,
    });
  });

  test("a line longer than a terminal holds, and more lines than it holds, come whole", async () => {
    await session.exec('stty -echo; read -r line; printf %s "$line" | wc -c', tty);
    expect(await session.input(`${"é".repeat(50_000)}\n`)).toMatchObject({ stdout: "100000\r\n" });
    const sums = await session.exec("stty -echo; echo begun; sleep 0.2; md5sum", { ...tty, yieldMs: 0 });
    await session.wait(sums.runId, { until: { text: "begun" } });
    const text = Array.from({ length: 400 }, (_, at) => `${at}${"y".repeat(at * 12)}\n`).join("");
    const other = await runtime.session(folder, { name: "plain" });
    const plain = await other.exec("md5sum", { stdin: { text } });
    expect(await session.input({ text, eof: true })).toMatchObject({
      stdout: plain.stdout.replace("\n", "\r\n"),
    });
  });

  test("it has the size that was asked for, and a terminal's environment", async () => {
    const size = { columns: 132, rows: 43 };
    const env = { TERM: "dumb", COLUMNS: "10" };
    await session.setEnv(env);
    expect(
      await session.exec("stty size; echo $TERM $COLUMNS; env | grep COLUMNS", { tty: size }),
    ).toMatchObject({
      stdout: "43 132\r\nxterm-256color 132\r\n",
    });
    expect(await session.exec("echo $TERM $COLUMNS")).toMatchObject({ stdout: "dumb 10\n" });
    for (const wrong of [{ columns: 0, rows: 1 }, { columns: 80 }, 5] as never[])
      await expect(session.exec("true", { tty: wrong })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("pagers and editors are quiet without one, real on it, and what the user sets stays", async () => {
    const show = 'echo "$PAGER:$GIT_PAGER:$EDITOR"';
    expect((await session.exec(show)).stdout).toBe("cat:cat:true\n");
    expect((await session.exec(show, tty)).stdout).toBe("::\r\n");
    expect((await session.exec(show)).stdout).toBe("cat:cat:true\n");
    await session.exec("export PAGER=more EDITOR=vi");
    expect((await session.exec(show, tty)).stdout).toBe("more::vi\r\n");
    expect((await session.exec(show, { env: { GIT_PAGER: "x" } })).stdout).toBe("more:x:vi\n");
  });

  test("a job that holds the terminal writes to its run, and the next run has the same terminal", async () => {
    const first = await session.exec("(sleep 0.3; echo late) & tty", tty);
    const output = await session.wait(first.runId, { until: { text: "late" } });
    expect(output.reached).toEqual({ stream: "stdout", text: "late" });
    const held = await session.exec("sleep 30 & tty", tty);
    expect((await session.exec("kill $!; tty", tty)).stdout).toContain(held.stdout);
    expect((await session.exec("cat </dev/tty")).stderr).toMatch(/No such device/);
  });

  test("the state is one with and without a terminal, in each language", async () => {
    await session.exec("x=1; f() { echo f$x; }; cd /usr; export E=e", tty);
    expect(await session.exec("f; pwd")).toMatchObject({ stdout: "f1\n/usr\n" });
    await session.exec("import os; y = os.environ['E']", { language: "python", ...tty });
    expect(await session.exec("print(y, os.isatty(1))", { language: "python" })).toMatchObject({
      stdout: "e False\n",
    });
    await session.exec("var z = process.cwd()", { language: "node", ...tty });
    expect(await session.exec("console.log(z)", { language: "node" })).toMatchObject({ stdout: "/usr\n" });
    for (const [language, code] of [
      ["bash", "exit 3"],
      ["python", "import sys; sys.exit(3)"],
      ["node", "process.exit(3)"],
    ] as const) {
      expect(await session.exec(code, { language, ...tty })).toMatchObject({ exitCode: 3 });
      expect(await session.exec(code, { language })).toMatchObject({ exitCode: 3 });
    }
    expect(await session.exec("f")).toMatchObject({ stdout: "f1\n" });
  });

  test("the user's own traps serve INT and HUP, and stay", async () => {
    await session.exec("trap 'echo int' INT; trap 'echo hup' HUP");
    const { runId } = await session.exec("sh -c 'echo begun; exec sleep 100'; echo on", {
      ...tty,
      yieldMs: 0,
    });
    await session.wait(runId, { until: { text: "begun" } });
    const end = await session.input({ keys: ["C-c"], runId });
    expect(end).toMatchObject({ status: "interrupted", exitCode: 130 });
    expect(await session.exec("trap -p INT HUP")).toMatchObject({
      stdout: "trap -- 'echo int' SIGINT\ntrap -- 'echo hup' SIGHUP\n",
    });
    expect(await session.exec("kill -HUP $$; echo lives")).toMatchObject({ stdout: "hup\nlives\n" });
  });

  test("the driver's own trap of INT is gone with the run, however that has ended", async () => {
    for (const code of ["exit 3", "set -e; false", ":"]) {
      await session.exec(code, tty);
      expect((await session.exec("trap -p")).stdout, code).toBe("");
    }
  });

  test("what a killed run wrote on it is told, and the session goes on", async () => {
    await session.exec("x=5", tty);
    const killed = await session.exec("echo before; kill -KILL $$", tty);
    expect(killed).toMatchObject({ status: "crashed", exitCode: 137, stdout: "before\r\n" });
    expect(await session.exec("echo $x; tty >/dev/null && echo yes", tty)).toMatchObject({
      stdout: "5\r\nyes\r\n",
    });
    expect(await session.exec("sleep 100", { ...tty, timeoutMs: 200 })).toMatchObject({
      status: "timed_out",
    });
    expect(await session.exec("echo $x")).toMatchObject({ stdout: "5\n" });
  });

  test("those who watch never see what is typed without echo", async () => {
    const events: SessionEvent[] = [];
    session.watch((event) => events.push(event));
    await session.exec("read -rsp 'Word: ' a; read -rp 'Name: ' b", tty);
    await session.input("hunter2\n");
    await session.input("Ada\n");
    expect(events.flatMap((event) => (event.type === "input" ? [event.text] : []))).toEqual(["", "Ada\n"]);
    expect(JSON.stringify(events)).not.toContain("hunter2");
  });
});

describe("keys", () => {
  test.each([
    [["C-c", "c-C", "Ctrl+c"], "\x03\x03\x03"],
    [["C-@", "C-[", "C-_"], "\x00\x1b\x1f"],
    [["M-x", "Alt-Left"], "\x1bx\x1b\x1b[D"],
    [["a", "é", "🚀", "space"], "aé🚀 "],
    [["Page-Up", "pagedown", "S-Tab", "F12"], "\x1b[5~\x1b[6~\x1b[Z\x1b[24~"],
  ])("%j", (keys, sent) => expect(keySequence(keys)).toBe(sent));

  test("cursor keys of an application", () => expect(keySequence(["up", "end"], true)).toBe("\x1bOA\x1bOF"));

  test("an unknown name is refused, with those that there are", () =>
    expect(() => keySequence(["hyper-x"])).toThrow(/no such key.*hyper-x.*enter/s));
});

describe("queries", () => {
  const QUERIES = [
    "\x1b[6n",
    "\x1b[?6n",
    "\x1b[c",
    "\x1b[>c",
    "\x1b[>0q",
    "\x1b[?2026$p",
    "\x1b[?u",
    "\x1b[18t",
    "\x1b]11;?\x07",
    "\x1b]4;1;?\x1b\\",
    "\x1bP$qm\x1b\\",
    "\x1bZ",
  ];
  const SHOWN = [
    "a",
    "é",
    "\n",
    "\x1b[31m",
    "\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://x\x1b\\",
    "\x1b[2J",
    "\x1b[H",
    "\x1b[>4;2m",
    "\x1b(B",
    "\x1b=",
    "\x1b[?25h",
  ];

  test("in any mixture, cut anywhere, they go and all else stays", () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...QUERIES), fc.constantFrom(...SHOWN)), { maxLength: 20 }),
        fc.array(fc.nat(200), { maxLength: 10 }),
        (pieces, cuts) => {
          const bytes = Buffer.from(pieces.join(""));
          const filter = new QueryFilter();
          const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].toSorted(
            (one, other) => one - other,
          );
          const shown = ends.map((end, at) => filter.take(bytes.subarray(ends[at - 1] ?? 0, end)));
          const wanted = pieces.filter((piece) => !QUERIES.includes(piece)).join("");
          expect(Buffer.concat([...shown, filter.end()]).toString()).toBe(wanted);
        },
      ),
      { numRuns: 2_000 },
    ));
});
