import { defineConfig } from "vitest/config";

// Takes the pictures of the page that stand in the documents.
export default defineConfig({
  test: { include: ["e2e/pictures.ts"], environment: "node", testTimeout: 300_000, hookTimeout: 120_000 },
});
