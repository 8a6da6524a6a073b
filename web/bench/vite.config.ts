/** Builds the twin as the product is built: same compiler, same plugin, one page. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { modulePreload: { polyfill: false }, rolldownOptions: { input: 'bench/bare.html' } },
});
