/** Messages in docs/protocol.md, against what is really said: each field of each message, and its type. */
import { chmodSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import { findHome } from "../../src/client/home.js";
import { Place } from "../command.js";
import type { Block } from "./page.js";
import { type Message, recordTraffic } from "./traffic.js";

let traffic: ReturnType<typeof recordTraffic> | undefined;
export const driverTraffic = () => (traffic ??= recordTraffic());

/** Objects whose keys are names of users' things. */
const MAPS = new Set(["names", "set", "env", "unkept", "unsettable", "lost"]);

/** Throws where a message has a field that nobody sends, or of another type. */
export async function checkMessages({ code, where }: Block): Promise<void> {
  const messages = messagesOf(code, where);
  if (messages.some((message) => "id" in message)) return checkExchange(messages, where);
  for (const message of messages) await expectSent(message, where);
}

export async function expectSent(message: Message, where: string): Promise<void> {
  const real = (await driverTraffic()).get(String(message["t"])) ?? [];
  expect(unlike(message, real, String(message["t"]), false), `${where}: what is never sent so`).toEqual([]);
}

/** Each message is a line, or goes on over lines until it is whole. */
function messagesOf(code: string, where: string): Message[] {
  const messages: Message[] = [];
  let text = "";
  for (const line of code.split("\n")) {
    text += line;
    try {
      messages.push(JSON.parse(text) as Message);
      text = "";
    } catch {
      text += "\n";
    }
  }
  expect(text, `${where}: no JSON`).toBe("");
  return messages;
}

/** The paths of what is documented and not in any of the real values. */
function unlike(said: unknown, real: readonly unknown[], path: string, isMap: boolean): string[] {
  if (real.length === 0) return [path];
  if (Array.isArray(said)) {
    const items = real.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
    return said.flatMap((item) => unlike(item, items, `${path}[]`, false));
  }
  if (typeof said === "object" && said !== null)
    return Object.entries(said)
      .filter(([key]) => key !== "…")
      .flatMap(([key, value]) => {
        const objects = real.filter((one): one is object => typeof one === "object" && one !== null);
        const values = objects.flatMap((one) =>
          isMap ? (Object.values(one) as unknown[]) : key in one ? [(one as Message)[key]] : [],
        );
        return unlike(value, values, `${path}.${key}`, MAPS.has(key));
      });
  const fits = real.some((value) => typeof value === typeof said && (said === null) === (value === null));
  return fits ? [] : [`${path}: ${typeof said}`];
}

const isCut = (value: unknown) => typeof value === "string" && value.endsWith("…");

/** Says the client's lines to a real daemon; what is documented as its answers must come, in this order. */
async function checkExchange(lines: readonly Message[], where: string): Promise<void> {
  const place = new Place();
  writeFileSync(join(place.folder, "make"), "#!/bin/sh\necho cc -c main.c\nexec sleep 600\n");
  chmodSync(join(place.folder, "make"), 0o755);
  await place.holdfast(["exec", "-s", "other", ":"]);
  const socket = connect(findHome({ HOLDFAST_HOME: place.home }).socket);
  try {
    const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
    const env = { ...process.env, PATH: [place.folder, process.env["PATH"]].join(delimiter) };
    let session: unknown;
    for (const line of lines) {
      if ("method" in line || "control" in line) {
        const { workspace, env: given, session: named, ...more } = (line["params"] ?? {}) as Message;
        const params = {
          ...more,
          ...(workspace !== undefined && { workspace: place.folder }),
          ...(given !== undefined && { env }),
          ...(named !== undefined && { session: isCut(named) ? session : named }),
        };
        socket.write(`${JSON.stringify("method" in line ? { ...line, params } : line)}\n`);
        continue;
      }
      const answer = JSON.parse((await answers.next()).value as string) as Message;
      expect(answer["id"], where).toBe(line["id"]);
      expect(unlike(line, [answer], "answer", false), `${where}: got ${JSON.stringify(answer)}`).toEqual([]);
      session ??= (answer["ok"] as Message | undefined)?.["id"];
    }
  } finally {
    socket.destroy();
    await place.leave();
  }
}
