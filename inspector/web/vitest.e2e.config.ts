import { defineConfig } from "vitest/config";

// Tests of the whole: an application in Java, its inspector, and the page in a headless Chromium. They need the classes of `core` and
// `inspector`, and the jar of `server`, to be built.
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
