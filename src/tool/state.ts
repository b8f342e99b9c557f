/**
 * The state as an agent gets it: of the environment the names. Its values, among them keys and tokens of the host, are given
 * only for names that were asked for.
 */
import type { RuntimeState } from "../session/state.js";

export interface ToolState extends Omit<RuntimeState, "env_vars"> {
  readonly env_names: readonly string[];
  /** Of the names that were asked for. */
  readonly env_vars?: Readonly<Record<string, string>>;
}

/** @param asked only these names, where it is given. */
export function toolState({ env_vars, ...state }: RuntimeState, asked?: readonly string[]): ToolState {
  const env_names = Object.keys(env_vars);
  if (!asked) return { ...state, env_names };
  const wanted = new Set(asked);
  const isWanted = (name: string) => wanted.has(name);
  const found = env_names.filter(isWanted);
  return {
    ...state,
    functions: state.functions.filter(isWanted),
    imports: state.imports.filter(isWanted),
    names: state.names.filter(({ name }) => isWanted(name)),
    env_names: found,
    env_vars: Object.fromEntries(found.map((name) => [name, env_vars[name] ?? ""])),
  };
}
