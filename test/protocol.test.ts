/** Properties of what carries bytes between user code and the host, for any bytes in any pieces. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRuntime } from "../src/index.js";
import { parseDump } from "../src/interpreter/bash-dump.js";
import { quote, unquote } from "../src/interpreter/bash-quote.js";
import { LineReader } from "../src/protocol/line-reader.js";
import { osDecode, osEncode } from "../src/protocol/os-string.js";
import { OutputBuffer } from "../src/store/output-buffer.js";

/** Any bytes, often ones that are nearly UTF-8. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: "binary", maxLength: 60 }).map((text) => Buffer.from(text, "utf8")),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(..."ab'\"\\$`!\n\t\r\x1b\x7f\x1e é你🚀".split("")).map((text) => Buffer.from(text)),
        fc
          .constantFrom(
            "c0",
            "c3",
            "e2",
            "e289",
            "ed a0 80",
            "f09f",
            "f8",
            "ff",
            "80",
            "ef bf bd",
            "f4908080",
          )
          .map((hex) => Buffer.from(hex.replaceAll(" ", ""), "hex")),
      ),
      { maxLength: 30 },
    )
    .map((parts) => Buffer.concat(parts)),
);
const withoutNul = anyBytes.map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0)));
const anyText = fc.string({ unit: fc.constantFrom("a", "\n", "é", "你", "🚀", "\u0301"), maxLength: 400 });

/** Bytes with the places at which they are cut into chunks. */
function chunked<Value extends Buffer>(
  bytes: fc.Arbitrary<Value>,
): fc.Arbitrary<{ whole: Value; chunks: Buffer[] }> {
  return fc.tuple(bytes, fc.array(fc.nat(400), { maxLength: 12 })).map(([whole, places]) => {
    const cuts = [
      ...new Set([0, ...places.map((place) => Math.min(place, whole.length)), whole.length]),
    ].toSorted((one, other) => one - other);
    return { whole, chunks: cuts.slice(1).map((end, index) => whole.subarray(cuts[index], end)) };
  });
}

describe("lines", () => {
  const lineBytesMax = 40;
  const lines = fc.array(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10))),
    { maxLength: 12 },
  );

  test("come out whole and in order in any chunking; one over the limit is reported once, in its place", () => {
    const stream = lines.map((all) => Buffer.concat(all.flatMap((line) => [line, Buffer.from("\n")])));
    fc.assert(
      fc.property(chunked(stream), ({ whole, chunks }) => {
        const seen: string[] = [];
        const reader = new LineReader(
          (line) => seen.push(line.toString("latin1")),
          lineBytesMax,
          () => seen.push("over"),
        );
        for (const chunk of chunks) {
          const lent = Buffer.from(chunk);
          reader.push(lent);
          lent.fill(0x58); // the caller may use its memory again
        }
        const wanted = whole
          .toString("latin1")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => (line.length > lineBytesMax ? "over" : line));
        expect(seen).toEqual(wanted);
      }),
      { numRuns: 2_000 },
    );
  });

  test("an unfinished line is kept for the rest of it, and forgotten on reset", () => {
    const seen: string[] = [];
    const reader = new LineReader(
      (line) => seen.push(line.toString()),
      lineBytesMax,
      () => seen.push("over"),
    );
    reader.push(Buffer.from("a"));
    reader.push(Buffer.from("b\nc"));
    reader.reset();
    reader.push(Buffer.from("d\n"));
    expect(seen).toEqual(["ab", "d"]);
  });
});

describe("OS strings", () => {
  test("any bytes come back unharmed", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(osEncode(osDecode(bytes)).toString("hex")).toBe(bytes.toString("hex"));
      }),
      { numRuns: 5_000 },
    );
  });

  test("they are what Python's surrogateescape makes of the same bytes", () => {
    const samples = fc.sample(anyBytes, { numRuns: 2_000, seed: 1 });
    const program = `import sys, json
print(json.dumps([bytes.fromhex(line).decode("utf-8", "surrogateescape") for line in json.load(sys.stdin)]))`;
    const { stdout, status } = spawnSync("python3", ["-c", program], {
      input: JSON.stringify(samples.map((bytes) => bytes.toString("hex"))),
      maxBuffer: 2 ** 28,
    });
    expect(status).toBe(0);
    expect(samples.map(osDecode)).toEqual(JSON.parse(stdout.toString()));
  });

  test("text that is UTF-8 is itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(osDecode(Buffer.from(text))).toBe(text);
      }),
    );
  });
});

describe("kept output", () => {
  test("all of it up to the bound; beyond it head and tail exact, and an exact account", () => {
    fc.assert(
      fc.property(chunked(anyBytes), fc.integer({ min: 0, max: 220 }), ({ whole, chunks }, bytesMax) => {
        const buffer = new OutputBuffer(bytesMax);
        for (const chunk of chunks) {
          const lent = Buffer.from(chunk);
          buffer.push(lent);
          lent.fill(0x58);
        }
        const kept = Math.min(bytesMax, whole.length);
        expect(buffer.total).toBe(whole.length);
        expect(buffer.truncated).toEqual(kept === whole.length ? undefined : { kept, total: whole.length });
        const head = Math.min(Math.ceil(bytesMax / 2), whole.length);
        const tail = kept - head;
        const read = [buffer.read(0, head), buffer.read(whole.length - tail, tail)];
        const wanted = [whole.subarray(0, head), whole.subarray(whole.length - tail)];
        expect(Buffer.concat(read).toString("hex")).toBe(Buffer.concat(wanted).toString("hex"));
      }),
      { numRuns: 3_000 },
    );
  });

  test("reading by offset and length gives the bytes of that place, or says that they are not kept", () => {
    fc.assert(
      fc.property(
        chunked(anyBytes),
        fc.integer({ min: 0, max: 220 }),
        fc.integer({ min: -250, max: 250 }),
        fc.nat(250),
        ({ whole, chunks }, bytesMax, offset, length) => {
          const buffer = new OutputBuffer(bytesMax);
          for (const chunk of chunks) buffer.push(chunk);
          const from = offset < 0 ? Math.max(0, whole.length + offset) : offset;
          const head = Math.min(Math.ceil(bytesMax / 2), whole.length);
          const tail = Math.min(Math.floor(bytesMax / 2), whole.length - head);
          const wanted = whole.subarray(from, from + length);
          const isKept = [...wanted.keys()].every(
            (at) => from + at < head || from + at >= whole.length - tail,
          );
          if (isKept) expect([...buffer.read(offset, length)]).toEqual([...wanted]);
          else expect(() => buffer.read(offset, length)).toThrow("no longer kept");
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("a cut never splits a character, and the notice counts what is missing", () => {
    const text = chunked(anyText.map((value) => Buffer.from(value)));
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 220 }), ({ whole, chunks }, bytesMax) => {
        const buffer = new OutputBuffer(bytesMax);
        for (const chunk of chunks) buffer.push(chunk);
        const shown = buffer.text();
        expect(shown).not.toContain("\ufffd");
        if (!buffer.truncated) {
          expect(shown).toBe(whole.toString());
          return;
        }
        const [, first = "", missing = "", last = ""] =
          /^([^]*)\n\[… (\d+) bytes left out …\]\n([^]*)$/.exec(shown) ?? [];
        expect(whole.toString().startsWith(first)).toBe(true);
        expect(whole.toString().endsWith(last)).toBe(true);
        expect(Buffer.byteLength(first) + Number(missing) + Buffer.byteLength(last)).toBe(whole.length);
        // At most 3 bytes of a character are given up on each side.
        expect(Buffer.byteLength(first) + Buffer.byteLength(last)).toBeGreaterThanOrEqual(bytesMax - 6);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("bash", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "protocol-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const locales = ["C", "C.UTF-8"] as const;
  /** Runs a script of bytes in plain bash. */
  const bash = (script: string, locale: string): Buffer => {
    const file = join(folder, "script");
    writeFileSync(file, Buffer.from(script, "latin1"));
    const { stdout, stderr, status } = spawnSync("bash", ["--norc", file], {
      env: { PATH: process.env["PATH"], LC_ALL: locale },
      maxBuffer: 2 ** 28,
    });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
    return stdout;
  };
  const values = fc.array(withoutNul, { minLength: 1, maxLength: 60 });

  test.each(locales)("reads back what is quoted for it (%s)", (locale) => {
    fc.assert(
      fc.property(values, (all) => {
        const words = all.map((bytes) => quote(osDecode(bytes)));
        const read = bash(`printf '%s\\0' ${words.join(" ")}\n`, locale);
        expect(read.toString("hex")).toBe(
          Buffer.concat(all.flatMap((bytes) => [bytes, Buffer.alloc(1)])).toString("hex"),
        );
      }),
      { numRuns: 40 },
    );
  });

  test.each(locales)("what its `declare -p` quotes is read back (%s)", (locale) => {
    const dump = join(import.meta.dirname, "../drivers/bash/dump.sh");
    fc.assert(
      fc.property(values, (all) => {
        const lines = all.map((bytes, index) => `v${index}=${quote(osDecode(bytes))}`);
        const text = bash(`${lines.join("\n")}\n. '${dump}'\n`, locale).toString("latin1");
        const { variables } = parseDump(text);
        const found = all.map((_, index) =>
          osEncode(unquote(variables.get(`v${index}`)?.value ?? "")).toString("hex"),
        );
        expect(found).toEqual(all.map((bytes) => bytes.toString("hex")));
      }),
      { numRuns: 40 },
    );
  });

  test(
    "a killed shell has all of its variables back, whatever their bytes and kinds",
    { timeout: 60_000 },
    async () => {
      await using runtime = await createRuntime({ warm: false });
      const kinds = fc.constantFrom(
        "scalar",
        "exported",
        "array",
        "sparse",
        "map",
        "integer",
        "lower",
        "readonly",
        "function",
        "alias",
      );
      const variables = fc.array(fc.tuple(kinds, withoutNul, withoutNul), { minLength: 1, maxLength: 40 });
      let count = 0;
      const restores = async (all: [string, Buffer, Buffer][], locale: string) => {
        const session = await runtime.session(folder, {
          name: `${count++}`,
          env: { PATH: process.env["PATH"] ?? "", LC_ALL: locale },
        });
        try {
          // By a file: code is text, and these bytes are none.
          const script = all
            .map(([kind, first, second], index) => declared(kind, `v${index}`, first, second))
            .join("\n");
          writeFileSync(join(folder, "set"), Buffer.from(`${script}\n`, "latin1"));
          expect(await session.exec("shopt -s expand_aliases; . ./set")).toMatchObject({
            status: "completed",
            stderr: "",
          });
          const show = "declare -p LC_ALL ${!v*} | od -An -v -tx1; declare -f; alias";
          const before = await session.exec(show);
          expect(before).toMatchObject({ status: "completed", stderr: "" });
          expect((await session.exec("kill -9 $$")).status).toBe("crashed");
          const after = await session.exec(show);
          expect(after.stdout).toBe(before.stdout);
          expect(after).toMatchObject({ status: "completed", stderr: "" });
        } finally {
          await session.terminate();
        }
      };
      await fc.assert(fc.asyncProperty(variables, fc.constantFrom(...locales), restores), { numRuns: 40 });
    },
  );
});

/** A declaration of a variable, function or alias that holds these bytes. */
function declared(kind: string, name: string, first: Buffer, second: Buffer): string {
  const [one, two] = [quote(osDecode(first)), quote(osDecode(second))];
  switch (kind) {
    case "exported":
      return `export ${name}=${one}`;
    case "array":
      return `${name}=(${one} ${two})`;
    case "sparse":
      return `${name}=([3]=${one} [70]=${two})`;
    case "map":
      return `declare -A ${name}=([k${one}]=${two})`;
    case "integer":
      return `declare -i ${name}=${first.length}`;
    case "lower":
      return `declare -l ${name}=${one}`;
    case "readonly":
      return `readonly ${name}=${one}`;
    case "function":
      return `f${name}() { : ${one} ${two}; cat <<'END'\nbody of ${name}\nEND\n}`;
    case "alias":
      return `alias a${name}=${one}`;
    default:
      return `${name}=${one}`;
  }
}
