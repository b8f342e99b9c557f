import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", "cli/main": "src/cli/main.ts" },
  format: "esm",
  platform: "node",
  // Node 20 does not parse `await using`; this target writes it out.
  target: "es2023",
  dts: true,
  sourcemap: true,
  fixedExtension: false,
  logLevel: "warn",
});
