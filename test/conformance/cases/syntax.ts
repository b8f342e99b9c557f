/** M: several lines, and the syntax that wrappers break. */
import { type Case, run } from "../case.js";

export const syntax: readonly Case[] = [
  {
    id: "M01",
    title: "blank lines between commands",
    plain: "whole",
    in: {
      bash: [run("echo 'test1'\n \n echo 'test2'", { stdout: "test1\ntest2\n" })],
      python: [run("print('test1')\n \nprint('test2')", { stdout: "test1\ntest2\n" })],
      node: [run("console.log('test1')\n \n console.log('test2')", { stdout: "test1\ntest2\n" })],
    },
  },
  {
    id: "M03",
    title: "seven commands on seven lines",
    plain: "whole",
    in: {
      bash: [
        run("echo 1\necho 2\necho 3\necho 4\necho 5\necho 6\necho 7", { stdout: "1\n2\n3\n4\n5\n6\n7\n" }),
      ],
      python: [
        run("print(1)\nprint(2)\nprint(3)\nprint(4)\nprint(5)\nprint(6)\nprint(7)", {
          stdout: "1\n2\n3\n4\n5\n6\n7\n",
        }),
      ],
    },
  },
  {
    id: "M06",
    title: "a line that goes on",
    plain: "whole",
    in: { bash: [run(`echo \\\n -e "foo"`, { stdout: "foo\n" })] },
  },
  {
    id: "M11",
    title: "a loop with a counter",
    plain: "whole",
    in: {
      bash: [
        run("coin=(t h t h h t h h h)"),
        run(
          `heads=0 flips=0
while ((heads < 3)); do
  if [[ \${coin[flips++]} == h ]]; then ((++heads)); else heads=0; fi
done
echo "Got 3 heads in a row after $flips flips!"`,
          { stdout: "Got 3 heads in a row after 9 flips!\n" },
        ),
      ],
    },
  },
  {
    id: "M12",
    title: "find with -exec",
    plain: "whole",
    files: { "a.py": "x\n", "b.py": "y\n", "d/c.py": "xx\n", "d/c.txt": "x\n" },
    in: {
      bash: [
        run(String.raw`find . -name '*.py' -exec grep -l x {} \; | sort`, { stdout: "./a.py\n./d/c.py\n" }),
      ],
    },
  },
  {
    id: "M14",
    title: "a pipeline whose first part fails in silence",
    plain: "whole",
    in: { bash: [run("ls nope* 2>/dev/null | head -5")] },
  },
  {
    id: "M15",
    title: "process substitution",
    plain: "whole",
    in: { bash: [run("diff <(echo a) <(echo b)", { stdout: "1c1\n< a\n---\n> b\n", exitCode: 1 })] },
  },
  {
    id: "M16",
    title: "the reserved word time",
    in: {
      bash: [run("time -p true", { stderr: /^real \d+\.\d\d\nuser \d+\.\d\d\nsys \d+\.\d\d\n$/ })],
    },
  },
  {
    id: "M17",
    title: "case on one line",
    plain: "whole",
    in: { bash: [run("case x in x) echo yes;; esac", { stdout: "yes\n" })] },
  },
  {
    id: "M19",
    title: "nested quotes and backslashes",
    plain: "whole",
    in: {
      bash: [
        run(String.raw`python3 -c "print('a\"b\\\\n')"`, { stdout: 'a"b\\n\n' }),
        run(String.raw`echo '{"a": "b \"c\" \\d"}' | jq -r .a`, { stdout: 'b "c" \\d\n' }),
      ],
    },
  },
  {
    id: "M21",
    title: "an alias works in the next call",
    plain: "whole",
    in: {
      bash: [run("shopt -s expand_aliases; alias e=echo"), run("e hi", { stdout: "hi\n" })],
    },
  },
];
