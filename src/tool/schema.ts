/** What an agent reads and writes: the one source of the tool's parameters, their checks and their types. */

/** One flat property: the part of JSON Schema that every host takes. */
export interface Property {
  readonly type: "string" | "integer" | "boolean" | "array" | "object";
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly type: "string" };
  readonly additionalProperties?: { readonly type: "string" };
}

const text = { type: "string" } as const;
const count = { type: "integer", minimum: 0 } as const;

const exec = ["language", "timeout_ms", "yield_ms", "stdin", "text", "tty", "env", "cwd"] as const;
const go = ["run_id", "yield_ms"] as const;

/** Each action with the properties that it takes besides `session`. */
export const actions = {
  exec: ["command", "code", ...exec],
  eval: ["code", "command", ...exec],
  wait: [...go, "until_text", "until_port"],
  input: [...go, "text", "eof", "keys"],
  interrupt: go,
  output: ["run_id", "stream", "offset", "length", "tail", "grep"],
  state: ["names"],
  history: ["limit"],
  jobs: [],
  kill: ["job_id"],
  reset: ["language"],
} as const satisfies Record<string, readonly string[]>;

export type Action = keyof typeof actions;

export const properties = {
  action: { type: "string", enum: Object.keys(actions) },
  session: { ...text, description: "another session, by name" },
  command: { ...text, description: "exec: code to run" },
  code: { ...text, description: "eval: code whose last expression is wanted" },
  language: { ...text, description: "bash (exec's default), python (eval's), node" },
  timeout_ms: {
    ...count,
    minimum: 1,
    description: "the run is stopped after this, state kept; default 30000",
  },
  yield_ms: { ...count, description: "return while it still runs; default 10000" },
  stdin: {
    ...text,
    enum: ["none", "interactive"],
    description: "none (default): a read gets end of file; interactive: it is reported, answer by input",
  },
  text: { ...text, description: "what is typed (input), or all of stdin (exec)" },
  eof: { type: "boolean" },
  tty: { type: "boolean", description: "run on a terminal: for programs that insist on one (vim, top, ssh)" },
  keys: {
    type: "array",
    items: text,
    description: "input on a terminal, after text: C-c, up, tab, escape, enter, …",
  },
  env: { type: "object", additionalProperties: text, description: "for this run only" },
  cwd: { ...text, description: "for this run only" },
  run_id: { ...text, description: "default: the present or last run" },
  until_text: { ...text, description: "wait: come back when this is in the output" },
  until_port: {
    ...count,
    minimum: 1,
    maximum: 65_535,
    description: "wait: come back when this TCP port is open",
  },
  stream: { ...text, enum: ["stdout", "stderr", "screen"] },
  offset: { type: "integer", description: "first byte; negative: from the end" },
  length: { ...count, description: "bytes" },
  tail: { ...count, description: "last lines" },
  grep: { ...text, description: "lines that match this regular expression" },
  job_id: text,
  names: {
    type: "array",
    items: text,
    description: "state: these only, with values of environment variables",
  },
  limit: { ...count, description: "history: entries, default 20" },
} as const satisfies Record<string, Property>;

export type PropertyName = keyof typeof properties;

type Value<P> = P extends { enum: readonly (infer E extends string)[] }
  ? E
  : P extends { type: "string" }
    ? string
    : P extends { type: "integer" }
      ? number
      : P extends { type: "boolean" }
        ? boolean
        : P extends { type: "array" }
          ? readonly string[]
          : Readonly<Record<string, string>>;

/** Checked input. */
export type Params = { readonly action: Action } & {
  readonly [Name in Exclude<PropertyName, "action">]?: Value<(typeof properties)[Name]>;
};

/** JSON Schema, with arrays that may be written to, as hosts' types want them. */
export interface Parameters {
  type: "object";
  properties: Record<string, Omit<Property, "enum"> & { enum?: string[] }>;
  required: string[];
  additionalProperties: false;
}

export const parameters: Parameters = {
  type: "object",
  properties: structuredClone<Record<string, Property>>(properties) as Parameters["properties"],
  required: ["action"],
  additionalProperties: false,
};

export const description = `Run bash, Python and Node.js in a session that lives on between calls: variables, functions, imports, cwd, environment and background jobs stay, also after an error, a time-out or a crash. All languages share cwd and exported environment.
exec: run \`command\`. eval: run \`code\` and get the value of its last expression; images come back as images. Both return the output, or after yield_ms "still running" with a run id: the run goes on, and wait gets the rest. input answers a program that reads. interrupt stops a run and keeps the state. output: any part of a run's output. state: what is defined. history: earlier runs. jobs: what runs left alive; kill ends one. reset: start afresh (all, or one language).`;
