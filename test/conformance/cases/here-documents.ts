/** H: here-documents, and code that ends too early. */
import { type Case, run } from "../case.js";

const next = run("echo next", { stdout: "next\n" });

export const hereDocuments: readonly Case[] = [
  {
    id: "H01",
    title: "a quoted here-document",
    plain: "whole",
    in: { bash: [run("cat << 'EOF'\nhello world\nEOF", { stdout: "hello world\n" })] },
  },
  {
    id: "H03",
    title: "no expansion in a quoted one, expansion in a bare one",
    plain: "whole",
    in: {
      bash: [
        run("cat <<'EOF'\n$HOME\nEOF", { stdout: "$HOME\n" }),
        run("v=1; cat <<EOF\n$v $((v+1)) `echo 3`\nEOF", { stdout: "1 2 3\n" }),
      ],
    },
  },
  {
    id: "H04",
    title: "leading tabs are cut",
    plain: "whole",
    in: { bash: [run("cat <<-EOF\n\tx\n\tEOF", { stdout: "x\n" })] },
  },
  {
    id: "H05",
    title: "a here-string",
    plain: "whole",
    in: { bash: [run("cat <<< hi", { stdout: "hi\n" })] },
  },
  {
    id: "H07",
    title: "a call after a here-document",
    plain: "whole",
    in: { bash: [run("cat << 'EOF'\nhello world\nEOF", { stdout: "hello world\n" }), next] },
  },
  {
    id: "H08",
    title: "a here-document into a file after cd",
    plain: "whole",
    in: {
      bash: [run("mkdir d"), run("cd d && cat > f <<'EOF2'\na\nEOF2\nls", { stdout: "f\n" }), next],
    },
  },
  {
    id: "H09",
    title: "a program from a here-document",
    plain: "whole",
    in: { bash: [run("python3 <<EOF\nprint(1)\nprint(2)\nEOF", { stdout: "1\n2\n" })] },
  },
  ...[5, 20, 50, 100].map((count): Case => {
    const body = Array.from({ length: count }, (_, index) => `echo "Line ${index + 1}"\n`).join("");
    return {
      id: "H10",
      title: `a script of ${count} lines, written and run`,
      plain: "whole",
      in: {
        bash: [
          run(`cat > s.sh <<'EOF'\n${body}EOF`),
          run("bash s.sh | tail -n 1", { stdout: `Line ${count}\n` }),
        ],
      },
    };
  }),
  {
    id: "H12",
    title: "a here-document that is never closed",
    plain: "first",
    in: {
      bash: [
        run("cat <<EOF\nabc", {
          stdout: "abc\n",
          stderr: /here-document at line 1 delimited by end-of-file/,
        }),
        next,
      ],
    },
  },
  {
    id: "H13",
    title: "a quote that is never closed",
    plain: "first",
    in: {
      bash: [run("echo '5 6", { stderr: /unexpected EOF while looking for matching/, exitCode: 2 }), next],
    },
  },
  ...["(a", "a='", "for", "fi", "if true", "{ echo", "echo $(", "case x in", "while"].map((code): Case => ({
    id: "H14",
    title: `code that ends too early: ${code}`,
    plain: "first",
    in: { bash: [run(code, { stderr: /syntax error|unexpected EOF/, exitCode: 2 }), next] },
  })),
  {
    id: "H14",
    title: "code that ends too early, in the other languages",
    in: {
      python: [
        run("a = [1,\n2,", {
          exitCode: 1,
          error: "SyntaxError",
          stderr: /SyntaxError: '\[' was never closed/,
        }),
        run("x = '''", { exitCode: 1, error: "SyntaxError", stderr: /unterminated triple-quoted string/ }),
        run("if True:", { exitCode: 1, error: "IndentationError", stderr: /expected an indented block/ }),
        run("print('next')", { stdout: "next\n" }),
      ],
      node: [
        run("var a = [1,", { exitCode: 1, error: "SyntaxError", stderr: /SyntaxError/ }),
        run("`abc", { exitCode: 1, error: "SyntaxError", stderr: /SyntaxError/ }),
        run("if (true) {", { exitCode: 1, error: "SyntaxError", stderr: /SyntaxError/ }),
        run("console.log('next')", { stdout: "next\n" }),
      ],
    },
  },
  {
    id: "H16",
    title: "a here-document into a pipeline",
    plain: "whole",
    in: { bash: [run("cat <<EOF |\nx\nEOF\ntr x y", { stdout: "y\n" })] },
  },
  {
    id: "H21",
    title: "a body that looks like the end of something",
    plain: "whole",
    in: {
      bash: [
        run("cat <<'EOF'\n}\n)\ndone\nEOF \n`date`\n;;\nesac\nEOF", {
          stdout: "}\n)\ndone\nEOF \n`date`\n;;\nesac\n",
        }),
        next,
      ],
    },
  },
  {
    id: "H22",
    title: "a backslash at the very end",
    plain: "each",
    in: { bash: [run("echo a \\", { stdout: "a\n" }), run("echo a\\", { stdout: /^a\\?\n$/ }), next] },
  },
];
