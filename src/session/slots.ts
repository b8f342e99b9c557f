/** The languages of one session and the scope that they share (or, where sharing is off, the scope of each). */
import { languageRow } from "../interpreter/languages.js";
import { descendantsOf } from "../interpreter/processes.js";
import type { InterpreterPool } from "../interpreter/pool.js";
import type { ScopeDelta } from "../protocol/messages.js";
import { limits } from "../limits.js";
import { Scope } from "./scope.js";
import { type Heir, Slot } from "./slot.js";

export class Slots {
  readonly #slots = new Map<string, Slot>();
  readonly #shared: Scope;

  /** @param share false: each language has a working directory and environment of its own. */
  constructor(
    private readonly origin: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
    private readonly share: boolean,
    private readonly pool: InterpreterPool,
  ) {
    this.#shared = new Scope(origin);
  }

  /** The scope that users see. */
  get scope(): Scope {
    return this.#shared;
  }

  get all(): Slot[] {
    return [...this.#slots.values()];
  }

  /** The slot of a language; made on first use. Throws UNKNOWN_LANGUAGE. */
  of(language: string): Slot {
    const present = this.#slots.get(language);
    if (present) return present;
    const slot = new Slot(
      languageRow(language),
      this.share ? this.#shared : new Scope(this.origin),
      this.pool,
      () => this.#inhabitants(),
    );
    this.#slots.set(language, slot);
    return slot;
  }

  /** Learns what runs have done. A look has its limit, and what it leaves out takes another. */
  async settle(): Promise<void> {
    for (const slot of this.#slots.values()) if (slot.dirty) await slot.settle();
  }

  /** Before a run of this language, which may end the interpreters of others: their state is known, within a few looks. */
  async settleOthers(present: Slot): Promise<void> {
    for (const slot of this.#slots.values())
      for (let left: number = limits.foreignLooksMax; left > 0 && slot !== present && slot.dirty; left--)
        await slot.settle();
  }

  /** Changes every scope, as `setEnv` and `changeDir` do. */
  commit(delta: ScopeDelta): void {
    for (const scope of this.#scopes()) {
      scope.commit(delta);
      if (delta.cwd !== undefined) scope.holder = undefined;
    }
  }

  /** Working directory and environment as at the start. */
  resetScopes(): void {
    for (const scope of this.#scopes()) scope.reset();
  }

  /** @param heir may take an interpreter over instead; it resolves when the rest of it has ended. */
  async close(slots: readonly Slot[], graceMs: number, heir?: Heir): Promise<void> {
    await Promise.all(slots.map((slot) => slot.close(graceMs, heir)));
  }

  #inhabitants(): number[] {
    return this.all.flatMap(({ interpreter }) =>
      interpreter ? [interpreter.pid, ...descendantsOf(interpreter.guardian)] : [],
    );
  }

  #scopes(): Set<Scope> {
    return new Set([this.#shared, ...[...this.#slots.values()].map((slot) => slot.scope)]);
  }
}
