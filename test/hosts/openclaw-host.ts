/** A real OpenClaw under its own HOME: its command line, and a gateway that is spoken to over HTTP. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Installed } from "./install.js";

const run = promisify(execFile);
const TOKEN = "only-for-this-test";

export interface Invoked {
  status: number;
  ok: boolean;
  text: string;
  details: Record<string, unknown>;
}

export class OpenClaw {
  readonly home = mkdtempSync(join(tmpdir(), "openclaw-home-"));
  readonly #env: NodeJS.ProcessEnv;
  #gateway: ChildProcess | undefined;
  #port = 0;
  /** What the gateway has written, for the message of a test that fails. */
  readonly log: string[] = [];

  constructor(private readonly installed: Installed) {
    // Under a test's own variables OpenClaw takes no lock, and its command line does not find the gateway.
    const { VITEST: _, NODE_ENV: __, NODE_OPTIONS: ___, ...env } = process.env;
    this.#env = {
      ...env,
      HOME: this.home,
      PATH: `${installed.node24Bin}:${process.env["PATH"]}`,
      // The registry of this machine stays known under another HOME.
      npm_config_userconfig: process.env["npm_config_userconfig"] ?? join(homedir(), ".npmrc"),
      NO_COLOR: "1",
    };
  }

  async configure(modelUrl: string, agents: object): Promise<void> {
    this.#port = await freePort();
    const model = {
      id: "mock",
      name: "Mock",
      reasoning: false,
      input: ["text", "image"],
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      contextWindow: 120_000,
      maxTokens: 4096,
    };
    const config = {
      gateway: {
        mode: "local",
        port: this.#port,
        bind: "loopback",
        auth: { mode: "token", token: TOKEN },
        http: { endpoints: { chatCompletions: { enabled: true } } },
      },
      models: {
        providers: {
          mock: { baseUrl: modelUrl, apiKey: "none", api: "openai-completions", models: [model] },
        },
      },
      agents: {
        ownership: "explicit",
        defaults: { systemAgent: { agentId: "main" }, model: { primary: "mock/mock" } },
        entries: agents,
      },
    };
    mkdirSync(join(this.home, ".openclaw"));
    writeFileSync(join(this.home, ".openclaw/openclaw.json"), JSON.stringify(config));
  }

  /** Runs `openclaw` to its end; resolves to its stdout. */
  async cli(...args: string[]): Promise<string> {
    const { stdout } = await run(this.#node(), [this.#program(), ...args], {
      cwd: this.home,
      env: this.#env,
      maxBuffer: 1 << 26,
    });
    return stdout;
  }

  /** `openclaw gateway call`: one method of the running gateway. */
  async call(method: string, params: object): Promise<unknown> {
    const answer = await this.cli("gateway", "call", method, "--params", JSON.stringify(params), "--json");
    return JSON.parse(answer);
  }

  /** Starts the gateway; resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(
      this.#node(),
      [this.#program(), "gateway", "run", "--port", `${this.#port}`, "--bind", "loopback"],
      { cwd: this.home, env: this.#env, stdio: ["ignore", "pipe", "pipe"] },
    );
    this.#gateway = child;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        createInterface({ input: stream }).on("line", (line) => {
          this.log.push(line);
          if (line.includes("http server listening")) resolve();
        });
      child.once("exit", (code) =>
        reject(new Error(`The gateway ended with ${code}:\n${this.log.join("\n")}`)),
      );
    });
  }

  /** Sends the gateway a signal; resolves when its process has ended. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    const gateway = this.#gateway;
    this.#gateway = undefined;
    if (gateway?.exitCode !== null || gateway.signalCode !== null) return;
    const ended = once(gateway, "exit");
    gateway.kill(signal);
    await ended;
  }

  /** Calls the tool over the gateway's HTTP, outside any turn. */
  async invoke(sessionKey: string, args: object): Promise<Invoked> {
    const response = await this.#post("/tools/invoke", { tool: "runtime", args, sessionKey });
    const body = (await response.json()) as {
      ok: boolean;
      result?: { content: { text?: string }[]; details: Record<string, unknown> };
    };
    const text = (body.result?.content ?? []).map((block) => block.text ?? "").join("");
    return { status: response.status, ok: body.ok, text, details: body.result?.details ?? {} };
  }

  /** A turn of an agent, to its end; resolves to what the agent says. */
  async turn(agent: string, sessionKey: string, message: string): Promise<string> {
    const response = await this.#post(
      "/v1/chat/completions",
      { model: `openclaw/${agent}`, messages: [{ role: "user", content: message }] },
      { "x-openclaw-session-key": sessionKey },
    );
    const answer = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${answer}`);
    const body = JSON.parse(answer) as { choices: { message: { content: string } }[] };
    return body.choices[0]?.message.content ?? "";
  }

  async dispose(): Promise<void> {
    await this.stop("SIGKILL");
    rmSync(this.home, { recursive: true, force: true });
  }

  #post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  #node(): string {
    return join(this.installed.node24Bin, "node");
  }

  #program(): string {
    return join(this.installed.openclaw, "node_modules/openclaw/openclaw.mjs");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
