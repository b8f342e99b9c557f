import { inspect } from "node:util";

/** Characters of a refused value. */
const SHOWN_MAX = 400;

/** What a caller can go by. A failing command is a result, never one of these. */
export type HoldfastErrorCode =
  | "UNKNOWN_SESSION"
  | "SESSION_CLOSED"
  | "UNKNOWN_LANGUAGE"
  | "INTERPRETER_NOT_FOUND"
  | "WORKSPACE_NOT_FOUND"
  | "INVALID_ARGUMENT"
  | "RUN_ACTIVE"
  | "QUEUE_FULL"
  | "UNKNOWN_RUN"
  | "LIMIT_EXCEEDED"
  | "HOST_FAILURE";

export interface HoldfastErrorDetails {
  /** What happened, as a sentence without its full stop. */
  message: string;
  /** The value that was refused. Shown shortened: it may be a whole program. */
  got?: unknown;
  /** The limit that it broke, with its unit. */
  limit?: number | string;
  /** What the reader does next, as a sentence. */
  next?: string;
  cause?: unknown;
}

/** Misuse, or a broken host. Its message reads: what happened (got X; limit Y). The next step. */
export class HoldfastError extends Error {
  override readonly name = "HoldfastError";
  readonly code: HoldfastErrorCode;
  /** The refused value as the message shows it. */
  readonly got?: string;
  readonly limit?: number | string;
  readonly next?: string;

  constructor(code: HoldfastErrorCode, details: HoldfastErrorDetails) {
    const got = "got" in details ? show(details.got) : undefined;
    const { limit, next } = details;
    super(compose(details.message, got, limit, next), "cause" in details ? { cause: details.cause } : {});
    this.code = code;
    if (got !== undefined) this.got = got;
    if (limit !== undefined) this.limit = limit;
    if (next !== undefined) this.next = next;
  }

  /** The same error with another next step. */
  withNext(next: string): HoldfastError {
    const { code, got, limit } = this;
    const message = this.message.replace(this.next ?? "", () => next);
    return Object.assign(new HoldfastError(code, { message, cause: this }), { message, got, limit, next });
  }

  toJSON(): Pick<HoldfastError, "name" | "code" | "message" | "got" | "limit" | "next"> {
    const { name, code, message, got, limit, next } = this;
    return {
      name,
      code,
      message,
      ...(got !== undefined && { got }),
      ...(limit !== undefined && { limit }),
      ...(next !== undefined && { next }),
    };
  }
}

function compose(message: string, got?: string, limit?: number | string, next?: string): string {
  const facts = [got !== undefined && `got ${got}`, limit !== undefined && `limit ${limit}`].filter(Boolean);
  const what = message.replace(/\.$/, "");
  return [`${what}${facts.length > 0 ? ` (${facts.join("; ")})` : ""}.`, next && asSentence(next)]
    .filter(Boolean)
    .join(" ");
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** `customInspect` is off: a value from outside must not run code while it is being refused. */
function show(value: unknown): string {
  try {
    const shown = inspect(value, {
      depth: 1,
      breakLength: Infinity,
      maxStringLength: 80,
      maxArrayLength: 5,
      customInspect: false,
    });
    return shown.length > SHOWN_MAX ? `${shown.slice(0, SHOWN_MAX)}…` : shown;
  } catch {
    return typeof value; // a getter of it that `inspect` cannot do without has thrown
  }
}
