/** Imports a TypeScript module of this checkout into a build script, bundled as the program itself is. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { at } from './paths.mjs';
import { nodeBundle } from './targets.mjs';

export async function importTypeScript(entry) {
  const out = `dist/tools/${path.basename(entry, '.ts')}.mjs`;
  await build({ logLevel: 'warn', ...nodeBundle(entry, out, 'esm') });
  return import(pathToFileURL(at(out)).href);
}
