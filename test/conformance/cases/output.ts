/** O: large, binary and progress output. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { until } from "../bench.js";
import { action, type Case, evaluate, everywhere, type Language, run } from "../case.js";

const numbered = (count: number, text = "Line ") =>
  Array.from({ length: count }, (_, at) => `${text}${at + 1}\n`).join("");

/** One write call of so many bytes; the file `count` has what it returned. */
const single: Readonly<Record<Language, (bytes: number) => readonly string[]>> = {
  python: (bytes) => [
    `import os\nprint("a", end="")\ncount = os.write(1, b"a" * ${bytes - 1}) + 1\nprint(count, file=open("count", "w"))`,
    `import os, threading\ndef f():\n  print(os.write(1, b"a" * ${bytes}), file=open("count", "w"))\nt = threading.Thread(target=f); t.start(); t.join()`,
  ],
  node: (bytes) => [
    `require("fs").writeFileSync("count", String(require("fs").writeSync(1, Buffer.alloc(${bytes}, "a"))))`,
    `process.stdout.write("a"); require("fs").writeFileSync("count", String(1 + require("fs").writeSync(1, Buffer.alloc(${bytes - 1}, "a"))))`,
  ],
  bash: (bytes) => [
    `perl -e 'open F, ">count"; print F syswrite(STDOUT, "a" x ${bytes})'`,
    `python3 -c 'import os; print(os.write(1, b"a" * ${bytes}), file=open("count", "w"))'`,
    `node -e 'fs.writeFileSync("count", String(fs.writeSync(1, Buffer.alloc(${bytes}, "a"))))'`,
    `dd if=<(head -c ${bytes} /dev/zero) bs=${bytes} iflag=fullblock count=1 2>log; awk '/copied/ {print $1}' log >count`,
  ],
};

const writesWhole = (language: Language, bytes: number, tty: boolean) =>
  single[language](bytes).map((code) =>
    action(code, async ({ exec, folder }) => {
      const { status, stderr, truncated } = await exec(code, { language, tty, changes: false });
      const count = Number(readFileSync(join(folder, "count"), "utf8"));
      const total = truncated?.stdout?.total;
      expect({ status, stderr, count, total }).toEqual({
        status: "completed",
        stderr: "",
        count: bytes,
        total: bytes,
      });
    }),
  );

/** A child that was killed has left the pipe non-blocking for all who share it. */
const spoiled = `require("child_process").spawnSync(process.execPath, ["-e", 'process.stdout.write("a"); process.kill(process.pid, "SIGKILL")'], { stdio: "inherit" }).signal`;

export const output: readonly Case[] = [
  {
    id: "O01",
    title: "5,000 lines are all there",
    plain: "each",
    in: { bash: [run('for i in $(seq 1 5000); do echo "Line $i"; done', { stdout: numbered(5000) })] },
  },
  {
    id: "O03",
    title: "an endless writer and a reader that stops",
    plain: "each",
    in: {
      bash: [100, 500, 1000].map((count) =>
        run(`yes text | head -n ${count}`, { stdout: "text\n".repeat(count) }),
      ),
    },
  },
  {
    id: "O04",
    title: "a folder of 10,000 files is listed whole",
    in: {
      bash: [
        run("mkdir many && cd many && seq -f file%05g 10000 | xargs touch && cd .."),
        run("ls -R many | wc -l; ls -R many", {
          stdout: new RegExp(`^10001\\nmany:\\n(?:file\\d{5}\\n){10000}$`),
        }),
      ],
    },
  },
  {
    id: "O05",
    title: "ten megabytes are all there",
    in: {
      bash: [
        action("write and read", async ({ exec, session }) => {
          const { runId, exitCode, truncated } = await exec(
            "head -c 10000000 /dev/zero | tr '\\0' a; exit 3",
          );
          expect({ exitCode, total: truncated?.stdout?.total }).toEqual({ exitCode: 3, total: 10_000_000 });
          const bytes = await session.output(runId);
          expect(bytes.equals(Buffer.alloc(10_000_000, "a"))).toBe(true);
        }),
      ],
    },
  },
  {
    id: "O06",
    title: "a flood costs little memory, and its end is told",
    timeoutMs: 60_000,
    in: {
      bash: [
        action("256 MiB", async ({ exec }) => {
          const before = process.memoryUsage().rss;
          const result = await exec("head -c 256M /dev/zero | tr '\\0' a; echo end >&2; exit 5", {
            timeoutMs: 60_000,
          });
          expect(result).toMatchObject({ status: "failed", exitCode: 5, stderr: "end\n" });
          expect(result.truncated?.stdout?.total).toBe(256 * 1024 * 1024);
          expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
        }),
      ],
    },
  },
  {
    id: "O07",
    title: "a line of ten million characters keeps the status",
    in: {
      bash: [
        action("write", async ({ exec, session }) => {
          const result = await exec("head -c 10000000 /dev/zero | tr '\\0' x; false");
          expect(result).toMatchObject({ status: "failed", exitCode: 1 });
          expect(String(await session.output(result.runId, { offset: -3 }))).toBe("xxx");
        }),
      ],
    },
  },
  {
    id: "O08",
    title: "what is no text is named, with its size",
    in: {
      bash: [
        action("a program and a picture", async ({ exec }) => {
          const { binary } = await exec("head -c 4096 /bin/ls");
          expect(binary).toEqual({ stdout: { type: "ELF program", bytes: 4096 } });
          expect(await exec(String.raw`printf '\x89PNG\r\n\x1a\n\0\0'`)).toMatchObject({
            binary: { stdout: { type: "PNG image", bytes: 10 } },
          });
        }),
        run("echo text", { stdout: "text\n" }),
      ],
    },
  },
  {
    id: "O09",
    title: "a progress bar is exact in the result",
    in: {
      bash: [
        run("for i in 1 2 3; do printf '%s%%\\r' $i; done; echo done", { stdout: "1%\r2%\r3%\rdone\n" }),
      ],
    },
  },
  {
    id: "O10",
    title: "just under, at, and just over the bound: both ends exact, the status never cut off",
    in: {
      bash: [
        action("around the bound", async ({ open, folder }) => {
          const runtime = await open({ outputBytesMax: 1000 });
          const session = await runtime.session(folder);
          for (const bytes of [999, 1000, 1001]) {
            const result = await session.exec(`printf 'b%.0s' {1..${bytes - 2}}; printf ee; exit 9`);
            expect(result.exitCode).toBe(9);
            expect(result.stdout.startsWith("b".repeat(400))).toBe(true);
            expect(result.stdout.endsWith("bee")).toBe(true);
            expect(result.truncated).toEqual(
              bytes > 1000 ? { stdout: { kept: 1000, total: bytes } } : undefined,
            );
          }
          await runtime.close();
        }),
      ],
    },
  },
  {
    id: "O11",
    title: "a run that has ended is read later, by place, from its end, and by search",
    in: {
      bash: [
        action("read later", async ({ exec, session }) => {
          const { runId } = await exec("seq 1 10000; echo err >&2");
          await exec("echo another");
          const text = async (query: object) => String(await session.output(runId, query));
          expect(await text({ offset: 6, length: 4 })).toBe("4\n5\n");
          expect(await text({ offset: -6 })).toBe("10000\n");
          expect(await text({ tail: 2 })).toBe("9999\n10000\n");
          expect(await text({ grep: "^77[0-2]$" })).toBe("770:770\n771:771\n772:772\n");
          expect(await text({ stream: "stderr" })).toBe("err\n");
        }),
      ],
    },
  },
  {
    id: "O12",
    title: "a consumer that is slow holds the run back, and gets all of it",
    in: {
      bash: [
        action("take nothing, then all", async ({ exec, folder }) => {
          let took = 0;
          let letGo: (() => void) | undefined;
          const gate = new Promise<void>((resolve) => (letGo = resolve));
          const onOutput = async ({ text }: { text: string }) => {
            took += text.length;
            await gate;
          };
          const slow = exec("head -c 20000000 /dev/zero | tr '\\0' a; touch done", { onOutput });
          await until("some has come", () => took > 0);
          await sleep(300); // a run that is not held back takes a tenth of it
          expect(existsSync(join(folder, "done"))).toBe(false);
          letGo?.();
          expect((await slow).status).toBe("completed");
          expect(took).toBe(20_000_000);
        }),
      ],
    },
  },
  {
    id: "O13",
    title: "five megabytes on both streams at once",
    in: {
      bash: [
        action("both", async ({ exec, session }) => {
          const code = "head -c 5000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait; exit 4";
          const { runId, exitCode } = await exec(code);
          expect(exitCode).toBe(4);
          expect((await session.output(runId)).length).toBe(5_000_000);
          expect((await session.output(runId, { stream: "stderr" })).length).toBe(5_000_000);
        }),
      ],
    },
  },
  {
    id: "O14",
    title: "one write call of a hundred megabytes is whole",
    timeoutMs: 120_000,
    in: everywhere((language) => writesWhole(language, 100_000_000, false)),
  },
  {
    id: "O15",
    title: "one write call of four megabytes is whole on a terminal",
    timeoutMs: 120_000,
    in: everywhere((language) => writesWhole(language, 4_000_000, true)),
  },
  {
    id: "O16",
    title: "a pipe that a killed child has left non-blocking blocks in the next run",
    in: { node: [evaluate(spoiled, "'SIGKILL'", { stdout: "a" }), ...writesWhole("node", 4_000_000, false)] },
  },
];
