import { defineConfig } from "tsdown";

// Its own folder under the package root, so that drivers/ are found as from dist/.
export default defineConfig({
  entry: { main: "main.ts", page: "page.ts" },
  outDir: "../build/bench",
  format: "esm",
  platform: "node",
  target: "es2023",
  dts: false,
  fixedExtension: false,
  logLevel: "warn",
});
