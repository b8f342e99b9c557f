/** What a run of the bench leaves: all tables, and with what, where and when they were made. */
import type { Table } from "./table.js";

export interface PartReport {
  readonly name: string;
  readonly seconds: number;
  readonly tables: readonly Table[];
}

export interface Report {
  /** As typed. */
  readonly command: string;
  readonly date: string;
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly kernel: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryGb: number;
    /** One-minute average before the first part. */
    readonly load: number;
  };
  readonly parts: readonly PartReport[];
}

/** JSON with a line for each table, and numbers of four digits. */
export function reportText({ parts, ...head }: Report): string {
  const whole = parts.map(({ tables, ...part }) => {
    const lines = tables.map((table) => `  ${short(table)}`).join(",\n");
    return ` ${short(part).slice(0, -1)},"tables":[\n${lines}\n ]}`;
  });
  return `${short(head).slice(0, -1)},"parts":[\n${whole.join(",\n")}\n]}\n`;
}

function short(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "number" && !Number.isInteger(each) ? Number(each.toPrecision(4)) : each,
  );
}
