/** F: a run happens in the folder that its result names, whatever has become of that folder, in every language. */
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "vitest";
import type { Bench } from "../bench.js";
import { action, type Case, everywhere, type Language, type Step } from "../case.js";

const LANGUAGES: readonly Language[] = ["bash", "python", "node"];
const others = (language: Language) => LANGUAGES.filter((one) => one !== language);

/** Lists the folder in which it runs, and tries to make a file there. */
const LIST = {
  bash: "ls -A; touch made 2>/dev/null || :",
  python: `import os
print(*sorted(os.listdir(".")), sep="\\n", end="\\n" if os.listdir(".") else "")
try: open("made", "w").close()
except OSError: pass`,
  node: `{ const fs = require("fs"); for (const name of fs.readdirSync(".")) console.log(name); try { fs.writeFileSync("made", ""); } catch {} }`,
};
const CD = {
  bash: (path: string) => `cd '${path}'`,
  python: (path: string) => `import os; os.chdir('${path}')`,
  node: (path: string) => `process.chdir('${path}')`,
};
const MAKE = {
  bash: "mkdir gone; cd gone",
  python: "import os; os.mkdir('gone'); os.chdir('gone')",
  node: "require('fs').mkdirSync('gone'); process.chdir('gone')",
};
const LEAVE_NOTHING = {
  bash: "rm -rf ../gone",
  python: "import shutil; shutil.rmtree('../gone')",
  node: "require('fs').rmSync('../gone', { recursive: true })",
};
const DIE = {
  bash: "kill -9 $$",
  python: "import os; os.kill(os.getpid(), 9)",
  node: "process.kill(process.pid, 'SIGKILL')",
};
const PASS = { bash: ":", python: "pass", node: ";" };
const LEAVE = {
  bash: "rm -rf gone",
  python: "import shutil; shutil.rmtree('gone')",
  node: "require('fs').rmSync('gone', { recursive: true })",
};
/** By itself, and by a child. */
const TELL = {
  bash: `echo "$PWD $OLDPWD"; bash -c 'echo "$PWD $OLDPWD"'`,
  python: `import os, subprocess
print(os.environ["PWD"], os.environ["OLDPWD"], flush=True)
_ = subprocess.run(["sh", "-c", 'echo "$PWD $OLDPWD"'])`,
  node: `console.log(process.env.PWD, process.env.OLDPWD);
require("child_process").spawnSync("sh", ["-c", 'echo "$PWD $OLDPWD"'], { stdio: "inherit" }).status;`,
};
const EMPTY_ONE = /^holdfast: the folder .*\/gone cannot be entered: this runs in an empty one\n$/;

/** Runs code and looks at where its result says that it was. */
async function at(bench: Bench, language: Language, code: string, path: string) {
  const result = await bench.exec(code, { language });
  expect(result, `${language}: ${code}\n${JSON.stringify(result)}`).toMatchObject({
    cwd: path,
    status: "completed",
  });
  return result;
}

const make = (language: Language): Step =>
  action("make a folder, go there, remove it", async (bench) => {
    await at(bench, language, MAKE[language], bench.path("gone"));
    await at(bench, language, LEAVE_NOTHING[language], bench.path("gone"));
  });

const used = action("the workspace holds something, and each language is in it", async (bench) => {
  await at(bench, "bash", "echo k > important", bench.folder);
  for (const language of LANGUAGES) await at(bench, language, PASS[language], bench.folder);
});
export const folders: readonly Case[] = [
  {
    id: "F01",
    title:
      "a folder that was deleted is still the session's: a fresh language goes there, or says that it is elsewhere",
    in: everywhere((language) => [
      make(language),
      action("all languages list it, and go on from there", async (bench) => {
        for (const other of [...others(language), language]) {
          const { stdout, stderr } = await at(bench, other, LIST[other], bench.path("gone"));
          expect([stdout, stderr]).toEqual(["", ""]);
        }
        expect(readdirSync(bench.folder)).toEqual([]);
        expect(await bench.session.getWorkdir()).toBe(bench.path("gone"));
        await at(bench, language, CD[language](bench.folder), bench.folder);
        for (const other of LANGUAGES) await at(bench, other, PASS[other], bench.folder);
      }),
    ]),
  },
  {
    id: "F01",
    title:
      "a language that stood in the workspace does nothing there when the session is in a deleted folder",
    in: everywhere((language) => [
      used,
      make(language),
      action("remove all that is here", async (bench) => {
        for (const other of LANGUAGES) await at(bench, other, LIST[other], bench.path("gone"));
        await at(bench, "bash", "rm -rf ./*", bench.path("gone"));
        expect(readdirSync(bench.folder)).toEqual(["important"]);
      }),
    ]),
  },
  {
    id: "F02",
    title:
      "who stood in a deleted folder is killed: a fresh one is in an empty folder, says so, and can leave it",
    in: everywhere((language) => [
      make(language),
      action("kill it, and go on", async (bench) => {
        const { exec, session, path } = bench;
        expect(await exec(DIE[language])).toMatchObject({ status: "crashed", cwd: path("gone") });
        for (const other of [language, ...others(language)]) {
          const { stdout, stderr } = await at(bench, other, LIST[other], path("gone"));
          expect(stdout).toBe("");
          expect(stderr).toMatch(EMPTY_ONE);
        }
        expect(readdirSync(bench.folder)).toEqual([]);
        const there = await exec(LIST[language], { cwd: bench.folder });
        expect(there).toMatchObject({ stdout: "", stderr: "", cwd: path("gone") });
        expect(readdirSync(bench.folder)).toEqual(["made"]);
        mkdirSync(path("gone"));
        for (const other of LANGUAGES)
          expect((await at(bench, other, PASS[other], path("gone"))).stderr).toBe("");
        rmSync(path("gone"), { recursive: true });
        await session.changeDir("..");
        for (const other of LANGUAGES) await at(bench, other, PASS[other], bench.folder);
      }),
    ]),
  },
  {
    id: "F02",
    title: "from the empty folder each language finds its way out",
    in: everywhere((language) => [
      make(language),
      action("kill it, and leave", async (bench) => {
        await bench.exec(DIE[language]);
        for (const leaving of LANGUAGES) {
          expect((await at(bench, leaving, CD[leaving](bench.folder), bench.folder)).stderr).toMatch(
            leaving === LANGUAGES[0] ? /empty one/ : /^$/,
          );
          for (const other of LANGUAGES) await at(bench, other, PASS[other], bench.folder);
        }
      }),
    ]),
  },
  {
    id: "F03",
    title: "a folder that was made anew, or moved, is the one in which the session's last run was",
    in: everywhere((language) => [
      action("each language is in it, and another takes its place", async (bench) => {
        const { path } = bench;
        await at(bench, language, MAKE[language], path("gone"));
        for (const other of LANGUAGES) await at(bench, other, PASS[other], path("gone"));
        await at(bench, language, PASS[language], path("gone"));
        const back = [CD[language](".."), LEAVE[language], MAKE[language]].join("\n");
        await at(bench, language, back, path("gone"));
        for (const other of others(language)) await at(bench, other, LIST[other], path("gone"));
        expect(readdirSync(path("gone"))).toEqual(["made"]);
        renameSync(path("gone"), path("moved"));
        mkdirSync(path("gone"));
        for (const other of others(language)) {
          const { stdout } = await at(bench, other, LIST[other], path("moved"));
          expect(stdout).toBe("made\n");
        }
        expect(readdirSync(path("gone"))).toEqual([]);
      }),
    ]),
  },
  {
    id: "F04",
    title: "the workspace itself is deleted, and a reset finds no other place",
    in: everywhere((language) => [
      action("delete it", async (bench) => {
        const { folder, session } = bench;
        await at(bench, language, PASS[language], folder);
        rmSync(folder, { recursive: true });
        for (const other of LANGUAGES) expect((await at(bench, other, LIST[other], folder)).stdout).toBe("");
        await session.reset();
        const { stdout, stderr } = await at(bench, language, LIST[language], folder);
        expect(stdout).toBe("");
        expect(stderr).toContain(`${basename(folder)} cannot be entered`);
        mkdirSync(folder);
        expect(await at(bench, language, LIST[language], folder)).toMatchObject({ stdout: "", stderr: "" });
        expect(readdirSync(folder)).toEqual(["made"]);
      }),
    ]),
  },
  {
    id: "F05",
    title: "PWD and OLDPWD follow the session into every language and its children",
    in: everywhere((language) => [
      action("go to and fro", async (bench) => {
        const { folder, path, session } = bench;
        const expectTold = async (present: string, former: string) => {
          for (const other of [...others(language), language])
            expect((await at(bench, other, TELL[other], present)).stdout).toBe(
              `${present} ${former}\n`.repeat(2),
            );
        };
        mkdirSync(path("a/b"), { recursive: true });
        await at(bench, language, CD[language]("a"), path("a"));
        await expectTold(path("a"), folder);
        await at(bench, language, CD[language]("b"), path("a/b"));
        await expectTold(path("a/b"), path("a"));
        await session.changeDir("..");
        await expectTold(path("a"), path("a/b"));
        await bench.exec(PASS[language], { cwd: "/" });
        await expectTold(path("a"), path("a/b"));
      }),
    ]),
  },
];
