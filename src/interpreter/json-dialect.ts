/** The dialect of drivers that speak JSON themselves (python, node). */
import type { HostBoundMessage, KeptEntry, RunMessage, ScopeDelta } from "../protocol/messages.js";
import type { Dialect } from "./dialect.js";

const KNOWN = new Set(["ready", "done", "settled", "restored", "late"]);

/** @param textEnv the language holds its environment as text, so bytes that are not UTF-8 are beyond it. */
export const jsonDialect = (textEnv: boolean): Dialect => ({
  boot: () => "",
  run: (message: RunMessage) => `${JSON.stringify(message)}\n`,
  settle: () => '{"t":"settle"}\n',
  restore: (keep: readonly KeptEntry[]) => `${JSON.stringify({ t: "restore", keep })}\n`,
  close: () => '{"t":"close"}\n',
  refuses: (delta) => (textEnv ? notText(delta) : {}),
  decode(line: Buffer): readonly HostBoundMessage[] | undefined {
    try {
      const message = JSON.parse(line.toString("utf8")) as HostBoundMessage;
      const forged = message.t === "done" && message.key === undefined;
      return KNOWN.has(message.t) && !forged ? [message] : undefined;
    } catch {
      return undefined;
    }
  },
});

function notText({ env }: ScopeDelta): Record<string, string> {
  const refused: Record<string, string> = {};
  for (const [name, value] of Object.entries(env?.set ?? {}))
    if (/[\udc80-\udcff]/u.test(value)) refused[name] = "holds bytes that are not UTF-8";
  return refused;
}
