/**
 * What npm, npx and their like put into the environment of what they start: it is about that start, and a session that took it
 * would run another project's programs, and configure another project's npm.
 */
import { delimiter } from "node:path";

/** Set by them alone. `npm_config_…` may also be a user's own, in whose shell none of these stands. */
const STARTED_BY_NPM = /^(?:npm_(?!config_)\w+|INIT_CWD|PNPM_SCRIPT_SRC_DIR)$/;
const SET_BY_NPM = /^(?:npm_\w+|INIT_CWD|NODE|COLOR|PNPM_SCRIPT_SRC_DIR)$/;
const ADDED_FOLDER = /[/\\](?:node_modules[/\\]\.bin|node-gyp-bin)[/\\]?$/;
/** The last folder that npm puts before the user's own. */
const LAST_ADDED = /[/\\]node-gyp-bin[/\\]?$/;

/** The environment without it; the same where there is none. */
export function withoutNpm(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(env);
  if (!names.some((name) => STARTED_BY_NPM.test(name))) return env;
  const own = Object.fromEntries(
    names.flatMap((name) => (SET_BY_NPM.test(name) ? [] : [[name, env[name] ?? ""]])),
  );
  return own["PATH"] === undefined ? own : { ...own, PATH: ownPath(own["PATH"]) };
}

/** They put their folders first; a folder of that kind behind the user's first one is the user's. */
function ownPath(path: string): string {
  const folders = path.split(delimiter);
  const last = folders.findLastIndex((folder) => LAST_ADDED.test(folder));
  const first = folders.findIndex((folder) => !ADDED_FOLDER.test(folder));
  const own = folders.filter(
    (folder, at) => !ADDED_FOLDER.test(folder) || (at > last && at >= first && first >= 0),
  );
  return own.join(delimiter);
}
