/** What is built, from which entry, into which file of dist/. */
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { contractDefines } from './contract-names.mjs';
import { layerGuard } from './layer-guard.mjs';
import { at, root } from './paths.mjs';

const electronFolder = at('electron') + path.sep;

/** Shared by the build and the development server. */
export const rendererConfig = {
  configFile: false,
  root: at('renderer'),
  base: './',
  plugins: [react(), layerGuard('renderer', { node: false, forbidden: [electronFolder] })],
};

function renderer() {
  return {
    ...rendererConfig,
    build: {
      outDir: at('dist/renderer'),
      emptyOutDir: true,
      target: 'chrome140',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2000,
      // lightningcss, Vite's CSS minifier, has no s390x and no ppc64le build.
      cssMinify: false,
    },
  };
}

export function nodeBundle(entry, out, format, { electron = false, external = [], define = {} } = {}) {
  return {
    configFile: false,
    root,
    publicDir: false,
    define,
    plugins: [layerGuard(entry, { electron })],
    ssr: { noExternal: true, external: electron ? ['electron', ...external] : external, target: 'node' },
    build: {
      ssr: at(entry),
      outDir: at(path.dirname(out)),
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        output: { format, entryFileNames: path.basename(out), codeSplitting: false },
      },
    },
  };
}

// Optional native helpers of ws; it works without them.
const wsHelpers = ['bufferutil', 'utf-8-validate'];

export const targets = {
  renderer,
  main: () => nodeBundle('electron/main.ts', 'dist/electron/main.cjs', 'cjs', { electron: true }),
  preload: async () =>
    nodeBundle('electron/preload.ts', 'dist/electron/preload.cjs', 'cjs', {
      electron: true,
      define: await contractDefines(),
    }),
  serve: () => nodeBundle('electron/serve.ts', 'dist/electron/serve.mjs', 'esm', { external: wsHelpers }),
  cli: () => nodeBundle('electron/cli.ts', 'dist/electron/cli.mjs', 'esm'),
};
