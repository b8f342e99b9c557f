import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { target: "es2023" },
  test: {
    include: ["test/package/**/*.test.ts"],
    globalSetup: ["test/package/install.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    pool: "forks",
    fileParallelism: false,
    reporters: ["default", "./test/summary-reporter.ts"],
  },
});
