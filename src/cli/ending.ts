/**
 * What ends the command early: Ctrl-C and the like, or a reader that has gone. The first one stops the present run in
 * order; a second one leaves it.
 */
import { constants } from "node:os";
import { exitCodes } from "./exit-codes.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class Ending implements Disposable {
  readonly #abort = new AbortController();
  #exitCode: number | undefined;

  /** @param leave what is still to do before a second signal ends the command. */
  constructor(private readonly leave: () => Promise<void> = () => Promise.resolve()) {
    for (const name of SIGNALS) process.on(name, this.#onSignal);
    process.stdout.on("error", this.#onLostReader);
    process.stderr.on("error", this.#onLostReader);
  }

  /** Aborted as soon as the command has to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** 128 + the signal's number; undefined while nothing ends the command. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  [Symbol.dispose](): void {
    for (const name of SIGNALS) process.off(name, this.#onSignal);
  }

  readonly #onSignal = (name: NodeJS.Signals) => {
    const { exitCode } = this;
    if (exitCode !== undefined) {
      const exit = () => process.exit(exitCode);
      this.leave().then(exit, exit);
      return;
    }
    this.#end(128 + constants.signals[name]);
  };

  readonly #onLostReader = () => this.#end(exitCodes.brokenPipe);

  #end(exitCode: number): void {
    this.#exitCode ??= exitCode;
    this.#abort.abort();
  }
}
