/** What is aimed at, and why a target is missed where it is. */
export interface Target {
  readonly text: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Verdict {
  readonly target: string;
  readonly value: number;
  readonly met: boolean;
  readonly reason?: string;
}

const limits: Readonly<Record<string, Target>> = {
  "run/off": { text: "<= 2 x echo loop", atMost: 2 },
  "run/on": { text: "<= 4 x echo loop", atMost: 4 },
  "run/ipykernel": { text: ">= 30 x faster", atLeast: 30 },
  "hundred/bash": { text: ">= 10 x faster", atLeast: 10 },
  "hundred/python": { text: ">= 50 x faster", atLeast: 50 },
  "session/bash": { text: "<= 3 ms", atMost: 3 },
  "session/python": { text: "<= 8 ms", atMost: 8 },
  "session/node": { text: "<= 10 ms", atMost: 10 },
  state: { text: "<= 2 ms", atMost: 2 },
  import: { text: "< 1 ms", atMost: 1 },
  interrupt: { text: "<= 50 ms", atMost: 50 },
  "output/speed": { text: ">= 0.7 x bare reader", atLeast: 0.7 },
  "output/memory": { text: "< 64 MB more", atMost: 64 },
  "memory/bash": { text: "<= 4 MB each", atMost: 4 },
  "memory/python": { text: "<= 3 MB each", atMost: 3 },
};

/** Why a target is missed, by `target: row`, or by the target alone for all its rows. */
const reasons: Readonly<Record<string, string>> = {};

/** Holds a figure against a target; undefined where there is none by that name. */
export function judge(name: string, row: string, value: number): Verdict | undefined {
  const target = limits[name];
  if (!target || !Number.isFinite(value)) return undefined;
  const met = value <= (target.atMost ?? Infinity) && value >= (target.atLeast ?? -Infinity);
  const reason = met ? undefined : (reasons[`${name}: ${row}`] ?? reasons[name]);
  return { target: target.text, value, met, ...(reason !== undefined && { reason }) };
}
