#!/usr/bin/env node
/** Builds everything into dist/. `node build/build.mjs [target…]` builds only those and leaves the rest alone. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { build } from 'vite';
import { at, isMain } from './paths.mjs';
import { targets } from './targets.mjs';

export async function buildTarget(name) {
  const config = await targets[name]();
  await build({ logLevel: 'warn', ...config });
}

/** Examples travel with dist/, so that dist/ alone is a whole program. */
function copyExamples() {
  if (!existsSync(at('examples'))) return;
  mkdirSync(at('dist'), { recursive: true });
  rmSync(at('dist/examples'), { recursive: true, force: true });
  cpSync(at('examples'), at('dist/examples'), { recursive: true });
}

if (isMain(import.meta.url)) {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in targets));
  if (unknown.length > 0) {
    console.error(`build: no target ${unknown.join(', ')}; there are ${Object.keys(targets).join(', ')}`);
    process.exit(2);
  }
  for (const name of asked.length > 0 ? asked : Object.keys(targets)) {
    const start = performance.now();
    try {
      await buildTarget(name);
    } catch (error) {
      console.error(`build: ${name} failed: ${error.message}`);
      process.exit(1);
    }
    console.error(`build: ${name} ${Math.round(performance.now() - start)} ms`);
  }
  copyExamples();
}
