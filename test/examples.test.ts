/** Each example as its reader runs it: copied into a project of his own that has the package, and held to what it says that it prints. */
import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { build, root } from "./command.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

const folder = join(root, "examples");
const names = readdirSync(folder).filter((name) => name.endsWith(".mjs"));

/**
 * What an example prints, from the comment at its end, as a pattern: `…` stands for what varies within a line, and a line of `…` for
 * any number of lines.
 */
function accountOf(source: string): RegExp {
  const [, account = ""] = /\n\/\/ Output:\n((?:\/\/.*\n)+)$/.exec(source) ?? [];
  const lines = account.split("\n").slice(0, -1);
  const patterns = lines.map((line) => {
    const escaped = line.replace(/^\/\/ ?/, "").replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return escaped === "…" ? "(?:.*\\n)*?" : `${escaped.replaceAll("…", ".+")}\\n`;
  });
  return new RegExp(`^${patterns.join("")}$`);
}

describe("an account", () => {
  const account = accountOf("run();\n\n// Output:\n// took … ms (all)\n// …\n//   done\n");
  test.each(["took 5 ms (all)\n  done\n", "took 5 ms (all)\n1 %\n2 %\n  done\n"])("fits %j", (output) => {
    expect(output).toMatch(account);
  });
  test.each([
    "",
    "took  ms (all)\n  done\n",
    "took 5 ms (all)\ndone\n",
    "took 5 ms (all)\n  done",
    "took 5 ms (all)\n  done\nand more\n",
    "first\ntook 5 ms (all)\n  done\n",
  ])("does not fit %j", (output) => expect(output).not.toMatch(account));
});

describe("the examples", () => {
  let place: string;
  let before: Traces;
  const own = () => join(place, "tmp");

  beforeAll(build, 120_000);
  beforeEach(() => {
    before = takeTraces();
    place = mkdtempSync(join(tmpdir(), "reader-"));
    mkdirSync(own());
    mkdirSync(join(place, "node_modules"));
    symlinkSync(root, join(place, "node_modules/holdfast"));
    symlinkSync(join(root, "node_modules/vega-datasets"), join(place, "node_modules/vega-datasets"));
  });
  afterEach(async () => {
    rmSync(place, { recursive: true });
    await expectNoLeaks(before);
  });

  test("are fifteen, and README.md has a row for each", () => {
    expect(names).toHaveLength(15);
    const rows = [
      ...readFileSync(join(folder, "README.md"), "utf8").matchAll(/^\| \[(\S+)\]\((\S+)\) \| \S/gm),
    ];
    expect(rows.map(([, name]) => name).sort()).toEqual(names);
    expect(rows.filter(([, name, link]) => name !== link)).toEqual([]);
  });

  test.each(names)(
    "%s",
    async (name) => {
      copyFileSync(join(folder, name), join(place, name));
      const child = spawn(process.execPath, [join(place, name)], {
        cwd: "/",
        env: { ...process.env, TMPDIR: own() },
        stdio: ["ignore", "pipe", "pipe"],
        timeout: 60_000,
        killSignal: "SIGKILL",
      });
      const code = new Promise<number | null>((resolve) => child.once("close", resolve));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect({ stderr, code: await code }).toEqual({ stderr: "", code: 0 });
      expect(stdout).toMatch(accountOf(readFileSync(join(folder, name), "utf8")));
      expect(readdirSync(own())).toEqual([]);
      expect(readdirSync(place).sort()).toEqual([name, "node_modules", "tmp"].sort());
    },
    90_000,
  );
});
