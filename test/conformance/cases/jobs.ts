/** B: what runs leave behind. */
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { alive, type Bench, until } from "../bench.js";
import { action, type Case, run } from "../case.js";

/** Makes the named file, which is what jobs of these cases wait for. */
const GO = (name: string) => `touch go-${name}`;
const WAIT = (name: string) => `until [ -e go-${name} ]; do sleep 0.01; done`;

/** Ends all jobs, and waits until none is listed. */
const endJobs = action("end the jobs", async ({ session }) => {
  for (const { jobId } of await session.jobs()) await session.kill(jobId).catch(() => undefined);
  await until("no job is listed", async () => (await session.jobs()).length === 0);
});

async function pids(bench: Bench): Promise<number[]> {
  return (await bench.session.jobs()).map(({ pid }) => pid);
}

/** The states of all processes that descend from this one. */
function statesBelow(top: number): string[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const facts = new Map<number, { parent: number; state: string }>();
  for (const pid of all)
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const [state = "", parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      facts.set(Number(pid), { parent: Number(parent), state });
    } catch {
      // gone meanwhile
    }
  const isBelow = (pid: number): boolean => {
    const parent = facts.get(pid)?.parent;
    return parent !== undefined && (parent === top || isBelow(parent));
  };
  return [...facts].filter(([pid]) => isBelow(pid)).map(([, { state }]) => state);
}

export const jobs: readonly Case[] = [
  {
    id: "B03",
    title: "a late line is credited to the run that began it",
    in: {
      bash: [
        action("late", async ({ exec, session }) => {
          const first = await exec(`(${WAIT("late")}; echo late; touch went) & echo now`);
          expect(first).toMatchObject({ status: "completed", stdout: "now\n", stderr: "" });
          const second = await exec(`${GO("late")}; until [ -e went ]; do sleep 0.01; done; echo next`);
          expect(second.stdout).toBe("next\n");
          expect(second.background).toEqual([{ runId: first.runId, stdout: "late\n", stderr: "" }]);
          expect((await exec(":")).background).toBeUndefined();
          expect(String(await session.output(first.runId))).toBe("now\nlate\n");
        }),
      ],
    },
  },
  {
    id: "B04",
    title: "wait gives the status of a job",
    plain: "whole",
    in: {
      bash: [
        run("sleep 0.2 & wait; echo $?", { stdout: "0\n" }),
        run("(exit 7) & wait $!; echo $?", { stdout: "7\n" }),
        run("(exit 5) & p=$!"),
        run("wait $p; echo $?", { stdout: "5\n" }),
      ],
    },
  },
  {
    id: "B05",
    title: "a server that inherits the pipes lets the run end, and is listed with its port",
    in: {
      python: [
        action("start a server", async ({ exec, session }) => {
          const started = await exec(
            `import subprocess, sys, re\nserver = subprocess.Popen([sys.executable or "python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"])`,
          );
          expect(started.status).toBe("completed");
          await until("it listens", async () =>
            (await session.jobs()).some(({ ports }) => ports.length === 1),
          );
          const [job] = await session.jobs();
          expect(job).toMatchObject({ runId: started.runId, language: "python" });
          expect(job?.command).toContain("http.server");
          expect(job?.memoryBytes).toBeGreaterThan(0);
          expect((await fetch(`http://127.0.0.1:${job?.ports[0]}/`)).status).toBe(200);
        }),
        run("print('next')", { stdout: "next\n" }),
        endJobs,
        run("print(server.wait())", { stdout: "-15\n" }),
      ],
    },
  },
  {
    id: "B06",
    title: "a daemon in a session of its own is found and ends with the session",
    in: {
      python: [
        run(
          "import subprocess\nsubprocess.run(['sh', '-c', 'setsid sh -c \"sleep 1000 & exec sleep 1000\" & exit 0'], start_new_session=True).returncode",
          { result: "0" },
        ),
        action("it is listed", async (bench) => {
          await until("both are listed", async () => {
            await bench.exec("0");
            return (await pids(bench)).length >= 2;
          });
        }),
      ],
    },
  },
  {
    id: "B09",
    title: "a tree five levels deep, one of which ignores SIGTERM, is killed whole",
    in: {
      bash: [
        run(
          `nest() { if [ $1 -gt 0 ]; then (nest $(($1 - 1)) & [ $1 = 3 ] && trap '' TERM; while :; do sleep 0.05; done); else touch deep; sleep 1000; fi; }; nest 5 & until [ -e deep ]; do sleep 0.01; done`,
        ),
        action("kill the root", async (bench) => {
          await bench.exec(":");
          const all = await bench.session.jobs();
          expect(all.length).toBeGreaterThanOrEqual(6);
          await bench.session.kill(all[0]?.jobId ?? "");
          await until("all are dead", () => all.every(({ pid }) => !alive(pid)));
        }),
        run("echo ok", { stdout: "ok\n" }),
      ],
    },
  },
  {
    id: "B11",
    title: "kill %1 ends a job, and jobs tells",
    in: {
      bash: [
        run("sleep 1000 & p=$!"),
        run("jobs %1 | grep -c Running", { stdout: "1\n" }),
        run("kill %1; wait $p; echo $?", { stdout: "143\n" }),
        run("jobs", {}),
        action("none is listed", async (bench) => {
          expect(await pids(bench)).toEqual([]);
        }),
      ],
    },
  },
  {
    id: "B11",
    title: "fg under set -m waits for a job, which prints into its own run",
    in: {
      bash: [
        run("set -m"),
        run("until [[ -e go ]]; do sleep 0.02; done && echo done &"),
        run("(sleep 0.1; : >go) & fg %1 >/dev/null; echo $?", { stdout: "0\n" }),
        run("set +m; echo x", { stdout: "x\n" }),
      ],
    },
  },
  {
    id: "B12",
    title: "the shell says nothing of its jobs",
    in: {
      bash: [
        run("sleep 0.01 & sleep 1000 & kill $!"),
        run("wait; echo a", { stdout: "a\n" }),
        run("set -m; sleep 0.01 & (exit 3) &"),
        run("sleep 0.05; echo b", { stdout: "b\n" }),
        run("set +m; wait; :"),
        run("echo c", { stdout: "c\n" }),
      ],
    },
  },
  {
    id: "B13",
    title: "200 short jobs leave no zombie",
    in: {
      bash: [
        run("for i in {1..200}; do (setsid sh -c : &) ; : & done"),
        run("wait; echo ok", { stdout: "ok\n" }),
        action("look", async ({ pid }) => {
          const shell = await pid();
          await until("no zombie is there", () => !statesBelow(process.pid).includes("Z") && alive(shell));
        }),
      ],
    },
  },
  {
    id: "B15",
    title: "a writer without a reader ends",
    in: {
      bash: [
        run("yes | head -n 1", { stdout: "y\n" }),
        action("no job", async (bench) => {
          expect(await pids(bench)).toEqual([]);
        }),
      ],
    },
  },
  {
    id: "B17",
    title: "a kept job outlives its session, is listed, and is stopped from a later one",
    in: {
      bash: [
        action("keep one, lose one", async ({ runtime, folder, exec, session }) => {
          const lost = Number((await exec("sleep 1000 & echo $!")).stdout);
          const { stdout, runId } = await exec("setsid sleep 1000 & echo $!", { keep: true });
          const pid = Number(stdout);
          await session.terminate();
          expect(alive(pid)).toBe(true);
          expect(alive(lost)).toBe(false);
          const later = await runtime.session(folder, { name: "later" });
          try {
            const listed = await later.jobs();
            const job = listed.find((one) => one.pid === pid);
            expect(job).toMatchObject({ runId, kept: true, language: "bash" });
            await later.kill(job?.jobId ?? "");
            await until("it is dead", () => !alive(pid));
            expect(await later.jobs()).toEqual([]);
          } finally {
            await later.terminate();
          }
        }),
      ],
    },
  },
  {
    id: "B18",
    title: "a job reads nothing of the session",
    plain: "first",
    in: {
      bash: [
        run("cat & wait $!; echo $?", { stdout: "0\n" }),
        run("read -r line & wait $!; echo $?", { stdout: "1\n" }),
      ],
    },
  },
  {
    id: "B26",
    title: "a process substitution whose command has ended is waited for",
    in: {
      bash: [
        ...Array.from({ length: 20 }, () => run("echo x > >(cat)", { stdout: "x\n" })),
        ...Array.from({ length: 20 }, () => run("echo x | tee >(cat >&2) > /dev/null", { stderr: "x\n" })),
        run("seq 20000 > >(tail -n 1)", { stdout: "20000\n" }),
        run("echo x > >(sleep 0.05; cat)", { stdout: "x\n" }),
        run("f() { echo y > >(sort | cat); }; f", { stdout: "y\n" }),
        run("(echo z > >(cat))", { stdout: "z\n" }),
      ],
    },
  },
  {
    id: "B26",
    title:
      "a process substitution that is slow, or that the shell still feeds, does not hold its run; what it writes is that run's",
    in: {
      bash: [
        run("mkfifo go; echo x > >(read -r _ < go; cat)"),
        action("it writes in a later run", async ({ exec, session }) => {
          const [{ run_id: runId } = { run_id: "" }] = await session.history(1);
          let next = await exec("echo > go; echo next");
          await until("it is told", async () => {
            expect(next.stdout).toBe("next\n");
            if (next.background) return true;
            next = await exec("echo next");
            return false;
          });
          expect(next.background).toEqual([{ runId, stdout: "x\n", stderr: "" }]);
        }),
        run("exec 9> >(cat > log)"),
        run("echo fed >&9"),
        run("exec 9>&-; until grep -q fed log; do sleep 0.01; done"),
      ],
    },
  },
  {
    id: "B26",
    title: "what a run sends through a process substitution is its own, and the next run's output is whole",
    in: {
      bash: [
        action("many times", async ({ exec }) => {
          for (let round = 0; round < 20; round++) {
            const first = await exec("exec > >(cat); echo hello");
            const second = await exec("echo second");
            const third = await exec("echo third");
            expect([second.stdout, third.stdout]).toEqual(["second\n", "third\n"]);
            const late = [...(second.background ?? []), ...(third.background ?? [])];
            expect(late.every(({ runId }) => runId === first.runId)).toBe(true);
            expect(first.stdout + late.map(({ stdout }) => stdout).join("")).toBe("hello\n");
          }
        }),
      ],
    },
  },
];
