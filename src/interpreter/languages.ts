/** The one table of languages. Nothing above it asks for a language by name. */
import { join } from "node:path";
import { type LanguageName, languageName } from "../language-names.js";
import { BashDialect } from "./bash-dialect.js";
import type { LanguageRow } from "./dialect.js";
import { driversPath } from "./driver-path.js";
import { jsonDialect } from "./json-dialect.js";

const LINUX_SIGRTMAX = 64;

const bash: LanguageRow = {
  name: "bash",
  commands: ["bash", "/bin/bash", "/usr/bin/bash"],
  launch: "exec",
  argv: (executable, folder, inside) => [
    executable,
    "--norc",
    "--noprofile",
    inside ? "bash" : join(folder, "bash"),
  ],
  scriptName: "bash",
  stdio: ["/dev/null", "/dev/null", "/dev/null"],
  fifos: ["dm"],
  withholds: ["BASH_ENV", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT"],
  startOnlyEnv: /^(?:BASH_\w+|SHELLOPTS|BASHOPTS|POSIXLY_CORRECT)$/,
  outputPerRun: true,
  notesBegin: false,
  interruptSignal: LINUX_SIGRTMAX - 3,
  abandonsOnce: true,
  losesOnCrash: "what the lost run itself had set, and open descriptors",
  dialect: (context) => new BashDialect(context),
};

const python: LanguageRow = {
  name: "python",
  commands: ["python3", "python"],
  launch: "fork",
  argv: () => [],
  stdio: [],
  fifos: ["fl"],
  withholds: [],
  startOnlyEnv: /^(?:PYTHON\w*|VIRTUAL_ENV|LD_\w+|MALLOC_\w+)$/,
  outputPerRun: true,
  notesBegin: true,
  interruptSignal: 2,
  losesOnCrash: "values that cannot be pickled, threads, sockets, and changes the lost run itself had made",
  dialect: () => jsonDialect(false),
};

const node: LanguageRow = {
  name: "node",
  commands: [process.execPath, "node"],
  launch: "exec",
  argv: (executable, folder) => [
    executable,
    "--no-force-async-hooks-checks",
    join(driversPath(), "node.mjs"),
    folder,
  ],
  stdio: ["/dev/null", "o0", "e0"],
  fifos: ["int"],
  withholds: ["NODE_OPTIONS", "NODE_EXTRA_CA_CERTS"],
  startOnlyEnv: /^(?:NODE_\w+|UV_\w+|LD_\w+)$/,
  outputPerRun: false,
  notesBegin: false,
  losesOnCrash:
    "values that cannot be cloned, timers, servers, closures, and changes the lost run itself had made",
  dialect: () => jsonDialect(true),
};

const table: Readonly<Record<LanguageName, LanguageRow>> = { bash, python, node };

/** The row of a language. Throws UNKNOWN_LANGUAGE. */
export function languageRow(name: unknown): LanguageRow {
  return table[languageName(name)];
}
