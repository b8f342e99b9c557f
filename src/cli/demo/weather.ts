/** The demo's data: four years of Seattle's weather. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../interpreter/driver-path.js";

export interface WeatherFacts {
  readonly days: number;
  /** Of the month with the highest mean daily precipitation, as in `Nov`. */
  readonly wettest: string;
  /** Mean daily maximum of July, in degrees Celsius, to one decimal. */
  readonly julyHigh: string;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Its table, which the build has put beside the command. */
export const weatherTable = join(packageRoot(), "dist/cli/seattle-weather.csv");

/** Works out what the demo's Python has to find, by other means. */
export function weatherFacts(): WeatherFacts {
  const [, ...lines] = readFileSync(weatherTable, "utf8").trim().split("\n");
  const rows = lines.map((line) => line.split(","));
  const mean = (month: string, column: number) => {
    const values = rows.filter(([date]) => date?.slice(5, 7) === month).map((row) => Number(row[column]));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const rain = MONTHS.map((_, index) => mean(String(index + 1).padStart(2, "0"), 1));
  return {
    days: rows.length,
    wettest: MONTHS[rain.indexOf(Math.max(...rain))] ?? "",
    julyHigh: mean("07", 2).toFixed(1),
  };
}
