import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// `--mode fake` builds the same window over a host made of examples, for pictures and for work without Rust.
// It goes to its own folder, so that what ships never holds it.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  build: {
    target: "safari15",
    outDir: mode === "fake" ? "dist-fake" : "dist",
    emptyOutDir: true,
    // The window's policy forbids data: URLs anywhere but in images, and inline scripts everywhere.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  // The tests read the colours themselves.
  test: { css: true, environment: "jsdom", include: ["src/**/*.test.ts"], restoreMocks: true },
}));
