/** Runs on a terminal: X18, K17, I10, I11, I13, I14, P04. */
import { expect } from "vitest";
import { until } from "../bench.js";
import { action, type Case, run } from "../case.js";

const onTerminal = { tty: true } as const;
/** Asks the terminal three things, as an editor does, and prints what it gets. */
const ASKS = `import os, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
got = []
for question in (b"\\x1b[6n", b"\\x1b]11;?\\x07", b"\\x1b[c"):
    os.write(1, question[:2]); os.write(1, question[2:])
    got.append(os.read(0, 64))
termios.tcsetattr(0, termios.TCSADRAIN, before)
print(got)
`;
/** Shows each key as the bytes that it sends, until q. */
const KEYS = `import os, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
print("ready", end="\\r\\n", flush=True)
seen = b""
while not seen.endswith(b"q"):
    seen += os.read(0, 64)
termios.tcsetattr(0, termios.TCSADRAIN, before)
print(seen)
`;

export const terminal: readonly Case[] = [
  {
    id: "X18",
    title: "a terminal's queries are answered to who asks, and never become output or input",
    files: { "asks.py": ASKS },
    in: {
      bash: [
        run(
          "python3 asks.py",
          { stdout: /^\[b'\\x1b\[1;1R', b'\\x1b\]11;rgb:[0-9a-f/]+\\x1b\\\\', b'\\x1b\[\?[\d;]+c'\]\r\n$/ },
          onTerminal,
        ),
        run(
          `printf 'a\\e[6n\\e[c\\e]10;?\\a\\eP$qm\\e\\\\\\e[?6'; sleep 0.1; printf 'nb\\n'; sleep 0.1`,
          { stdout: "ab\r\n" },
          onTerminal,
        ),
        run('read -t 0.01 x; echo "[$x]"', { stdout: "[]\r\n" }, onTerminal),
        run(
          `printf '\\e[31mré\\e[0m\\e]0;title\\a\\e]8;;http://x\\e\\\\link\\e]8;;\\e\\\\\\n'`,
          { stdout: "\x1b[31mré\x1b[0m\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\r\n" },
          onTerminal,
        ),
      ],
    },
  },
  {
    id: "K17",
    title: "what a run does to its terminal is gone in the next one",
    in: {
      bash: [
        run(
          "x=5; stty raw -echo; tput smcup",
          { stdout: /1049h/ },
          { ...onTerminal, env: { TERM: "xterm" } },
        ),
        run("echo $x; stty -a | grep -ow -e -icanon -e -echo", { stdout: "5\r\n", exitCode: 1 }, onTerminal),
        run("reset", { stdout: /./s, stderr: "" }, { ...onTerminal, env: { TERM: "xterm" } }),
        run("echo ok", { stdout: "ok\n" }),
        run("cat </dev/tty", { exitCode: 1, stderr: /\/dev\/tty/ }),
      ],
    },
  },
  {
    id: "I10",
    title: "keys by name reach the program",
    files: { "keys.py": KEYS },
    in: {
      bash: [
        action("type them all", async ({ exec, session }) => {
          const asks = await exec("python3 keys.py", onTerminal);
          expect(asks).toMatchObject({ status: "needs_input", needsInput: { program: "python3" } });
          const keys = [
            "C-c",
            "C-d",
            "C-z",
            "up",
            "down",
            "left",
            "right",
            "tab",
            "enter",
            "escape",
            "f5",
            "M-x",
            "q",
          ];
          expect(await session.input({ text: "ab", keys })).toMatchObject({
            status: "completed",
            stdout: "b'ab\\x03\\x04\\x1a\\x1b[A\\x1b[B\\x1b[D\\x1b[C\\t\\r\\x1b\\x1b[15~\\x1bxq'\r\n",
          });
        }),
      ],
    },
  },
  {
    id: "I10",
    title: "C-c ends the run with the state kept, C-z stops a job that fg goes on with, C-d is end of file",
    in: {
      bash: [
        action("in a shell", async ({ exec, session }) => {
          const begin = async (code: string) => {
            const { runId } = await exec(code, { ...onTerminal, yieldMs: 0 });
            await session.wait(runId, { until: { text: "begun" } });
            return runId;
          };
          const program = "sh -c 'echo begun; exec sleep 100'";
          const x = await begin(`x=7; ${program}; echo never`);
          expect(await session.input({ keys: ["C-c"], runId: x })).toMatchObject({
            status: "interrupted",
            exitCode: 130,
            stdout: "^C",
          });
          const z = await begin(program);
          expect(await session.input({ keys: ["C-z"], runId: z })).toMatchObject({ exitCode: 148 });
          const again = await begin("jobs; fg");
          expect(await session.input({ keys: ["C-c"] })).toMatchObject({ status: "interrupted" });
          expect(String(await session.output(again))).toMatch(/^\[1\]\+ {2}Stopped +(sh -c .*)\r\n\1\r\n\^C/);
          const loop = await begin("echo begun; while :; do :; done");
          expect(await session.input({ keys: ["C-c"], runId: loop })).toMatchObject({ exitCode: 130 });
          expect(await exec("cat; echo $x", onTerminal)).toMatchObject({ status: "needs_input" });
          expect(await session.input({ text: "end", eof: true })).toMatchObject({ stdout: "endend7\r\n" });
        }),
      ],
      python: [
        action("in Python", async ({ exec, session }) => {
          const code = "x = 7\nimport time\nprint('begun', flush=True)\ntime.sleep(100)";
          const { runId } = await exec(code, { ...onTerminal, yieldMs: 0 });
          await session.wait(runId, { until: { text: "begun" } });
          expect(await session.input({ keys: ["C-c"], runId })).toMatchObject({
            status: "interrupted",
            exitCode: 130,
          });
          expect(await exec("print(input('? '), x)", onTerminal)).toMatchObject({
            needsInput: { prompt: "? " },
          });
          expect(await session.input("a\n")).toMatchObject({ stdout: "a\r\na 7\r\n" });
        }),
      ],
      node: [
        action("in Node", async ({ exec, session }) => {
          const loop = "var x = 7; console.log('begun'); for (;;) {}";
          const { runId } = await exec(loop, { ...onTerminal, yieldMs: 0 });
          await session.wait(runId, { until: { text: "begun" } });
          expect(await session.input({ keys: ["C-c"], runId })).toMatchObject({
            status: "interrupted",
            exitCode: 130,
          });
          const code = "process.stdout.write(`${x} ${process.stdout.columns} ${process.stdin.isTTY}\\n`)";
          expect(await exec(code, onTerminal)).toMatchObject({ stdout: "7 80 true\r\n" });
          expect(await exec("console.log(process.stdout.isTTY)")).toMatchObject({ stdout: "undefined\n" });
        }),
      ],
    },
  },
  {
    id: "I11",
    title: "npx asks before it installs, and is answered",
    in: {
      bash: [
        action("npx cowsay", async ({ exec, session }) => {
          const asks = await exec("npm_config_yes=null npm_config_cache=$PWD/cache CI= npx cowsay hi", {
            ...onTerminal,
            timeoutMs: 60_000,
          });
          expect(asks).toMatchObject({
            status: "needs_input",
            needsInput: { prompt: expect.stringContaining("Ok to proceed?") as string },
          });
          expect((await session.input("n\n")).status).toBe("failed");
        }),
      ],
    },
    timeoutMs: 90_000,
  },
  {
    id: "I13",
    title: "a password is asked for without echo, and what is typed is nowhere",
    in: {
      bash: [
        action("read -s, and a program on /dev/tty", async ({ exec, session, folder }) => {
          for (const code of [
            "read -rsp 'Password: ' p; echo; echo ${#p}",
            "python3 -c 'import getpass; print(len(getpass.getpass()))'",
          ]) {
            const asks = await exec(code, onTerminal);
            expect(asks).toMatchObject({
              status: "needs_input",
              needsInput: { prompt: "Password: ", echo: false },
            });
            const end = await session.input("hunter2\n");
            expect(end).toMatchObject({ status: "completed", stdout: "\r\n7\r\n" });
            expect(JSON.stringify([end, await session.history()])).not.toContain("hunter2");
            expect(String(await session.output(asks.runId))).not.toContain("hunter2");
          }
          expect(folder).not.toBe("");
        }),
      ],
      python: [
        action("getpass", async ({ exec, session }) => {
          const asks = await exec("import getpass; print(len(getpass.getpass('Word: ')))", onTerminal);
          expect(asks).toMatchObject({ needsInput: { prompt: "Word: ", echo: false } });
          expect(await session.input("abc\n")).toMatchObject({ stdout: "\r\n3\r\n" });
        }),
      ],
    },
  },
  {
    id: "I14",
    title: "Python's own prompt on a terminal takes a line at a time",
    in: {
      bash: [
        action("1+1", async ({ exec, session }) => {
          expect(await exec("python3 -q", { ...onTerminal, env: { TERM: "dumb" } })).toMatchObject({
            status: "needs_input",
            needsInput: { prompt: ">>> ", program: expect.stringMatching(/^python3/) as string },
          });
          expect((await session.input("1+1\n")).stdout).toMatch(/\n2\r\n>>> $/);
          expect((await session.input({ keys: ["C-c"] })).stdout).toMatch(/KeyboardInterrupt/);
          expect(await session.input({ eof: true })).toMatchObject({ status: "completed" });
        }),
      ],
    },
  },
  {
    id: "P04",
    title: "full-screen programs are told as such, shown, and left",
    files: { f: "first line\nsecond line\n" },
    in: {
      bash: [
        ...(
          [
            ["vi f", "first line", { keys: ["escape", ":", "q", "!", "enter"] }],
            ["less f", "second line", { text: "q" }],
            ["top", "PID", { text: "q" }],
            ["htop", "PID", { keys: ["f10"] }],
            ["nano f", "GNU nano", { keys: ["C-x"] }],
            ["watch -n 1 date", "Every 1.0s", { keys: ["C-c"] }],
          ] as const
        ).map(([code, shown, leave]) =>
          action(code, async ({ exec, session }) => {
            const start = performance.now();
            const front = await exec(code, { ...onTerminal, env: { TERM: "xterm" } });
            expect(["running", "needs_input"]).toContain(front.status);
            expect(performance.now() - start).toBeLessThan(2_000);
            const screen = async () => String(await session.output(front.runId, { stream: "screen" }));
            let last = "";
            await until(`${code} shows it`, async () => (last = await screen()).includes(shown));
            expect(last.split("\n").length).toBeLessThanOrEqual(24);
            expect(await session.wait(front.runId, { yieldMs: 0 })).toMatchObject({ fullScreen: true });
            const end = await session.input({ ...leave, runId: front.runId });
            expect(["completed", "interrupted", "failed"]).toContain(end.status);
          }),
        ),
        run("echo ok", { stdout: "ok\n" }),
      ],
    },
  },
];
