/** What users can name in the sources is named in the documentation, and defaults and limits are those of the sources. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { limits } from "../../src/limits.js";
import { actions, properties } from "../../src/tool/schema.js";
import { build, main, root } from "../command.js";
import { readPageText } from "./page.js";
import { Reader } from "./reader.js";
import { say } from "./say.js";

const manual = readPageText("docs/runtime-sessions.md");
const guide = readPageText("docs/runtime-integration-guide.md");
const tool = readPageText("docs/tool.md");

/** What stands in backticks, with and without what follows a name there. */
function codeIn(text: string): Set<string> {
  const spans = [...text.replaceAll(/```[^]*?```/g, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, span = ""]) => span,
  );
  return new Set(spans.flatMap((span) => [span, ...(span.match(/[\w$]+/g) ?? [])]));
}

const section = (page: string, title: string) =>
  new RegExp(`^(#+) ${title}\\n([^]*?)(?=^#{1,3} |(?![^]))`, "m").exec(page)?.[2] ?? "";

const rowsOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split(/(?<!\\) \| |^\| | \|$/).slice(1, -1));

/** The members of an interface or class, or the strings of a union. */
function membersOf(file: string, name: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
  for (const statement of source.statements) {
    if (
      ts.isTypeAliasDeclaration(statement) &&
      statement.name.text === name &&
      ts.isUnionTypeNode(statement.type)
    )
      return statement.type.types.map((type) => type.getText(source).replaceAll('"', ""));
    const isHere = ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement);
    if (isHere && statement.name?.text === name)
      return [...statement.members]
        .filter((member) => (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) === 0)
        .flatMap((member) => (member.name && ts.isIdentifier(member.name) ? [member.name.text] : []));
  }
  throw new Error(`${file} has no ${name}`);
}

const documented = [
  ["src/session/manager.ts", "RuntimeOptions", section(manual, "Configuration")],
  ["src/session/manager.ts", "RuntimeSessionManager", section(manual, "The runtime")],
  ["src/session/api.ts", "Session", section(manual, "A session")],
  ["src/session/api.ts", "SessionInfo", section(manual, "The runtime")],
  ["src/session/api.ts", "SessionOptions", section(manual, "The runtime")],
  ["src/session/environment.ts", "EnvPolicy", section(manual, "Configuration")],
  ["src/session/options.ts", "ExecOptions", section(manual, "Options of.*")],
  ["src/session/options.ts", "WaitOptions", section(manual, "Options of.*")],
  ["src/session/options.ts", "Until", section(manual, "Options of.*")],
  ["src/session/options.ts", "InputPart", section(manual, "Options of.*")],
  ["src/session/options.ts", "OutputQuery", section(manual, "Options of.*")],
  ["src/session/result.ts", "RunResultFields", section(manual, "Results")],
  ["src/errors.ts", "HoldfastErrorCode", section(manual, "Troubleshooting")],
  ["src/tool/runtime-tool.ts", "RuntimeToolOptions", guide],
  ["src/tool/runtime-tool.ts", "RuntimeTool", guide],
] as const;

/** Static, and a symbol's: `await using` and `createRuntime` are their names. */
const NOT_CALLED = new Set(["open", "constructor"]);

test.each(documented)("%s: every name of %s", (file, name, page) => {
  const members = membersOf(file, name).filter((member) => !NOT_CALLED.has(member));
  expect(members.length).toBeGreaterThan(1);
  const named = codeIn(page);
  expect(members.filter((member) => !named.has(member))).toEqual([]);
});

test("every status of a result", () => {
  const source = readFileSync(join(root, "src/session/result.ts"), "utf8");
  const statuses = [...source.matchAll(/readonly status: "(\w+)"/g)].map(([, status = ""]) => status);
  expect(statuses.length).toBe(7);
  expect(rowsOf(section(manual, "Results")).map(([status = ""]) => status.replaceAll("`", ""))).toEqual(
    expect.arrayContaining(statuses),
  );
});

test("every action of the tool, with all that it takes", () => {
  const shared = codeIn(/^`exec` and `eval` also take[^]*?\n\n/m.exec(tool)?.[0] ?? "");
  const rows = rowsOf(section(tool, "Actions"));
  for (const [action, taken] of Object.entries(actions)) {
    const row = rows.find(([name]) => name === `\`${action}\``);
    const named = codeIn(row?.join(" | ") ?? "");
    const isRun = action === "exec" || action === "eval";
    const missing = taken.filter(
      (name) => !named.has(name) && !(isRun && (shared.has(name) || name in { code: 1, command: 1 })),
    );
    expect(missing, action).toEqual([]);
  }
  const all = codeIn(tool);
  expect(Object.keys(properties).filter((name) => name !== "action" && !all.has(name))).toEqual([]);
});

test("every variable HOLDFAST_… that the sources read", () => {
  // The demo marks its own processes with it; nobody sets it.
  const own = new Set(["HOLDFAST_DEMO"]);
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const text = files.map((path) => readFileSync(join(root, "src", path), "utf8")).join("\n");
  const names = [...new Set(text.match(/\bHOLDFAST_[A-Z_]+/g))].filter((name) => !own.has(name));
  expect(names.length).toBeGreaterThan(2);
  const named = codeIn(section(manual, "Configuration"));
  expect(names.filter((name) => !named.has(name))).toEqual([]);
});

describe("figures", () => {
  const UNITS: Readonly<Record<string, number>> = {
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    s: 1_000,
    min: 60_000,
    h: 3_600_000,
  };
  const amount = (text: string) => {
    const [, digits = "", unit] = /^(\d[\d ]*?)(?: ([A-Za-z]+))?$/.exec(text) ?? [];
    return Number(digits.replaceAll(" ", "")) * (unit === undefined ? 1 : (UNITS[unit] ?? NaN));
  };
  const stated = [...rowsOf(section(manual, "Configuration")), ...rowsOf(section(manual, "Options of.*"))]
    .map(([name = "", value = ""]) => [name.replaceAll("`", ""), value] as const)
    .filter(([name, value]) => name in limits && /^\d/.test(value));

  test("there are those of options and of limits", () => expect(stated.length).toBeGreaterThan(15));
  test.each(stated)("%s is %s", (name, value) => {
    expect(amount(value)).toBe(limits[name as keyof typeof limits]);
  });
});

describe("the command", () => {
  /** What docs/runtime-sessions.md and users' scripts rely on. */
  const RELIED_ON: Readonly<Record<string, readonly string[]>> = {
    exec: [
      "-s",
      "-w",
      "-l",
      "--timeout",
      "--yield",
      "--env",
      "--cwd",
      "--stdin",
      "--tty",
      "--keep",
      "--json",
    ],
    history: ["-n"],
    ...Object.fromEntries(
      "eval wait input interrupt output jobs kill state reset sessions terminate watch demo doctor bench mcp stop"
        .split(" ")
        .map((verb) => [verb, ["--json"]]),
    ),
  };
  const flags = new Map<string, string[]>();
  const rows = new Map(
    rowsOf(section(manual, "The command")).map(([verb = "", ...row]) => [verb, row.join(" ")]),
  );
  const common = codeIn(/^All that belong[^]*?\n\n/m.exec(section(manual, "The command"))?.[0] ?? "");

  beforeAll(async () => {
    build();
    const reader = new Reader("http://localhost");
    const help = async (...verb: string[]) =>
      (await reader.run(process.execPath, [main, ...verb, "--help"])).stdout;
    const verbs = [...(await help()).matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)].map(([, verb = ""]) => verb);
    for (const verb of verbs.filter((one) => one !== "help"))
      flags.set(
        verb,
        [...(await help(verb)).matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, short, long = ""]) =>
          short === undefined ? [long] : [short, long],
        ),
      );
    await reader.leave();
  }, 60_000);

  test.each(Object.entries(RELIED_ON))("%s is in --help, with %j", (verb, wanted) => {
    expect(flags.get(verb), verb).toEqual(expect.arrayContaining([...wanted]));
  });

  test("every verb and flag of --help is in the manual, and no other", () => {
    for (const [verb, own] of flags) {
      const named = codeIn(rows.get(`\`${verb}\``) ?? "");
      const missing = own.filter(
        (flag) => flag.startsWith("--") && !named.has(flag) && !common.has(flag) && flag !== "--help",
      );
      expect(missing, verb).toEqual([]);
      const wrong = [...named].filter(
        (word) => word.startsWith("-") && !own.includes(word.split(" ")[0] ?? ""),
      );
      expect(wrong, verb).toEqual([]);
    }
    expect([...rows.keys()].slice(1).map((verb) => verb.replaceAll("`", ""))).toEqual([...flags.keys()]);
  });
});

describe("links", () => {
  const pages = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    ...readdirSync(join(root, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  // As GitHub makes them from titles.
  const anchors = (page: string) =>
    [...readPageText(page).matchAll(/^#+ (.*)$/gm)].map(
      ([, title = ""]) =>
        `#${title
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, "")
          .replaceAll(" ", "-")}`,
    );

  // Made by a run of the bench.
  const LATER = "docs/benchmarks.md";
  if (!existsSync(join(root, LATER))) say(`${LATER} is not there yet: links to it are not followed`);

  test.each(pages)("%s", (page) => {
    const links = [...readPageText(page).matchAll(/\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)/g)];
    const broken = links.filter(([, path = "", anchor]) => {
      const target = path === "" ? page : join(dirname(page), path);
      if (target === LATER && !existsSync(join(root, target))) return false;
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});
