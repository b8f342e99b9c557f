/** Several clients of one session: all see the same events, and none disturbs another. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectIfRunning } from "../src/client/connect.js";
import { findHome } from "../src/client/home.js";
import { createRuntime, type SessionEvent } from "../src/index.js";
import type { Runtime, Session } from "../src/session/api.js";
import { runDaemon } from "../src/server/daemon.js";
import { until } from "./conformance/bench.js";

interface Clients {
  /** Two ways to one and the same session. */
  readonly sessions: (name: string) => Promise<[Session, Session]>;
  readonly close: () => Promise<void>;
}

let folder: string;

const roads: Record<string, () => Promise<Clients>> = {
  library: async () => {
    const runtime = await createRuntime();
    const open = async (name: string) => runtime.session(folder, { name });
    return {
      sessions: async (name) => [await open(name), await open(name)],
      close: async () => runtime.close(),
    };
  },
  daemon: async () => {
    const home = findHome({ HOLDFAST_HOME: join(folder, "home") });
    const ended = runDaemon({ home });
    const connect = async () => {
      let found: (Runtime & { stop(): Promise<unknown> }) | undefined;
      await until("the daemon answers", async () => (found = await connectIfRunning({ home })) !== undefined);
      return found as NonNullable<typeof found>;
    };
    const [first, second] = [await connect(), await connect()];
    return {
      sessions: async (name) => [
        await first.session(folder, { name }),
        await second.session(folder, { name }),
      ],
      close: async () => {
        await second.close();
        await first.stop();
        await first.close();
        await ended;
      },
    };
  },
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "watch-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a client has seen; output of one run in one piece for each stream. */
function listen(session: Session) {
  const events: SessionEvent[] = [];
  const stop = session.watch((event) => events.push(event));
  const output = (runId: string) =>
    events
      .flatMap((event) => (event.type === "output" && event.runId === runId ? [event.text] : []))
      .join("");
  const ids = () => events.flatMap((event) => (event.type === "run" ? [event.runId] : []));
  return { events, stop, output, ids };
}

describe.each(Object.keys(roads))("over the %s", (road) => {
  let clients: Clients;
  beforeAll(async () => {
    clients = await (roads[road] as () => Promise<Clients>)();
  });
  afterAll(async () => clients.close());

  test("both see the same, whoever runs, and late output too; every run has an id of its own", async () => {
    const [one, other] = await clients.sessions("shared");
    const [left, right] = [listen(one), listen(other)];
    await one.exec(":");
    await other.exec(":"); // both watch from here on
    const results = await Promise.all([
      one.exec(`x=5; until [ -e ${road}.go ]; do sleep 0.01; done & echo a`),
      other.exec("echo b $x >&2; (exit 3)"),
      one.exec(
        `(until [ -e ${road}.late ]; do sleep 0.01; done; echo late) & touch ${road}.go; wait %1; echo c`,
      ),
      other.exec(`echo d; touch ${road}.late; wait`),
    ]);
    const ids = results.map(({ runId }) => runId);
    expect(new Set(ids).size).toBe(4);
    const texts = ["a\n", "b 5\n", "c\nlate\n", "d\n"];
    for (const seen of [left, right])
      await until("all is seen", () => ids.every((id, index) => seen.output(id) === texts[index]));
    expect(left.ids().slice(-4)).toEqual([...ids].toSorted());
    expect(right.ids().slice(-4)).toEqual(left.ids().slice(-4));
    const told = (seen: typeof left) =>
      seen.events.flatMap((event) =>
        event.type === "result" && ids.includes(event.result.runId)
          ? [[event.result.runId, event.result.exitCode]]
          : [],
      );
    await until("all results are seen", () => told(left).length === 4 && told(right).length === 4);
    expect(told(right)).toEqual(told(left));
  });

  test("a second viewer takes nothing from the first, and leaves without a trace", async () => {
    const [one, other] = await clients.sessions("viewers");
    const [left, right] = [listen(one), listen(other)];
    await one.exec(":");
    await other.exec(":"); // both watch from here on
    const first = await one.exec("echo 1");
    await until("both see it", () => [left, right].every((seen) => seen.output(first.runId) === "1\n"));
    right.stop();
    const second = await other.exec("echo 2");
    await until("the first sees it", () => left.output(second.runId) === "2\n");
    await one.terminate();
    await until("the first is told of the end", () => left.events.at(-1)?.type === "closed");
    expect(right.output(second.runId)).toBe("");
  });
});
