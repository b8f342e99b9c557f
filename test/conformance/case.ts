/** A case of the conformance suite as data: what is run, and what must come of it, in each language that it concerns. */
import type { ExecOptions, RunStatus } from "../../src/index.js";
import type { Bench } from "./bench.js";

export type Language = "bash" | "python" | "node";

/**
 * What a run must give. What is not said must not be there: no output, no error, nothing restored, exit code 0, and a
 * status that fits the exit code. Only `result` is free where it is not said.
 */
export interface Expectation {
  readonly status?: RunStatus;
  readonly exitCode?: number | null;
  readonly stdout?: string | RegExp;
  readonly stderr?: string | RegExp;
  /** null: there must be none. */
  readonly result?: string | RegExp | null;
  /** Name of the uncaught exception; "any" allows one. Free where the run was stopped. */
  readonly error?: string;
  /** Part of the reason why the interpreter was brought back; "any" allows it and does not ask for it. */
  readonly restored?: RegExp | "any";
}

export type StepOptions = Omit<ExecOptions, "language" | "signal" | "onOutput">;

export type Step =
  | {
      readonly kind: "exec" | "eval";
      readonly code: string;
      /** Default: the language of the case. */
      readonly language?: Language;
      readonly options?: StepOptions;
      /** A result, or the code of the error that the call must throw. */
      readonly expect: Expectation | { readonly throws: string };
    }
  | {
      readonly kind: "action";
      readonly title: string;
      readonly action: (bench: Bench) => Promise<void>;
    };

export interface Case {
  /** Of the list of black-box cases; several cases may share one. */
  readonly id: string;
  readonly title: string;
  /** The steps, in order and in one session, for each language in which the case makes sense. */
  readonly in: Readonly<Partial<Record<Language, readonly Step[]>>>;
  /**
   * Plain bash decides. "whole": all steps as one script give the same output and last status; "each": each step alone
   * does; "first": the first step does.
   */
  readonly plain?: "whole" | "each" | "first";
  /** Files of the workspace by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Environment of the session, over that of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default 30 s. */
  readonly timeoutMs?: number;
}

/** Runs code in the session. */
export function run(code: string, expect: Expectation = {}, options: StepOptions = {}): Step {
  return { kind: "exec", code, expect, options };
}

/** Runs code in another language of the session. */
export function runIn(
  language: Language,
  code: string,
  expect: Expectation = {},
  options: StepOptions = {},
): Step {
  return { kind: "exec", code, language, expect, options };
}

/** Runs code for the value of its last expression. */
export function evaluate(code: string, result: string | RegExp | null, more: Expectation = {}): Step {
  return { kind: "eval", code, expect: { ...more, result } };
}

/** A call that must be refused. */
export function refused(code: string, throws: string, options: StepOptions = {}): Step {
  return { kind: "exec", code, expect: { throws }, options };
}

/** What data cannot say: parallel calls, interrupts, several sessions. */
export function action(title: string, act: (bench: Bench) => Promise<void>): Step {
  return { kind: "action", title, action: act };
}

/** The same steps in every language; code that is valid in all of them, or made for each. */
export function everywhere(steps: (language: Language) => readonly Step[]): Case["in"] {
  return { bash: steps("bash"), python: steps("python"), node: steps("node") };
}
