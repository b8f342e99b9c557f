/** The names of one language, as of its last settled state, and as they were at an earlier moment. */
import type { NameInfo } from "../protocol/messages.js";

export class Names extends Map<string, NameInfo> {
  /** What there was, since the last call of `remember`, in the place of what has changed. */
  #former = new Map<string, NameInfo | undefined>();

  /** How names were at this moment, until the next call: it costs what changes, whatever else there is. */
  remember(): (name: string) => NameInfo | undefined {
    const former = new Map<string, NameInfo | undefined>();
    this.#former = former;
    return (name) => (former.has(name) ? former.get(name) : this.get(name));
  }

  override set(name: string, info: NameInfo): this {
    this.#note(name);
    return super.set(name, info);
  }

  override delete(name: string): boolean {
    this.#note(name);
    return super.delete(name);
  }

  override clear(): void {
    for (const name of this.keys()) this.#note(name);
    super.clear();
  }

  #note(name: string): void {
    if (!this.#former.has(name)) this.#former.set(name, this.get(name));
  }
}
