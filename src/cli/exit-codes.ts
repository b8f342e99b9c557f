/** Exit codes of the command itself; all others are those of the code that ran. */
export const exitCodes = {
  done: 0,
  /** A check of the demo or of the doctor did not hold. */
  checkFailed: 1,
  /** The run goes on, or needs input: EX_TEMPFAIL of sysexits.h. */
  goesOn: 75,
  /** As timeout(1) has it. */
  timedOut: 124,
  /** Misuse, or Holdfast itself could not do it; as env(1) and timeout(1) have it. */
  fault: 125,
  /** The reader of standard output has gone: 128 + SIGPIPE. */
  brokenPipe: 141,
} as const;
