/** I and P: input, and programs that wait for it or would take a screen; T15 and T16: a run that yields, a clock that stands still. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { action, type Case, evaluate, run } from "../case.js";

const interactive = { stdin: "interactive" } as const;
/** A hundred commits, each with some lines of its own. */
const HISTORY = `git init -q . && git config user.name n && git config user.email e@x
for i in {1..100}; do seq $i $((i + 20)) > f; git add f; git commit -qm "commit $i"; done`;

export const input: readonly Case[] = [
  {
    id: "I02",
    title: "a read without input is at its end at once",
    plain: "each",
    in: { bash: [run('read -p "Name: " name; echo "rc=$? name=$name"', { stdout: "rc=1 name=\n" })] },
  },
  {
    id: "I03",
    title: "cat and input() without input end at once",
    in: {
      bash: [
        run("cat"),
        run("python3 -c 'input()'", { exitCode: 1, stderr: /EOFError: EOF when reading a line\n$/ }),
      ],
      python: [run("input()", { exitCode: 1, error: "EOFError", stderr: /EOFError/ })],
    },
  },
  {
    id: "I05",
    title: "another exec is refused while a run waits for a name, and is never taken for it",
    in: {
      bash: [
        action("ask, be refused, answer", async ({ exec, session }) => {
          const asks = await exec('printf "Enter name: "; read name; echo "Hello $name"', interactive);
          expect(asks).toMatchObject({
            status: "needs_input",
            exitCode: null,
            needsInput: { prompt: "Enter name: ", program: "bash", echo: true },
          });
          await expect(exec("Alice")).rejects.toMatchObject({ code: "RUN_ACTIVE" });
          expect(await session.input("Bob\n")).toMatchObject({ status: "completed", stdout: "Hello Bob\n" });
        }),
        run("echo $name", { stdout: "Bob\n" }),
      ],
    },
  },
  {
    id: "I06",
    title: "a program gets what is typed, then end of file",
    in: {
      bash: [
        action("type and close", async ({ exec, session }) => {
          expect(await exec("cat", interactive)).toMatchObject({ status: "needs_input" });
          expect(await session.input({ text: "a\n", eof: true })).toMatchObject({
            status: "completed",
            exitCode: 0,
            stdout: "a\n",
          });
        }),
      ],
    },
  },
  {
    id: "I09",
    title: "a child, and a child's child, are typed to",
    in: {
      bash: [
        action("two questions", async ({ exec, session }) => {
          const code = `sh -c 'read x; python3 -c "print(input(\\"second? \\"))"; echo $x'`;
          expect(await exec(code, interactive)).toMatchObject({
            status: "needs_input",
            needsInput: { program: "sh" },
          });
          const second = await session.input("one\n");
          expect(second).toMatchObject({
            status: "needs_input",
            needsInput: { program: expect.stringMatching(/^python3/) as string, prompt: "second? " },
          });
          expect(await session.input("two\n")).toMatchObject({ status: "completed", stdout: "two\none\n" });
        }),
      ],
    },
  },
  {
    id: "I12",
    title: "a commit without a message ends with an error, and blocks nobody",
    in: {
      bash: [
        run("git init -q . && git config user.name n && git config user.email e@x && touch a && git add a"),
        run(
          "git commit",
          { exitCode: 1, stderr: /editor|EDITOR/ },
          { env: { TERM: "dumb", EDITOR: "", VISUAL: "" } },
        ),
        run("git commit -qm one && git log --format=%s", { stdout: "one\n" }),
      ],
    },
  },
  {
    id: "I15",
    title: "a program that sleeps is not flagged; one that reads is",
    in: {
      bash: [
        run("sleep 0.7", {}, interactive),
        action("one that reads", async ({ exec, session }) => {
          const asks = await exec("sleep 0.1; head -n 1", interactive);
          expect(asks).toMatchObject({ status: "needs_input", needsInput: { program: "head" } });
          expect(await session.input("x\n")).toMatchObject({ stdout: "x\n" });
        }),
      ],
      python: [run("import time; time.sleep(0.7)", {}, interactive)],
      node: [run("await new Promise((f) => setTimeout(f, 700))", {}, interactive)],
    },
  },
  {
    id: "I17",
    title: "a question before something is done comes with its text",
    files: { f: "kept\n" },
    in: {
      bash: [
        action("rm -i", async ({ exec, session }) => {
          const asks = await exec("rm -i f", interactive);
          expect(asks.needsInput).toMatchObject({
            program: "rm",
            prompt: expect.stringContaining("remove") as string,
          });
          expect(await session.input("n\n")).toMatchObject({ status: "completed" });
        }),
        run("cat f", { stdout: "kept\n" }),
      ],
    },
  },
  {
    id: "I18",
    title: "select without input ends",
    plain: "each",
    in: {
      bash: [
        run("select x in a b; do echo $x; break; done", {
          exitCode: 1,
          stdout: "\n",
          stderr: "1) a\n2) b\n#? ",
        }),
      ],
    },
  },
  {
    id: "P01",
    title: "a long log comes whole, and the next command's output is its own",
    in: {
      bash: [
        run(HISTORY),
        run("git log -p | wc -l; git log --format=%s | tail -n 1", { stdout: /^\d{4,}\ncommit 1\n$/ }),
        action("all of it", async ({ exec, session }) => {
          const { runId, status } = await exec("git log --format=%s");
          expect(status).toBe("completed");
          expect(String(await session.output(runId)).split("\n")).toHaveLength(101);
        }),
        run("grep -n '^15$' f", { exitCode: 1 }),
      ],
    },
  },
  {
    id: "P02",
    title: "what would open a pager ends at once",
    files: { f: "x\n" },
    in: {
      bash: [
        run("git init -q . && git add f && echo y > f && git diff", { stdout: /^-x\n\+y$/m }),
        run("PAGER=less git -c color.ui=never diff", { stdout: /^\+y$/m }),
        run("less f", { stdout: "y\n" }),
        run("more f", { stdout: /y\n$/ }),
      ],
    },
  },
  {
    id: "T15",
    title: "a run that yields at once is asked for later",
    in: {
      bash: [
        run("V=value"),
        action("yield and wait", async ({ exec, session }) => {
          const first = await exec("sleep 0.3 && echo $V", { yieldMs: 10 });
          expect(first).toMatchObject({ status: "running", exitCode: null });
          expect(await session.wait(first.runId)).toMatchObject({ status: "completed", stdout: "value\n" });
        }),
      ],
    },
  },
  {
    id: "T16",
    title: "the limit's clock stands still while a run waits for input",
    in: {
      bash: [
        action("wait for longer than the limit", async ({ exec, session }) => {
          const asks = await exec("read x; echo $x", { ...interactive, timeoutMs: 500 });
          expect(asks.status).toBe("needs_input");
          await sleep(700); // time itself is what the case is about
          expect(await session.input("late\n")).toMatchObject({ status: "completed", stdout: "late\n" });
        }),
      ],
      python: [evaluate("1 + 1", "2")],
    },
  },
];
