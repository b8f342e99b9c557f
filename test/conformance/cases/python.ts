/** Y: Python sessions. */
import { writeFileSync } from "node:fs";
import { expect } from "vitest";
import { action, type Case, evaluate, run } from "../case.js";

export const python: readonly Case[] = [
  {
    id: "Y01",
    title: "the last expression is the result",
    in: { python: [run("x=1"), evaluate("x+1", "2")] },
  },
  {
    id: "Y03",
    title: "a block without a blank line after it",
    in: {
      python: [
        run("for i in range(2):\n  print(i)", { stdout: "0\n1\n" }),
        run("print(9)", { stdout: "9\n" }),
        run("for i in range(2):\n  print(i)\nprint(9)", { stdout: "0\n1\n9\n" }),
        run("if 1:\n\n  print(1)\n\n  print(2)\nelse:\n  print(3)", { stdout: "1\n2\n" }),
      ],
    },
  },
  {
    id: "Y05",
    title: "stderr is apart",
    in: { python: [run("import sys; print('e', file=sys.stderr)", { stderr: "e\n" })] },
  },
  {
    id: "Y06",
    title: "a traceback shows the lines of the code itself, and the state is kept",
    in: {
      python: [
        run("x = 1"),
        run("def f():\n    return 1/0\n\nx = 2\nf()", {
          exitCode: 1,
          error: "ZeroDivisionError",
          stderr:
            /^Traceback \(most recent call last\):\n {2}File ".*", line 5, in <module>\n {4}f\(\)\n(?: *[~^]+\n)? {2}File ".*", line 2, in f\n {4}return 1\/0\n(?: *[~^]+\n)?ZeroDivisionError: division by zero\n$/,
        }),
        evaluate("x", "2"),
        run("f()", { exitCode: 1, error: "ZeroDivisionError", stderr: /return 1\/0/ }),
      ],
    },
  },
  {
    id: "Y07",
    title: "quotes, backslashes, names of characters, f-strings and tabs",
    in: {
      python: [
        run(String.raw`print('''a"b''' + """c'd""")`, { stdout: `a"bc'd\n` }),
        run(String.raw`print('\\', '\t|', r'\n', '\N{BULLET}', '\x41')`, { stdout: "\\ \t| \\n • A\n" }),
        run(`v = 3; print(f"{v!r:>4}|{v:{v}}|{'q'}")`, { stdout: "   3|  3|q\n" }),
        run("if True:\n\tprint('\t')", { stdout: "\t\n" }),
        run(
          `print("""a
  b
""")`,
          { stdout: "a\n  b\n\n" },
        ),
      ],
    },
  },
  {
    id: "Y08",
    title: "await at top level",
    in: {
      python: [
        run("import asyncio"),
        evaluate("await asyncio.sleep(0); 5", "5"),
        run("async def f(): return 6"),
        evaluate("await f()", "6"),
        run("async with asyncio.Lock() as l:\n  print(l)", { stdout: "None\n" }),
        evaluate("asyncio.run(f())", "6"),
      ],
    },
  },
  {
    id: "Y12",
    title: "a pool of processes calls a function of the session",
    in: {
      python: [
        run("def f(x): return x * 2"),
        run("import multiprocessing"),
        evaluate("with multiprocessing.Pool(2) as pool:\n  r = pool.map(f, [1, 2])\nr", "[2, 4]"),
      ],
    },
  },
  {
    id: "Y15",
    title: "os.chdir lasts",
    in: {
      python: [run("import os; os.chdir('/tmp')"), evaluate("os.getcwd()", "'/tmp'"), run("", {})],
      bash: [
        run("true"),
        { kind: "exec", language: "python", code: "import os; os.chdir('/tmp')", expect: {} },
        run("pwd", { stdout: "/tmp\n" }),
      ],
    },
  },
  {
    id: "Y16",
    title: "output without a newline",
    in: {
      python: [
        run("print('x', end='')", { stdout: "x" }),
        run("import sys; sys.stdout.write('y')", { stdout: "y", result: "1" }),
      ],
    },
  },
  {
    id: "Y17",
    title: "an object whose repr raises",
    in: {
      python: [
        run("class C:\n  def __repr__(self): raise ValueError('no repr')\nc = C()"),
        action("look at it", async ({ session }) => {
          const result = await session.eval("c");
          expect(JSON.stringify(result)).toContain("no repr");
        }),
        evaluate("1+1", "2"),
        action("look at the state", async ({ session }) => {
          expect((await session.state()).names.map(({ name }) => name)).toContain("c");
        }),
      ],
    },
  },
  {
    id: "Y18",
    title: "complete, invalid and incomplete code",
    in: {
      python: [
        evaluate("2+2", "4"),
        run("raise = 2", { exitCode: 1, error: "SyntaxError", stderr: /SyntaxError: invalid syntax/ }),
        run("a = [1,\n2,", {
          exitCode: 1,
          error: "SyntaxError",
          stderr: /SyntaxError: '\[' was never closed/,
        }),
        evaluate("2+2", "4"),
      ],
    },
  },
  {
    id: "Y19",
    title: "input() gets its answer, or the end of file; pdb is usable",
    in: {
      python: [
        run("v = input('n? ')\nprint(v)", { stdout: "n? 42\n" }, { stdin: { text: "42\n" } }),
        evaluate("v", "'42'"),
        run("input('n? ')", {
          exitCode: 1,
          error: "EOFError",
          stdout: "n? ",
          stderr: /EOFError: EOF when reading/,
        }),
        run(
          "y = 5; import pdb; pdb.set_trace(); print('end')",
          { stdout: /\(Pdb\) 5\n\(Pdb\) end\n$/ },
          {
            stdin: { text: "p y\nc\n" },
          },
        ),
        evaluate("y", "5"),
      ],
    },
  },
  {
    id: "Y19",
    title: "an interrupt while input() waits",
    in: {
      python: [
        run("import os, sys; x = 5; os.mkfifo('fifo')"),
        action("interrupt", async ({ start, session }) => {
          const running = start(
            "sys.stdin = os.fdopen(os.open('fifo', os.O_RDWR)); print('part', flush=True); input()",
          );
          await running.saw("part\n");
          await session.interrupt();
          expect(await running.result).toMatchObject({
            status: "interrupted",
            error: { name: "KeyboardInterrupt" },
            stderr: expect.stringContaining("KeyboardInterrupt") as string,
          });
        }),
        evaluate("x", "5"),
      ],
    },
  },
  {
    id: "Y20",
    title: "names that the runtime might lean on are the user's",
    in: {
      python: [
        run("import sys as real, builtins"),
        run("print = open = list = repr = sys = json = os = type = len = str = None"),
        run("builtins.print('user')", { stdout: "user\n" }),
        evaluate("1+1", "2"),
        run(
          "import builtins as b\nfor n in ('repr', 'open', 'len', 'isinstance', 'compile', 'exec', 'list', 'dict', 'str'): setattr(b, '_was_' + n, getattr(b, n)); setattr(b, n, None)",
        ),
        evaluate("2+2", "4"),
        run("1/0", { exitCode: 1, error: "ZeroDivisionError", stderr: /ZeroDivisionError/ }),
        run(
          "for n in ('repr', 'open', 'len', 'isinstance', 'compile', 'exec', 'list', 'dict', 'str'): setattr(b, n, getattr(b, '_was_' + n))",
        ),
        evaluate("3+3", "6"),
        run(
          "import sys, os, json\nsys.modules['json'] = sys.modules['os'] = None\njson.dumps = os.write = None",
        ),
        evaluate("4+4", "8"),
      ],
    },
  },
  {
    id: "Y21",
    title: "`_` is the last value, only a last expression has one, and None has none",
    in: {
      python: [
        evaluate("41", "41"),
        evaluate("_ + 1", "42"),
        evaluate("5; x = 1", null),
        evaluate("x", "1"),
        evaluate("None", null),
        evaluate("7;", null),
        evaluate("if 1: 5", null),
        run("_ = 'mine'"),
        evaluate("_", "'mine'"),
      ],
    },
  },
  {
    id: "Y23",
    title: "an imported name stays as it was when its file changes",
    files: { "m.py": "def f(): return 'old'\n" },
    in: {
      python: [
        evaluate("from m import f; f()", "'old'"),
        action("edit the file", async ({ path }) => {
          writeFileSync(path("m.py"), "def f(): return 'newer'\n");
          await Promise.resolve();
        }),
        evaluate("from m import f; f()", "'old'"),
        evaluate("import importlib, m; importlib.reload(m).f()", "'newer'"),
      ],
    },
  },
  {
    id: "Y25",
    title: "a replaced sys.stdout",
    in: {
      python: [
        run("import sys; sys.stdout = open('f', 'w')"),
        run("print(1, flush=True)", { stdout: /^(?:1\n)?$/ }),
        run("sys.stdout = sys.__stdout__; print(2)", { stdout: "2\n" }),
        action("reset", async ({ session }) => {
          await session.exec("sys.stdout = open('f', 'w')", { language: "python" });
          await session.reset({ language: "python" });
        }),
        run("print(3)", { stdout: "3\n" }),
      ],
    },
  },
  {
    id: "Y26",
    title: "warnings and logging go to stderr of the right call",
    in: {
      python: [
        run("import warnings; warnings.warn('w')", { stderr: /UserWarning: w\n/ }),
        run("import logging; logging.warning('l')", { stderr: "WARNING:root:l\n" }),
        run("logging.warning('m')", { stderr: "WARNING:root:m\n" }),
        run("print('clean')", { stdout: "clean\n" }),
      ],
    },
  },
  {
    id: "Y27",
    title: "__name__ is __main__",
    in: {
      python: [
        evaluate("__name__", "'__main__'"),
        run(`if __name__ == "__main__":\n  print("runs")`, { stdout: "runs\n" }),
        evaluate("import sys; sys.modules['__main__'].__dict__ is globals()", "True"),
        run("class C: pass"),
        evaluate("C.__module__", "'__main__'"),
        evaluate("import pickle; type(pickle.loads(pickle.dumps(C()))) is C", "True"),
      ],
    },
  },
  {
    id: "O08",
    title: "what is printed is seen while the run blocks, and no signal ends what it blocks in",
    in: {
      python: [
        run(
          "import ctypes, os, signal, sys, threading, time, warnings\nlibc = ctypes.CDLL(None, use_errno=True)",
        ),
        ...[
          "libc.poll(None, 0, -1)",
          "libc.select(0, None, None, None, None)",
          "libc.pause()",
          "libc.usleep(900_000_000)",
          "signal.pause()",
          "signal.sigtimedwait([signal.SIGUSR2], 900)",
        ].map((call) =>
          action(call, async ({ start, session }) => {
            const code = `print("before", end=""); woken = None; woken = ${call}`;
            const running = start(code);
            await running.saw("before");
            await session.interrupt();
            expect(await running.result).toMatchObject({ status: "interrupted", stdout: "before" });
          }),
        ),
        evaluate("print('a'); ctypes.set_errno(0); libc.poll(None, 0, 700), ctypes.get_errno()", "(0, 0)", {
          stdout: "a\n",
        }),
        ...[
          "io.TextIOWrapper(sys.stdout.buffer, 'utf-8')",
          "codecs.getwriter('utf-8')(sys.stdout.buffer)",
          "open(1, 'w', closefd=False)",
        ].map((stream) =>
          action(`a stream of its own: ${stream}`, async ({ start, session }) => {
            const running = start(
              `import codecs, io\nsys.stdout = ${stream}; print("wrapped", end=""); libc.pause()`,
            );
            await running.saw("wrapped");
            await session.interrupt();
            expect(await running.result).toMatchObject({ status: "interrupted", stdout: "wrapped" });
            await session.exec("sys.stdout = sys.__stdout__", { language: "python" });
          }),
        ),
        action("bytes, and text after a fork", async ({ start, session }) => {
          const running = start(
            "r, w = os.pipe()\nsys.stdout.buffer.write(b'bytes')\nif os.fork() == 0: os._exit(0)\nprint('text', end=''); os.wait(); os.read(r, 1)",
          );
          await running.saw("text");
          await session.interrupt();
          expect((await running.result).stdout).toBe("bytestext");
        }),
      ],
    },
  },
  {
    id: "O08",
    title: "the driver's own thread is not among the user's, and gone when the process forks",
    in: {
      python: [
        run("import os, sys, threading, warnings\nwarnings.simplefilter('error')"),
        run("print('one')", { stdout: "one\n" }),
        evaluate("threading.active_count(), len(threading.enumerate())", "(1, 1)"),
        run(
          `print("two")
os.register_at_fork(before=lambda: tasks.append(os.listdir("/proc/self/task")))
tasks = []
if os.fork() == 0:
    print("child", len(os.listdir("/proc/self/task")))
    sys.exit(0)
os.wait()
print("three", len(tasks))`,
          { stdout: /^two\n(?:two\n)?child 1\n(?:two\n)?three 1\n$/ },
        ),
      ],
    },
  },
  {
    id: "Y19",
    title: "the handler of SIGINT is Python's own, by which asyncio and others tell that it is free",
    in: {
      python: [
        run(
          "import _signal, asyncio, os, signal, sys, time\nfrom signal import SIGINT, default_int_handler, getsignal",
        ),
        evaluate("getsignal(SIGINT) is signal.default_int_handler is _signal.default_int_handler", "True"),
        action("interrupt asyncio.run", async ({ start, session }) => {
          const running = start(`async def main():
    try:
        print("in", flush=True)
        await asyncio.sleep(1000)
    finally:
        print("cancelled")
asyncio.run(main())`);
          await running.saw("in");
          await session.interrupt();
          expect(await running.result).toMatchObject({
            status: "interrupted",
            stdout: "in\ncancelled\n",
            error: { name: "KeyboardInterrupt" },
          });
        }),
        evaluate("getsignal(SIGINT) is default_int_handler", "True"),
        action("interrupt a loop that takes three", async ({ start, session }) => {
          const running = start(
            "for n in range(3):\n  try:\n    print('go', n, flush=True)\n    time.sleep(1000)\n  except KeyboardInterrupt: pass",
          );
          await running.saw("go 0");
          await session.interrupt();
          expect(await running.result).toMatchObject({ status: "completed", stdout: "go 0\ngo 1\ngo 2\n" });
        }),
        evaluate("signal.signal(SIGINT, signal.SIG_IGN) is default_int_handler", "True"),
        evaluate("getsignal(SIGINT) is signal.SIG_IGN", "True"),
        run("signal.signal(SIGINT, default_int_handler); None"),
        run("os.kill(os.getpid(), SIGINT); time.sleep(1)", {
          status: "interrupted",
          exitCode: 130,
          error: "KeyboardInterrupt",
          stderr: /KeyboardInterrupt\n$/,
        }),
        evaluate("1 + 1", "2"),
      ],
    },
  },
];
