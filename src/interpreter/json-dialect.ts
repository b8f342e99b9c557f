/** The dialect of drivers that speak JSON themselves (python, node). */
import type { HostBoundMessage, KeptEntry, RunMessage } from "../protocol/messages.js";
import type { Dialect } from "./dialect.js";

const KNOWN = new Set(["ready", "done", "settled", "restored"]);

export const jsonDialect: Dialect = {
  boot: () => "",
  run: (message: RunMessage) => `${JSON.stringify(message)}\n`,
  settle: () => '{"t":"settle"}\n',
  restore: (keep: readonly KeptEntry[]) => `${JSON.stringify({ t: "restore", keep })}\n`,
  close: () => '{"t":"close"}\n',
  refuses: () => ({}),
  decode(line: Buffer): readonly HostBoundMessage[] | undefined {
    try {
      const message = JSON.parse(line.toString("utf8")) as HostBoundMessage;
      return KNOWN.has(message.t) ? [message] : undefined;
    } catch {
      return undefined;
    }
  },
};
