import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Vite reads its configuration from a default export. MAINSTAY_API points the development server at a running API.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  server: { host: '127.0.0.1', proxy: { '/api': process.env.MAINSTAY_API ?? 'http://127.0.0.1:8787' } },
});
