/** L: sessions come, stay while they are used, and go without a trace. */
import { readdirSync } from "node:fs";
import { expect } from "vitest";
import { action, type Case, everywhere, run } from "../case.js";
import { until } from "../bench.js";

/** Time until the first answer of a new session in ms, with much room for a loaded machine. */
const FIRST_CALL_MS_MAX = 5_000;

export const lifeCycle: readonly Case[] = [
  {
    id: "L01",
    title: "a session that runs something is not idle; one that does nothing goes",
    in: {
      bash: [
        action("run for longer than the idle limit", async ({ open, folder, start }) => {
          const runtime = await open({ idleTimeoutMs: 100 });
          const session = await runtime.session(folder);
          const running = start("echo part; sleep 0.5; echo end", {}, session);
          expect(await running.result).toMatchObject({ status: "completed", stdout: "part\nend\n" });
          await until("the idle session is gone", async () => (await runtime.list()).length === 0);
          await expect(session.exec("echo")).rejects.toMatchObject({ code: "SESSION_CLOSED" });
          const fresh = await runtime.session(folder);
          expect((await fresh.exec("echo 1")).restored).toEqual({
            reason: "the session was closed: nobody used it for 0.1 s; this is a fresh one",
            lost: { session: "all its state" },
          });
          expect(await fresh.exec("echo 2")).not.toHaveProperty("restored");
        }),
      ],
    },
  },
  {
    id: "L01",
    title: "a session with a living job is not idle",
    in: {
      bash: [
        action("leave a job", async ({ open, folder }) => {
          const runtime = await open({ idleTimeoutMs: 50 });
          const session = await runtime.session(folder);
          await session.exec("sleep 0.6 &");
          await new Promise((resolve) => setTimeout(resolve, 300));
          expect(await runtime.list()).toHaveLength(1);
          await until("it goes after its job", async () => (await runtime.list()).length === 0);
        }),
      ],
    },
  },
  {
    id: "L03",
    title: "the first call of a session is answered soon",
    in: everywhere((language) => [
      action("measure", async ({ another }) => {
        const startedAt = performance.now();
        const session = await another("fresh");
        expect((await session.exec("", { language })).status).toBe("completed");
        expect(performance.now() - startedAt).toBeLessThan(FIRST_CALL_MS_MAX);
      }),
    ]),
  },
  ...[
    { language: "bash" as const, count: 200 },
    { language: "python" as const, count: 100 },
    { language: "node" as const, count: 10 },
  ].map(({ language, count }): Case => ({
    id: "L04",
    title: `${count} sessions made and closed leave descriptors and processes as they were`,
    timeoutMs: 60_000,
    in: {
      [language]: [
        action("make and close", async ({ open, folder }) => {
          const runtime = await open({});
          const cycle = async (index: number) => {
            const session = await runtime.session(folder, { name: `${index}` });
            expect((await session.exec("", { language })).status).toBe("completed");
            await session.terminate();
          };
          await cycle(-1);
          const before = readdirSync("/proc/self/fd").length;
          for (let index = 0; index < count; index++) await cycle(index);
          expect(await runtime.list()).toEqual([]);
          await until("descriptors are flat", () => readdirSync("/proc/self/fd").length <= before);
        }),
      ],
    },
  })),
  {
    id: "L05",
    title: "closing twice is fine; a closed or unknown session is a clear error",
    in: everywhere((language) => [
      run(""),
      action("close twice and call", async ({ session, runtime, exec }) => {
        await session.terminate();
        await session.terminate();
        await expect(exec("", { language })).rejects.toMatchObject({
          name: "HoldfastError",
          code: "SESSION_CLOSED",
        });
        await expect(session.state()).rejects.toMatchObject({ code: "SESSION_CLOSED" });
        await expect(session.reset()).rejects.toMatchObject({ code: "SESSION_CLOSED" });
        await expect(session.setEnv({ A: "1" })).rejects.toMatchObject({ code: "SESSION_CLOSED" });
        await expect(runtime.byId(session.id)).rejects.toMatchObject({ code: "UNKNOWN_SESSION" });
        await expect(runtime.byId("nobody")).rejects.toMatchObject({ code: "UNKNOWN_SESSION" });
      }),
    ]),
  },
  {
    id: "L05",
    title: "a session that is closed while it runs says so at once, and its runs are told",
    in: everywhere((language) => [
      action("close during a run", async ({ start, session }) => {
        const code = {
          bash: "echo part; sleep 1000",
          python: "import time; print('part', flush=True); time.sleep(1000)",
          node: "console.log('part'); await new Promise((resolve) => setTimeout(resolve, 1e6))",
        };
        const running = start(code[language]);
        await running.saw("part\n");
        const waiting = start("");
        const closed = session.terminate();
        const result = await running.result;
        expect(["interrupted", "crashed"], JSON.stringify(result)).toContain(result.status);
        await expect(waiting.result).rejects.toMatchObject({ code: "SESSION_CLOSED" });
        await closed;
      }),
    ]),
  },
  {
    id: "L05",
    title: "a closed runtime refuses clearly, and closing it twice is fine",
    in: {
      bash: [
        action("close", async ({ open, folder }) => {
          const runtime = await open({});
          const session = await runtime.session(folder);
          await session.exec("echo");
          await runtime.close();
          await runtime.close();
          await expect(runtime.session(folder)).rejects.toMatchObject({ code: "SESSION_CLOSED" });
          await expect(session.exec("echo")).rejects.toMatchObject({ code: "SESSION_CLOSED" });
        }),
      ],
    },
  },
  {
    id: "L06",
    title: "beyond the bound the least recently used idle session goes, never a busy one",
    in: {
      bash: [
        action("one more than the bound", async ({ open, folder, start }) => {
          const runtime = await open({ maxSessions: 3 });
          const busy = await runtime.session(folder, { name: "busy" });
          const running = start("echo part; sleep 1000", {}, busy);
          await running.saw("part\n");
          const [older, newer] = [
            await runtime.session(folder, { name: "older" }),
            await runtime.session(folder, { name: "newer" }),
          ];
          await older.exec("echo");
          await newer.exec("echo");
          await runtime.session(folder, { name: "one more" });
          expect((await runtime.list()).map(({ name }) => name).toSorted()).toEqual([
            "busy",
            "newer",
            "one more",
          ]);
          await expect(older.exec("echo")).rejects.toMatchObject({ code: "SESSION_CLOSED" });
          expect((await newer.exec("echo")).status).toBe("completed");
          await busy.interrupt();
          expect((await running.result).status).toBe("interrupted");
          const again = await runtime.session(folder, { name: "older" });
          expect((await again.exec("echo")).restored?.reason).toBe(
            "the session was closed: it made room for another (maxSessions is 3); this is a fresh one",
          );
        }),
      ],
    },
  },
  {
    id: "L06",
    title: "when all are busy a new session is refused with the limit named",
    in: {
      bash: [
        action("fill it", async ({ open, folder, start }) => {
          const runtime = await open({ maxSessions: 1 });
          const busy = await runtime.session(folder, { name: "busy" });
          const running = start("echo part; sleep 1000", {}, busy);
          await running.saw("part\n");
          await expect(runtime.session(folder, { name: "more" })).rejects.toMatchObject({
            code: "LIMIT_EXCEEDED",
            limit: "1 sessions",
          });
          await busy.interrupt();
          await running.result;
        }),
      ],
    },
  },
];
