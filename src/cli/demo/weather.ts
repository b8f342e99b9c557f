/** The demo's data: four years of Seattle's weather, from the npm package vega-datasets. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { HoldfastError } from "../../errors.js";

export interface WeatherFacts {
  readonly days: number;
  /** Of the month with the highest mean daily precipitation, as in `Nov`. */
  readonly wettest: string;
  /** Mean daily maximum of July, in degrees Celsius, to one decimal. */
  readonly julyHigh: string;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The package's data folder: installed beside Holdfast, or where the command was called. Throws HOST_FAILURE. */
export function findDataFolder(): string {
  for (const place of [import.meta.url, join(process.cwd(), "package.json")])
    try {
      return join(dirname(createRequire(place).resolve("vega-datasets")), "..", "data");
    } catch {
      // Not here.
    }
  throw new HoldfastError("HOST_FAILURE", {
    message: "The demo's data, the npm package vega-datasets, is not installed",
    next: "Run `npm install --no-save vega-datasets` here, and the demo again.",
  });
}

/** Works out what the demo's Python has to find, by other means. */
export function weatherFacts(dataFolder: string): WeatherFacts {
  const [, ...lines] = readFileSync(join(dataFolder, "seattle-weather.csv"), "utf8").trim().split("\n");
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
