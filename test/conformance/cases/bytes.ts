/** U: characters and bytes. */
import { join } from "node:path";
import { expect } from "vitest";
import { action, type Case, everywhere, type Language, run } from "../case.js";

const TEXT = "naïve 你好 🚀 e\u0301 \u{1f468}\u200d\u{1f469}";
const quoted = JSON.stringify(TEXT);

const roundTrip: Case["in"] = {
  bash: [run(`v='${TEXT}'; echo "$v"`, { stdout: `${TEXT}\n` }), run(`echo "$v"`, { stdout: `${TEXT}\n` })],
  python: [
    run(`v = ${quoted}\nimport sys; sys.stdout.buffer.write(v.encode() + b'\\n'); None`, {
      stdout: `${TEXT}\n`,
    }),
    run("sys.stdout.buffer.write(v.encode() + b'\\n'); None", { stdout: `${TEXT}\n` }),
  ],
  node: [
    run(`var v = ${quoted}; console.log(v)`, { stdout: `${TEXT}\n` }),
    run("console.log(v)", { stdout: `${TEXT}\n` }),
  ],
};

/** Writes 2,000 times a character of several bytes. */
const MANY: Readonly<Record<Language, (character: string) => string>> = {
  bash: (character) => `printf '${character}%.0s' {1..2000}`,
  python: (character) => `print('${character}' * 2000, end='')`,
  node: (character) => `process.stdout.write('${character}'.repeat(2000))`,
};

export const bytes: readonly Case[] = [
  {
    id: "U01",
    title: "UTF-8 from bytes",
    in: {
      bash: [run(String.raw`printf 'caf\xc3\xa9 \xf0\x9f\x9a\x80\n'`, { stdout: "café 🚀\n" })],
      python: [
        run(String.raw`import sys; sys.stdout.buffer.write(b'caf\xc3\xa9 \xf0\x9f\x9a\x80\n'); None`, {
          stdout: "café 🚀\n",
        }),
      ],
      node: [
        run(`process.stdout.write(Buffer.from('636166c3a920f09f9a800a', 'hex')); 0`, { stdout: "café 🚀\n" }),
      ],
    },
  },
  {
    id: "U02",
    title: "one character in three writes",
    in: {
      bash: [
        action("as events", async ({ start }) => {
          let events = "";
          const running = start(
            String.raw`printf 'a\xe2'; sleep 0.05; printf '\x89'; sleep 0.05; printf '\xa4b'`,
            {
              onOutput: ({ text }) => (events += `${text}|`),
            },
          );
          const result = await running.result;
          expect(result.stdout).toBe("a≤b");
          expect(events.replaceAll("|", "")).toBe("a≤b");
        }),
      ],
    },
  },
  {
    id: "U03",
    title: "50,000 characters of three bytes",
    in: {
      bash: [run("printf '你%.0s' {1..50000}", { stdout: "你".repeat(50_000) })],
      python: [run("print('你' * 50000, end='')", { stdout: "你".repeat(50_000) })],
      node: [run("process.stdout.write('你'.repeat(50000)); 0", { stdout: "你".repeat(50_000) })],
    },
  },
  ...["C", "C.UTF-8"].map((locale): Case => ({
    id: "U07",
    title: `text in code and in variables, under LC_ALL=${locale}`,
    env: { LC_ALL: locale },
    in: roundTrip,
  })),
  {
    id: "U08",
    title: "a cut is never within a character",
    in: everywhere((language) => [
      action("every length of a cut", async ({ open, folder }) => {
        for (const outputBytesMax of [100, 101, 102, 103]) {
          const runtime = await open({ outputBytesMax });
          const session = await runtime.session(folder);
          for (const character of ["é", "你", "🚀"]) {
            const { stdout, truncated } = await session.exec(MANY[language](character), { language });
            expect(stdout).not.toContain("\ufffd");
            const total = Buffer.byteLength(character) * 2000;
            expect(truncated).toEqual({ stdout: { kept: outputBytesMax, total } });
            expect(stdout.replaceAll(character, "").trim()).toMatch(/^\[… \d+ bytes left out …\]$/);
          }
          await runtime.close();
        }
      }),
    ]),
  },
  {
    id: "U07",
    title: "a workspace with strange characters in its name",
    in: {
      bash: [
        run(`mkdir -p "it's ${TEXT} \\"x\\" \\$y"`),
        action("work there", async ({ runtime, folder }) => {
          const session = await runtime.session(join(folder, `it's ${TEXT} "x" $y`));
          try {
            for (const [language, code] of [
              ["bash", `basename "$PWD"`],
              ["python", "import os; print(os.path.basename(os.getcwd()))"],
              ["node", "console.log(require('path').basename(process.cwd()))"],
            ] as const)
              expect((await session.exec(code, { language })).stdout).toBe(`it's ${TEXT} "x" $y\n`);
          } finally {
            await session.terminate();
          }
        }),
      ],
    },
  },
];
