// A git repository over many calls: two branches correct the same record, the merge conflicts, and Node resolves it
// field by field in the folder to which bash has changed. Shows exec, setEnv, changes, a failure as a result, history.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const monarchs = fileURLToPath(new URL("../data/monarchs.json", import.meta.resolve("vega-datasets")));

const runtime = await createRuntime();
const folder = mkdtempSync(join(tmpdir(), "git-workflow-"));
try {
  const session = await runtime.session(folder);
  await session.setEnv({
    MONARCHS: monarchs,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.org",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.org",
  });

  const begun = await session.exec(String.raw`
    git init --quiet reigns && cd reigns && git checkout --quiet -b main
    cp "$MONARCHS" . && git add . && git commit --quiet --message "Reigns of monarchs"
    correct() { git checkout --quiet -b "$1" main && sed -i "$2" monarchs.json && git commit --quiet --all --message "$3"; }`);
  assert.equal(begun.status, "completed", begun.stderr);
  assert.deepEqual(begun.changes.cwd.changed, [begun.cwd]);
  assert.deepEqual(begun.changes.functions.added, ["correct"]);
  console.log(
    `repository  ${begun.cwd.slice(session.workspace.length + 1)}, the session's folder from here on`,
  );

  // The function, the folder and the committer's name are there in each later call.
  await session.exec(`correct dates 's/"start":1565/"start":1558/' "Elizabeth reigned from 1558"`);
  await session.exec(`correct names 's/"Elizabeth"/"Elizabeth I"/' "The first of that name"`);
  const branches = await session.exec("git branch --format='%(refname:short)'");
  assert.deepEqual(branches.stdout.trim().split("\n").sort(), ["dates", "main", "names"]);
  console.log("branches    dates and names, each with a correction of the same line");

  const merge = await session.exec("git checkout --quiet main && git merge --quiet dates && git merge names");
  assert.equal(merge.status, "failed");
  assert.equal(merge.exitCode, 1);
  assert.match(merge.stdout, /CONFLICT \(content\): Merge conflict in monarchs\.json/);
  console.log(`merge       exit code ${merge.exitCode}: ${merge.stdout.match(/CONFLICT.*/)[0]}`);

  const resolved = await session.exec(
    String.raw`
    import { execFileSync } from "node:child_process";
    import { writeFileSync } from "node:fs";
    const version = (stage) => JSON.parse(execFileSync("git", ["show", ":" + stage + ":monarchs.json"], { encoding: "utf8" }));
    const [base, ours, theirs] = [1, 2, 3].map(version);
    const taken = [];
    const merged = ours.map((record, row) => {
      for (const [field, value] of Object.entries(theirs[row]))
        if (value !== base[row][field]) taken.push(field + " = " + (record[field] = value));
      return record;
    });
    writeFileSync("monarchs.json", "[\n" + merged.map((record) => JSON.stringify(record)).join(",\n") + "\n]\n");
    console.log(taken.join());`,
    { language: "node" },
  );
  assert.equal(resolved.stdout, "name = Elizabeth I\n", resolved.stderr);
  console.log(`resolved    by Node, which took from names: ${resolved.stdout.trim()}`);

  const committed = await session.exec(
    "git commit --quiet --all --no-edit && git status --short && git log -1 --format=%s",
  );
  assert.equal(committed.stdout, "Merge branch 'names'\n", committed.stderr);

  // What is true of the repository, asked for from outside of the session.
  const [, ...parents] = execFileSync("git", ["rev-list", "--parents", "-1", "main"], {
    cwd: begun.cwd,
    encoding: "utf8",
  })
    .trim()
    .split(" ");
  assert.equal(parents.length, 2);
  const [first, ...others] = JSON.parse(readFileSync(join(begun.cwd, "monarchs.json"), "utf8"));
  const [original, ...untouched] = JSON.parse(readFileSync(monarchs, "utf8"));
  assert.deepEqual(first, { ...original, name: "Elizabeth I", start: 1558 });
  assert.deepEqual(others, untouched);
  console.log(
    `merged      ${first.name}, ${first.start} to ${first.end}; ${others.length} other records as before`,
  );

  const history = await session.history();
  assert.deepEqual(
    history.filter(({ status }) => status !== "completed").map(({ run_id }) => run_id),
    [merge.runId],
  );
  console.log(`history     ${history.length} runs, one of them failed: the merge`);
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// repository  reigns, the session's folder from here on
// branches    dates and names, each with a correction of the same line
// merge       exit code 1: CONFLICT (content): Merge conflict in monarchs.json
// resolved    by Node, which took from names: name = Elizabeth I
// merged      Elizabeth I, 1558 to 1603; 11 other records as before
// history     7 runs, one of them failed: the merge
