/** Q11, L08: several clients of one session. */
import { expect } from "vitest";
import type { SessionEvent } from "../../../src/index.js";
import { type Bench, until } from "../bench.js";
import { action, type Case } from "../case.js";
import type { RoadSession } from "../road.js";

/** Two clients that have asked for the session by its workspace and name, and what each sees. */
async function twoViewers({ runtime, folder, session }: Bench) {
  const { name } = (await runtime.list()).find(({ id }) => id === session.id) ?? {};
  const other = await runtime.session(folder, { ...(name !== undefined && { name }) });
  expect(other.id).toBe(session.id);
  const view = async (one: RoadSession) => {
    const events: SessionEvent[] = [];
    const stop = one.watch?.((event) => events.push(event));
    const { runId } = await one.exec(":"); // told to those who watch by now
    await until("it watches", () => events.some(({ type }) => type === "result"));
    const output = (id: string) =>
      events.flatMap((event) => (event.type === "output" && event.runId === id ? [event.text] : [])).join("");
    const runs = () => {
      const ids = events.flatMap((event) => (event.type === "run" ? [event.runId] : []));
      return ids.slice(ids.indexOf(runId) + 1);
    };
    return { stop, output, runs };
  };
  return { other, left: await view(session), right: await view(other) };
}

export const viewers: readonly Case[] = [
  {
    id: "Q11",
    title: "two clients of one session see the same events, and no two runs have one id",
    in: {
      bash: [
        action("run from both", async (bench) => {
          const { other, left, right } = await twoViewers(bench);
          const codes = ["x=5; echo a", "echo b $x", "echo c >&2", "echo d"];
          const results = await Promise.all(
            codes.map((code, index) => (index % 2 ? other : bench.session).exec(code)),
          );
          const ids = results.map(({ runId }) => runId);
          expect(new Set(ids).size).toBe(4);
          const texts = results.map(({ stdout, stderr }) => stdout + stderr);
          for (const seen of [left, right])
            await until("all is seen", () => ids.every((id, index) => seen.output(id) === texts[index]));
          expect(right.runs()).toEqual(left.runs().slice(-4));
          left.stop?.();
          right.stop?.();
        }),
      ],
    },
  },
  {
    id: "L08",
    title: "a second viewer takes nothing from the first",
    in: {
      bash: [
        action("one goes, one stays", async (bench) => {
          const { other, left, right } = await twoViewers(bench);
          const first = await other.exec("echo 1");
          for (const seen of [left, right])
            await until("both see it", () => seen.output(first.runId) === "1\n");
          right.stop?.();
          const second = await other.exec("echo 2");
          await until("the first sees it", () => left.output(second.runId) === "2\n");
          expect(right.output(second.runId)).toBe("");
          left.stop?.();
        }),
      ],
    },
  },
];
