/** The one line with which a host gets the tool: run as far as it can be here, and what it makes the host start is started. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { expectServes, type ServerConfig } from "./mcp-server.js";
import { readPage, readPageText } from "./page.js";
import type { Reader } from "./reader.js";
import { say } from "./say.js";

/** Programs that no registry has. */
const NOT_HERE = /^(?:claude|codex|code) /;

/** @param folder a project without Holdfast, that the host has open. */
export async function checkHostLine(line: string, reader: Reader, folder: string): Promise<void> {
  if (/^(?:openclaw plugins|pi) /.test(line)) expectRun(line);
  else if (!line.includes(" ")) expectUsed(line);
  else for (const server of await serversOf(line, reader)) await expectServes(server, reader, line, folder);
  const program = NOT_HERE.exec(line)?.[0];
  if (program !== undefined) say(`${program}cannot be had here; what it is told to start has answered`);
}

/** What the host starts when it has got the line. */
async function serversOf(line: string, reader: Reader): Promise<ServerConfig[]> {
  const file = / > (\S+)$/.exec(line)?.[1];
  if (file !== undefined) {
    mkdirSync(join(reader.folder, file, ".."), { recursive: true });
    expect(await reader.run("bash", ["-c", line]), line).toMatchObject({ code: 0, stderr: "" });
    const { mcpServers } = JSON.parse(readFileSync(join(reader.folder, file), "utf8")) as {
      mcpServers: Record<string, ServerConfig>;
    };
    return Object.values(mcpServers);
  }
  const { stdout } = await reader.run("bash", ["-c", `printf '%s\\0' ${line}`]);
  const words = stdout.split("\0").slice(0, -1);
  const config = words.find((word) => word.startsWith("{"));
  if (config !== undefined) return [JSON.parse(config) as ServerConfig];
  const [command = "", ...args] = words.slice(words.indexOf("--") + 1);
  return [{ command, args }];
}

/** `npm run test:hosts` runs docs/hosts.md. */
function expectRun(line: string): void {
  const blocks = readPage("docs/hosts.md").filter(({ hosts, code }) => hosts && code.includes(line));
  expect(blocks, `a block of docs/hosts.md with ${line}`).toHaveLength(1);
}

/** A name of the library: a block of the guide uses it. */
function expectUsed(name: string): void {
  const blocks = readPage("docs/runtime-integration-guide.md").map(({ code }) => code);
  expect(blocks.join("\n"), "docs/runtime-integration-guide.md").toContain(name.replace(/\(.*/, "("));
}

/** The lines in README.md, by host. */
export function hostLines(): { host: string; line: string }[] {
  const section = /## In an agent\n[^]*?\n## /.exec(readPageText("README.md"))?.[0] ?? "";
  const rows = [...section.matchAll(/^\| (?!host|---)(.*?) \| (.*) \|$/gm)];
  return rows.flatMap(([, host = "", text = ""]) =>
    [...text.matchAll(/`(.*?)`/g)].map(([, line = ""]) => ({ host, line })),
  );
}
