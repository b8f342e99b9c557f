import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The house: a room is a folder or a file of src/. It imports itself, the floors below, and its neighbours. */
const ROOMS: Record<string, { floor: number; neighbours?: string[] }> = {
  "errors.ts": { floor: 0 },
  "words.ts": { floor: 0, neighbours: ["errors.ts"] },
  "limits.ts": { floor: 0, neighbours: ["errors.ts"] },
  "language-names.ts": { floor: 0, neighbours: ["errors.ts"] },
  protocol: { floor: 0, neighbours: ["errors.ts", "limits.ts"] },
  interpreter: { floor: 1 },
  store: { floor: 1 },
  session: { floor: 2 },
  "runtime.ts": { floor: 3 },
  tool: { floor: 3, neighbours: ["runtime.ts"] },
  client: { floor: 3 },
  adapters: { floor: 4 },
  server: { floor: 4 },
  cli: { floor: 5 },
  "index.ts": { floor: 6 },
};
const OUTSIDE = new Set(["../package.json"]);
const LANGUAGE_TABLE = "interpreter/languages.ts";
const FILE_LINES_MAX = 300;

/** Path below src/, and text. */
export interface Source {
  path: string;
  text: string;
}

export function readSources(): Source[] {
  const root = fileURLToPath(new URL("../src", import.meta.url));
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Imports that go up, sideways, or out of src/. */
export function wrongImports(sources: Source[]): string[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.path);
    const own = ROOMS[room];
    if (!own) return [`src/${source.path}: the room ${room} has no floor; give it one in test/floors.ts`];
    return importsOf(source).flatMap(({ specifier, line }) => {
      if (!specifier.startsWith(".")) return [];
      const target = posix.join(posix.dirname(source.path), specifier).replace(/\.js$/, ".ts");
      const where = `src/${source.path}:${line}: ${room}`;
      if (target.startsWith(".."))
        return OUTSIDE.has(target) ? [] : [`${where} imports from outside src/: ${specifier}`];
      const other = roomOf(target);
      if (other === room || own.neighbours?.includes(other)) return [];
      const floor = ROOMS[other]?.floor ?? Infinity;
      return floor < own.floor ? [] : [`${where} (floor ${own.floor}) imports ${other} (floor ${floor})`];
    });
  });
}

/** All importers of node:child_process, where there is more than one. */
export function processStarters(sources: Source[]): string[] {
  const found = sources.filter(({ text }) => /["'`](node:)?child_process["'`]/.test(withoutComments(text)));
  return found.length > 1 ? found.map(({ path }) => `src/${path}: uses node:child_process`) : [];
}

/** Control flow on a language's name, outside the one table of languages. */
export function languageBranches(sources: Source[]): string[] {
  const name = String.raw`["'\x60](?:bash|python|node)["'\x60]`;
  const branch = new RegExp(String.raw`[=!]==?\s*${name}|${name}\s*[=!]==?|\bcase\s+${name}`);
  return sources
    .filter(({ path }) => path !== LANGUAGE_TABLE)
    .flatMap(({ path, text }) =>
      withoutComments(text)
        .split("\n")
        .flatMap((code, index) => (branch.test(code) ? [`src/${path}:${index + 1}: ${code.trim()}`] : [])),
    );
}

export function longFiles(sources: Source[]): string[] {
  return sources
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > FILE_LINES_MAX)
    .map(({ path, lines }) => `src/${path}: ${lines} lines, limit ${FILE_LINES_MAX}`);
}

function roomOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}

function importsOf({ text }: Source): { specifier: string; line: number }[] {
  const code = withoutComments(text);
  // `import x from "y"`, `export * from "y"`, `import "y"`, `import("y")`.
  const matches = code.matchAll(/\b(?:from|import)\s*\(?\s*(["'`])([^"'`\n]+)\1/g);
  return [...matches].map((match) => ({
    specifier: match[2] ?? "",
    line: code.slice(0, match.index).split("\n").length,
  }));
}

/** Blanks comments, keeps lines and strings. Good enough for source that the formatter has passed. */
function withoutComments(text: string): string {
  const token = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\*[^]*?\*\/|\/\/[^\n]*/g;
  return text.replace(token, (found) => (found.startsWith("/") ? found.replace(/[^\n]/g, " ") : found));
}
