import { defineConfig } from "vitest/config";

// Builds the page into the resources of the Java module. Names carry no hash and nothing is inlined, so that two builds are
// byte-equal and a strict Content-Security-Policy holds.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/main/resources/dev/stillmap/inspector/web",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        entryFileNames: "inspector.js",
        chunkFileNames: "inspector-[name].js",
        assetFileNames: "inspector.[ext]",
      },
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
  },
});
