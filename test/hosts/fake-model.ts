/**
 * A model that does as it is told: `<<[{"action": …}, …]>>` in the last message of the user are the calls of `runtime`
 * that it makes, one after the other; then it repeats what the last one gave. Speaks OpenAI's chat completions.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Message {
  role: string;
  content?: string | { type: string; text?: string }[] | null;
}

interface Request {
  messages: Message[];
  tools?: { function: { name: string } }[];
}

export interface FakeModel {
  readonly url: string;
  readonly requests: Request[];
  close(): Promise<void>;
}

/** What a user says to have these calls made. */
export function prompt(...calls: object[]): string {
  return `Please: <<${JSON.stringify(calls)}>>`;
}

export async function startFakeModel(): Promise<FakeModel> {
  const requests: Request[] = [];
  const server = createServer((request, response) => void answer(request, response, requests));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  requests: Request[],
): Promise<void> {
  const body = JSON.parse(await text(request)) as Request;
  requests.push(body);
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta: object, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 0, model: "mock", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  const next = nextCall(body.messages);
  if (next.call) {
    const called = { name: "runtime", arguments: JSON.stringify(next.call) };
    send(
      {
        role: "assistant",
        tool_calls: [{ index: 0, id: `call_${requests.length}`, type: "function", function: called }],
      },
      null,
    );
    send({}, "tool_calls");
  } else {
    send({ role: "assistant", content: next.said }, null);
    send({}, "stop");
  }
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  response.write(
    `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 0, model: "mock", choices: [], usage })}\n\n`,
  );
  response.end("data: [DONE]\n\n");
}

function nextCall(messages: Message[]): { call?: object; said: string } {
  const asked = messages.findLastIndex(
    ({ role, content }) => role === "user" && scriptOf(content) !== undefined,
  );
  const given = messages.slice(asked + 1).filter(({ role }) => role === "tool");
  const script = JSON.parse(scriptOf(messages[asked]?.content) ?? "[]") as object[];
  const call = script[given.length];
  const said = `Done: ${plain(given.at(-1)?.content)}`;
  return call ? { call, said } : { said };
}

function scriptOf(content: Message["content"]): string | undefined {
  return /<<(\[.*?\])>>/s.exec(plain(content))?.[1];
}

function plain(content: Message["content"]): string {
  return typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");
}
