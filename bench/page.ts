/** `npm run bench:page`: writes docs/benchmarks.md and the README's figures from docs/benchmarks.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { pageOf } from "./page/compose.js";
import { withFigures } from "./page/figures.js";
import { benchPath } from "./place.js";
import type { Report } from "./report.js";

const [page, readme] = [benchPath("..", "docs", "benchmarks.md"), benchPath("..", "README.md")];
const report = JSON.parse(readFileSync(benchPath("..", "docs", "benchmarks.json"), "utf8")) as Report;
writeFileSync(page, pageOf(report));
writeFileSync(readme, withFigures(readFileSync(readme, "utf8"), report));
