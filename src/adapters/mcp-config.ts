/** How each host is told to start the MCP server. */
import { HoldfastError } from "../errors.js";

const NAME = "holdfast";
/** What these hosts put the open folder's path in for. */
const OPEN_FOLDER = "${workspaceFolder}";

const start = (workspace?: string) => ({
  command: "npx",
  args: ["-y", NAME, "mcp", ...(workspace === undefined ? [] : ["-w", workspace])],
});

const line = ({ command, args }: ReturnType<typeof start>) => [command, ...args.map(quote)].join(" ");

const hosts: Readonly<Record<string, (workspace?: string) => string>> = {
  "claude-code": (workspace) => `claude mcp add ${NAME} -- ${line(start(workspace))}`,
  codex: (workspace) => `codex mcp add ${NAME} -- ${line(start(workspace))}`,
  cursor: (workspace = OPEN_FOLDER) =>
    JSON.stringify({ mcpServers: { [NAME]: start(workspace) } }, undefined, 2),
  vscode: (workspace = OPEN_FOLDER) =>
    `code --add-mcp ${quote(JSON.stringify({ name: NAME, ...start(workspace) }))}`,
  openclaw: (workspace) => `openclaw mcp set ${NAME} ${quote(JSON.stringify(start(workspace)))}`,
};

export const configHosts: readonly string[] = Object.keys(hosts);

/** A command for a shell, or what belongs into the host's file. Throws INVALID_ARGUMENT. */
export function mcpConfig(host: string, workspace?: string): string {
  const config = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
  if (config) return config(workspace);
  throw new HoldfastError("INVALID_ARGUMENT", {
    message: "There is no such host",
    got: host,
    next: `Use one of ${configHosts.join(", ")}; others start \`npx -y ${NAME} mcp\` on stdio.`,
  });
}

function quote(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
