import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    "cli/main": "src/cli/main.ts",
    daemon: "src/server/main.ts",
    "adapters/ai-sdk": "src/adapters/ai-sdk.ts",
    "adapters/openclaw": "src/adapters/openclaw.ts",
    "adapters/pi": "src/adapters/pi.ts",
  },
  format: "esm",
  platform: "node",
  // Node 20 does not parse `await using`; this target writes it out.
  target: "es2023",
  dts: true,
  sourcemap: true,
  fixedExtension: false,
  logLevel: "warn",
});
