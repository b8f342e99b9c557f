/** A run's output as an object: every byte by its place, however much there is, and what is found in it. */
import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createRuntime,
  type RuntimeOptions,
  type RuntimeSession,
  type RuntimeSessionManager,
} from "../src/index.js";
import { OutputPipe } from "../src/interpreter/output-pipe.js";
import { OutputBuffer } from "../src/store/output-buffer.js";
import { select } from "../src/store/select.js";
import { SpillSpace } from "../src/store/spill.js";
import { asLeftOnScreen } from "../src/tool/screen-text.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

let before: Traces;
let folder: string;
let runtime: RuntimeSessionManager;
let session: RuntimeSession;

const open = async (options: RuntimeOptions = {}) => {
  await (runtime as RuntimeSessionManager | undefined)?.close();
  runtime = await createRuntime(options);
  session = await runtime.session(folder);
};

beforeEach(async () => {
  before = takeTraces();
  folder = mkdtempSync(join(tmpdir(), "output-"));
  await open();
});
afterEach(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true });
  await expectNoLeaks(before);
});

const text = async (runId: string, query: Parameters<RuntimeSession["output"]>[1] = {}) =>
  String(await session.output(runId, query));

const descriptorOf = (path: string): number =>
  Number(
    readdirSync("/proc/self/fd").find(
      (fd) => existsSync(`/proc/self/fd/${fd}`) && readlinkSync(`/proc/self/fd/${fd}`) === path,
    ),
  );

test("a pipe at its end reads nothing from a file that has taken its descriptor's number", async () => {
  await runtime.close(); // it would take numbers, too
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const chunks: string[] = [];
  const pipe = new OutputPipe(path);
  const number = descriptorOf(path);
  pipe.begin((chunk) => void chunks.push(String(chunk)));
  pipe.follow();
  const writer = openSync(path, "w");
  expect(pipe.fence()).toBe(false);
  pipe.hold();
  writeSync(writer, "its own");
  const released = new Promise<void>((resolve) => (pipe.onReleased = resolve));
  closeSync(writer);
  await released;
  writeFileSync(join(folder, "secret"), "another's");
  const others: number[] = [];
  while (!others.includes(number) && others.length < 100) others.push(openSync(join(folder, "secret"), "r"));
  expect(others).toContain(number);
  expect(pipe.drain()).toBe(true);
  expect(pipe.fence()).toBe(true);
  expect(chunks).toEqual(["its own"]);
  for (const fd of others) closeSync(fd);
  pipe.close();
});

describe("any part, by its place", () => {
  test("more than memory keeps is all there, to the byte", async () => {
    await open({ outputBytesMax: 10_000 });
    const { runId, truncated, stdout } = await session.exec("seq 1 200000; seq 1 50000 >&2");
    const all = Array.from({ length: 200_000 }, (_, at) => `${at + 1}\n`).join("");
    expect(truncated?.stdout).toEqual({ kept: 10_000, total: all.length });
    expect(stdout).toContain("bytes left out");
    expect(await text(runId)).toBe(all);
    expect(await text(runId, { offset: 777_777, length: 20 })).toBe(all.slice(777_777, 777_797));
    expect(await text(runId, { offset: -9 })).toBe(all.slice(-9));
    expect(await text(runId, { tail: 3 })).toBe("199998\n199999\n200000\n");
    expect(await text(runId, { stream: "stderr", tail: 1 })).toBe("50000\n");
    expect(await text(runId, { offset: all.length + 5 })).toBe("");
  });

  test("as a property: any chunks, any bounds, any range", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }),
        fc.nat(400),
        fc.nat(2_000),
        fc.integer({ min: -3_000, max: 3_000 }),
        fc.nat(3_000),
        (chunks, bytesMax, spillMax, offset, length) => {
          const space = new SpillSpace(spillMax);
          const buffer = new OutputBuffer(bytesMax, space);
          for (const chunk of chunks) buffer.push(Buffer.from(chunk));
          const all = Buffer.concat(chunks);
          const from = offset < 0 ? Math.max(0, all.length + offset) : offset;
          const wanted = all.subarray(from, from + length);
          let got: Buffer | undefined;
          try {
            got = buffer.read(offset, length);
          } catch (error) {
            // What is not kept is refused, and only that: it was more than memory and disk take together.
            expect(error).toMatchObject({ code: "LIMIT_EXCEEDED" });
            expect(all.length).toBeGreaterThan(bytesMax);
            expect(all.length).toBeGreaterThan(Math.floor(bytesMax / 2) + spillMax);
          }
          if (got) expect(got.equals(wanted)).toBe(true);
          expect(buffer.total).toBe(all.length);
          space.close();
        },
      ),
      { numRuns: 500 },
    );
  });

  test("the disk's share is bounded: older runs give way, and what is missing is said", async () => {
    await open({ outputBytesMax: 1_000, spillBytesMax: 300_000 });
    const first = await session.exec("seq 1 30000"); // 168 894 bytes
    expect((await text(first.runId, { offset: 100_000, length: 5 })).length).toBe(5);
    const second = await session.exec("seq 1 30000");
    await expect(session.output(first.runId, { offset: 100_000, length: 5 })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      message: expect.stringContaining("kept are 0 to 500 and 168394 to 168894") as string,
    });
    expect(await text(first.runId, { tail: 2 })).toBe("29999\n30000\n");
    expect((await text(second.runId)).length).toBe(168_894);
    const flood = await session.exec("seq 1 100000");
    expect(flood).toMatchObject({ status: "completed", exitCode: 0 });
    expect((await text(flood.runId, { offset: 0, length: 299_000 })).length).toBe(299_000);
    await expect(session.output(flood.runId)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  test("what is on disk has no name, and its descriptor goes with the session", async () => {
    await open({ outputBytesMax: 1_000 });
    const before = openFiles();
    const names = readdirSync(tmpdir());
    await session.exec("seq 1 30000");
    expect(openFiles() - before).toBe(1);
    expect(
      readdirSync(tmpdir()).filter((name) => name.startsWith("holdfast-") && !names.includes(name)),
    ).toEqual([]);
    await session.terminate();
    expect(openFiles()).toBe(before);
  });
});

describe("what is found in it", () => {
  test("lines that match, numbered, with lines around them", async () => {
    const { runId } = await session.exec("seq 1 40 | sed s/^/line/");
    expect(await text(runId, { grep: "^line[123]0$" })).toBe("10:line10\n20:line20\n30:line30\n");
    expect(await text(runId, { grep: "line10$", context: 1 })).toBe("9-line9\n10:line10\n11-line11\n");
    expect(await text(runId, { grep: "line(5|20)$", context: 1 })).toBe(
      "4-line4\n5:line5\n6-line6\n--\n19-line19\n20:line20\n21-line21\n",
    );
    expect(await text(runId, { grep: "nothing" })).toBe("");
  });

  test.each([1, 5, 100])("it agrees with grep -n -C, whatever the pieces (%i)", async (size) => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `${"x".repeat(at % size)}${(at * 7919) % 1_000}`);
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    const stream = {
      total: bytes.length,
      read: (at: number, length: number) => bytes.subarray(at, at + length),
    };
    const found = String(await select(stream, { grep: "(777|13)$", context: 2 }));
    await session.exec("cat >file", { stdin: { text: String(bytes) } });
    const truth = await session.exec("grep -nE -C2 '(777|13)$' file");
    expect(found).toBe(await text(truth.runId));
  });

  test("an expression that never ends is stopped, and says so; one that is none is refused", async () => {
    const { runId } = await session.exec("printf 'a%.0s' {1..40}; echo b");
    await expect(session.output(runId, { grep: "^(a+)+$" })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
    await expect(session.output(runId, { grep: "(" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test.each([
    ["$.items[0].id", "1\n"],
    ["$.items[-1]['a b']", '"z"\n'],
    ["$.items[*].id", "1\n2\n3\n"],
    ["$.items[1:].id", "2\n3\n"],
    ["$", '{"items":[{"id":1},{"id":2},{"id":3,"a b":"z"}]}\n'],
    ["$.nope.deeper", ""],
  ])("a part of a JSON document: %s", async (path, found) => {
    const { runId } = await session.exec(`echo '{"items":[{"id":1},{"id":2},{"id":3,"a b":"z"}]}'`);
    expect(await text(runId, { path })).toBe(found);
  });

  test.each([
    [{ path: "items" }, "$"],
    [{ path: "$.items[?(@.id)]" }, "[?(@.id)]"],
    [{ path: "$.x" }, "no JSON"],
    [{ stream: "stdin" as never }, "stdin"],
    [{ offset: 0.5 }, "offset"],
    [{ tail: -1 }, "tail"],
    [{ grep: 5 as never }, "grep"],
  ])("refuses %j", async (query, said) => {
    const { runId } = await session.exec("echo text");
    await expect(session.output(runId, query)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(said) as string,
    });
    await expect(session.output("r99", query)).rejects.toThrow();
  });
});

describe("large, binary and drawn", () => {
  test.each([
    [String.raw`printf '\x89PNG\r\n\x1a\n\x00\x00'`, "PNG image", 10],
    ["head -c 300 /bin/sh", "ELF program", 300],
    [String.raw`printf '\x1f\x8b\x08\x00'`, "gzip data", 4],
    [String.raw`printf '\xff\x00'`, "data", 2],
  ])("%s is named with its size", async (code, type, bytes) => {
    expect((await session.exec(code)).binary).toEqual({ stdout: { type, bytes } });
  });

  test("five megabytes on both streams at once", async () => {
    const { runId, exitCode } = await session.exec(
      "(head -c 5000000 /dev/zero | tr '\\0' a) & (head -c 5000000 /dev/zero | tr '\\0' b >&2) & wait; exit 7",
    );
    expect(exitCode).toBe(7);
    expect((await session.output(runId)).equals(Buffer.alloc(5_000_000, "a"))).toBe(true);
    expect((await session.output(runId, { stream: "stderr" })).equals(Buffer.alloc(5_000_000, "b"))).toBe(
      true,
    );
  });

  test("a write of a hundred megabytes is whole, though its run is looked at meanwhile", async () => {
    const code = "import os\nprint(os.write(1, b'x' * 100_000_000), file=__import__('sys').stderr)";
    for (let round = 0; round < 3; round++)
      expect((await session.exec(code, { language: "python" })).stderr).toBe("100000000\n");
  });

  test("an unbuffered Python writes all of a long text, though its run is looked at meanwhile", async () => {
    const env = { ...(process.env as Record<string, string>), PYTHONUNBUFFERED: "1" };
    const unbuffered = await runtime.session(folder, { name: "unbuffered", env });
    const code = "import sys; n = sys.stdout.buffer.write(b'x' * 100_000_000); print(n, file=sys.stderr)";
    const { stderr, truncated } = await unbuffered.exec(code, { language: "python" });
    expect(stderr).toBe("100000000\n");
    expect(truncated?.stdout?.total).toBe(100_000_000);
  });

  test("one line of a hundred megabytes costs little memory, and its end is there", async () => {
    const before = process.memoryUsage().rss;
    const { runId, exitCode } = await session.exec(
      "head -c 100000000 /dev/zero | tr '\\0' a; echo end; exit 3",
    );
    expect(exitCode).toBe(3);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    expect(await text(runId, { tail: 1, offset: -10 })).toBe("aaaaaaend\n".slice(-10));
    expect(await text(runId, { offset: 99_999_990, length: 14 })).toBe("aaaaaaaaaaend\n");
  });

  test.each([
    ["a\rb", "b"],
    ["abc\rd", "dbc"],
    ["10%\r20%\r100%\ndone\n", "100%\ndone\n"],
    ["abc\x1b[2Kx", "   x"],
    ["abc\r\x1b[Kx", "x"],
    ["one\ntwo\x1b[1A\rONE", "ONE\ntwo"],
    ["ab\x08c", "ac"],
    ["\x1b[31mred\x1b[0m\r\n", "red\n"],
    ["x\r\ny\r\n", "x\ny\n"],
  ])("%j is left on a screen as %j", (drawn, left) => {
    expect(asLeftOnScreen(drawn)).toBe(left);
  });
});

function openFiles(): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).endsWith("/spill (deleted)");
    } catch {
      return false;
    }
  }).length;
}
