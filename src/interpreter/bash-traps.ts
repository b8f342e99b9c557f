/**
 * The user's traps of DEBUG and RETURN rest between runs, since they would fire on the driver: they are set inside the text of a run, and
 * taken away behind it. A shell that is looked at while they rest does not show them. Text is latin1, as a dump is.
 */
const RESTS = / (DEBUG|RETURN)$/;
const SHOWN = /^trap -- '(?:[^']|'\\'')*' (?:DEBUG|RETURN)$/gm;
/** Of a run on a terminal that has ended by `exit` (plug.sh), and of interrupts. */
const OWN_TRAP = /^trap -- '\{ case \$BASHPID in "\$\$"\) \\\. \S+\/\.\.\/interrupt ;;/;
/**
 * Around the action of DEBUG: it acts on none of the driver's commands, which begin where `_hfe` is set (bash-lines.ts), nor on those of its
 * EXIT trap (boot.sh). The user's stands in the same line, so that its LINENO is true.
 */
const DRIVERS = String.raw`_hfe=* | case\ \$BASHPID\ in* | \\.\ /*/../* | \\.\ /dev/fd/63\ * | \\builtin\ eval\ \"\$\{0:LINENO=*`;
const GUARD = [`case \${_hfe+_hfe=}$BASH_COMMAND in ${DRIVERS}) ;; *) `, "\n;; esac"] as const;

/** The traps that rest. */
export const RESTING = ["DEBUG", "RETURN"] as const;
export type Resting = (typeof RESTING)[number];

/** Tells them, and takes them away. */
export const TAKE_AWAY = `\\builtin trap -p ${RESTING.join(" ")};\\builtin trap - ${RESTING.join(" ")}`;

/** The `trap -- …` commands of the user in what `trap -p` prints, each maybe over several lines; the runtime's own are left out. */
export function traps(text: string): string[] {
  return lines(text).filter((trap) => !/ (?:EXIT|SIGRTMAX-3)$/.test(trap) && !OWN_TRAP.test(trap));
}

/** Those of them that rest between runs, or the named ones. */
export function restingTraps(text: string | undefined, names: readonly Resting[] = RESTING): string[] {
  if (!text || names.length === 0 || !/(?:RETURN|DEBUG)$/m.test(text)) return [];
  return traps(text).filter((trap) => names.includes(nameOf(trap) as Resting));
}

/**
 * What `trap -p` would print.
 * @param listed what it has printed.
 * @param ahead what was said of these before; the last word counts.
 */
export function trapSection(listed: string, ahead: string): string {
  const said = ahead.match(SHOWN);
  if (!said && !listed.includes(GUARD[0])) return listed;
  const [resting, others] = [true, false].map((is) =>
    lines(listed).filter((trap) => RESTS.test(trap) === is),
  );
  const byName = new Map(
    [...(said ?? []), ...(resting ?? [])].map((trap) => [nameOf(trap), unguarded(trap)]),
  );
  return [...(others ?? []), ...byName.values()].map((trap) => `${trap}\n`).join("");
}

/** The commands that set them. @param guarded whether that of DEBUG may be another than the user's. */
export function settingTraps(resting: readonly string[], guarded: boolean): string[] {
  const last = resting.filter((trap) => nameOf(trap) === "DEBUG"); // it would fire for the other
  return [...resting.filter((trap) => !last.includes(trap)), ...last].map((trap) => {
    const action = guarded ? /^trap -- '(.*[^\\])' DEBUG$/s.exec(trap)?.[1] : undefined;
    const set = action === undefined ? trap : `trap -- '${GUARD.join(action)}' DEBUG`;
    return `\\builtin ${Buffer.from(set, "latin1").toString("utf8")}`;
  });
}

function lines(text: string): string[] {
  return text
    .split(/\n(?=trap -- )/)
    .map((trap) => trap.trim())
    .filter(Boolean);
}

const unguarded = (trap: string): string =>
  trap.includes(GUARD[0]) ? trap.replace(GUARD[0], "").replace(`${GUARD[1]}' DEBUG`, "' DEBUG") : trap;
const nameOf = (trap: string): string | undefined => RESTS.exec(trap)?.[1];
