/** What really passes between host and drivers: sessions that make every kind of message, with all wires tapped. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { createRuntime, type RuntimeSession } from "../../src/index.js";
import { Channel } from "../../src/interpreter/channel.js";
import { LineReader } from "../../src/protocol/line-reader.js";

export type Message = Readonly<Record<string, unknown>>;

/** All messages, by `t`. */
export async function recordTraffic(): Promise<ReadonlyMap<string, readonly Message[]>> {
  const messages: Message[] = [];
  const tap = tapWires(messages);
  const folder = mkdtempSync(join(tmpdir(), "traffic-"));
  try {
    await using runtime = await createRuntime({ warm: false });
    await makeTraffic(await runtime.session(folder), folder);
  } finally {
    tap();
    rmSync(folder, { recursive: true });
  }
  const kinds = new Set(messages.map(({ t }) => String(t)));
  return new Map([...kinds].map((kind) => [kind, messages.filter(({ t }) => t === kind)]));
}

/** Every message is a line of JSON: the host's are seen when they are made, the others when they are read. Returns what ends that. */
function tapWires(into: Message[]): () => void {
  const take = (message: unknown) => {
    if (typeof message === "object" && message !== null && "t" in message) into.push(message);
  };
  const rests = new WeakMap<LineReader, string>();
  const { stringify } = JSON;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object below
  const { push } = LineReader.prototype;
  const spies = [
    vi.spyOn(LineReader.prototype, "push").mockImplementation(function (this: LineReader, chunk: Buffer) {
      const lines = ((rests.get(this) ?? "") + chunk.toString("utf8")).split("\n");
      rests.set(this, lines.pop() ?? "");
      for (const line of lines) if (line.startsWith("{")) take(JSON.parse(line)); // bash's driver has letters
      push.call(this, chunk);
    }),
    vi.spyOn(JSON, "stringify").mockImplementation((message: unknown, ...how) => {
      take(message);
      return stringify(message, ...(how as []));
    }),
  ];
  const written = vi.spyOn(Channel.prototype, "write");
  return () => {
    // Messages that are always the same are kept as text.
    for (const [text] of written.mock.calls) if (text.startsWith('{"t":')) take(JSON.parse(text));
    for (const spy of [...spies, written]) spy.mockRestore();
  };
}

async function makeTraffic(session: RuntimeSession, folder: string): Promise<void> {
  const python = { language: "python" } as const;
  const node = { language: "node" } as const;
  await session.exec("export A=1 B=1");
  await session.exec(PYTHON_NAMES, { ...python, env: { C: "2" }, cwd: folder });
  await session.exec("export A=2; unset B; cd /; sleep 300 &");
  await session.eval("os.chdir('/usr'); P()", python);
  await session.exec("x = 42; del z\ndef f(): pass", python);
  await session.exec("raise ValueError('no')", python);
  await session.exec("import sys; sys.exit(3)", python);
  await session.exec("while True: pass", { ...python, timeoutMs: 200 });
  await session.exec("globals().update({f'n{n}': n for n in range(200_000)})", python);
  await session.exec("os.kill(os.getpid(), 9)", python);
  await session.exec("print(x)", python);
  await session.exec(TERMINAL, { tty: true });
  await session.input({ size: { columns: 100, rows: 30 } });
  await session.input({ text: "yes\n", eof: true });
  await session.exec("1", { ...python, tty: true });
  await session.exec("process.env.E = '1'; setTimeout(() => console.log('late'), 50); 1", node);
  await session.exec("await new Promise((resolve) => setTimeout(resolve, 200))", node);
  await session.exec("process.kill(process.pid, 'SIGKILL')", node);
  await session.exec("1", node);
}

/** Asks the terminal where its cursor is, and reads the answer; then two lines. */
const TERMINAL = "stty -echo; printf '\\e[6n'; read -rd R answer; read -r line; read -r line";

/** Of each kind, with one that cannot be carried, and one that cannot be brought back. */
const PYTHON_NAMES = `
import json, os, socket
x, z, sock = 41, 1, socket.socket()
os.environ["D"] = os.fsdecode(b"\\xff")
def f(a, b=1): return a
class P:
  def _repr_png_(self): return b"png"
class Once:
  def __setstate__(self, state): raise RuntimeError("only once")
once = Once(); once.a = 1`;
