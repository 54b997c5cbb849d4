import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** One build for the embedded run and for CloudFront. No inline scripts: the content security policy refuses them. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 2000,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
