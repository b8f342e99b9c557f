/** What passes between the daemon and its clients: JSON lines over a unix socket. docs/protocol.md says how. */

/** Raised when an older side would misunderstand. */
export const DAEMON_PROTOCOL = 1;

/** The daemon's first line on every connection. */
export interface Hello {
  readonly hello: {
    readonly protocol: number;
    readonly version: string;
    readonly pid: number;
  };
}

/** A client asks; the answer bears the same id. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * About a request that is not answered yet. `abort`: its caller wants it no longer (an exec is interrupted, a wait ends).
 * `detach`: it goes on when the connection ends.
 */
export interface Control {
  readonly id: number;
  readonly control: "abort" | "detach";
}

export interface WireError {
  readonly name: string;
  readonly message: string;
  /** Of a HoldfastError. */
  readonly code?: string;
  readonly got?: string;
  readonly limit?: number | string;
  readonly next?: string;
}

/** A piece of a run's output: `data` is base64, `lost` counts bytes before it that a slow client has missed. */
export interface OutputPiece {
  readonly runId: string;
  readonly stream: "stdout" | "stderr";
  readonly data: string;
  readonly lost?: number;
}

export type Answer =
  | { readonly id: number; readonly ok: unknown }
  | { readonly id: number; readonly error: WireError }
  /** Before the answer: what the request streams. */
  | { readonly id: number; readonly output: OutputPiece }
  | { readonly id: number; readonly event: unknown };

export type ClientLine = Request | Control;
export type DaemonLine = Hello | Answer;
