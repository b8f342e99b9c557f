import { defineConfig } from "vitest/config";

export default defineConfig({
  // Node 22 does not parse `await using`; this target writes it out.
  oxc: { target: "es2023" },
  test: {
    include: ["test/**/*.test.ts"],
    // They bring what they need from npm: `npm run test:hosts`, `npm run test:package`.
    exclude: ["test/hosts/**", "test/package/**"],
    globalSetup: ["test/nothing-left.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    // The tests are the same on a machine whose own Python does not buffer.
    env: { PYTHONUNBUFFERED: "" },
    // The tests start many processes and measure time: files in parallel would disturb one another.
    fileParallelism: false,
    reporters: ["default", "./test/summary-reporter.ts"],
  },
});
