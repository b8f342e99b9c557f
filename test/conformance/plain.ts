/** What plain bash makes of the steps of a case, and the comparison with what the session made of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { RunResult } from "../../src/index.js";
import type { Case, Step } from "./case.js";

export interface Plain {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The scripts that plain bash runs for a case. */
export function plainScripts({ plain }: Case, steps: readonly Step[]): string[] {
  if (plain === undefined) return [];
  const codes = steps.map((step) => {
    if (step.kind === "action") throw new Error("plain bash cannot do an action");
    return step.code;
  });
  if (plain === "whole") return [codes.join("\n")];
  return plain === "each" ? codes : codes.slice(0, 1);
}

/** `bash script </dev/null`, in the workspace. */
export async function runPlain(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Plain> {
  const file = join(dirname(cwd), "script");
  writeFileSync(file, script);
  const child = spawn("bash", [file], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const read = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("latin1").on("data", (text: string) => (read[name] += text));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (code === null) throw new Error(`plain bash was killed by ${signal}`);
  return { ...read, exitCode: code };
}

/** Throws where a session gives another output or status than plain bash. */
export function comparePlain(
  { id, plain: how }: Case,
  plain: readonly Plain[],
  results: readonly RunResult[],
): void {
  if (how === undefined) return;
  const live = results.map(({ stdout, stderr, exitCode }) => ({
    stdout: Buffer.from(stdout, "utf8").toString("latin1"),
    stderr: Buffer.from(stderr, "utf8").toString("latin1"),
    exitCode,
  }));
  const joined = {
    stdout: live.map(({ stdout }) => stdout).join(""),
    stderr: live.map(({ stderr }) => stderr).join(""),
    exitCode: live.at(-1)?.exitCode,
  };
  const compared = how === "whole" ? [joined] : live.slice(0, plain.length);
  compared.forEach((one, index) => {
    const { stdout, stderr, exitCode } = plain[index] as Plain;
    expect(
      { ...one, stderr: withoutPlace(one.stderr) },
      `${id}: ${how === "whole" ? "all steps" : `step ${index + 1}`}, live (received), against plain bash (expected)`,
    ).toEqual({ stdout, stderr: withoutPlace(stderr), exitCode });
  });
}

/**
 * The script's name and line before bash's own messages: both are other ones when a script comes in several calls. A session
 * evaluates its texts, and bash says so in messages about their syntax.
 */
function withoutPlace(stderr: string): string {
  return stderr.replaceAll(/^\S+: (?:eval: )?((?:\w+: )?)line \d+: /gm, "$1");
}
