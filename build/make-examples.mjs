// Writes examples/*.pts from build/examples/machines.ts with the engine's own writer. Run after a change of the file format:
// `node build/make-examples.mjs`; a test fails while the committed files differ from what this writes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { importTypeScript } from './import-typescript.mjs';
import { at } from './paths.mjs';

const { exampleWorkspaces } = await importTypeScript('build/examples/workspaces.ts');
mkdirSync(at('examples'), { recursive: true });
for (const { fileName, text } of exampleWorkspaces()) {
  writeFileSync(at('examples', fileName), text);
  console.log(`examples${path.sep}${fileName}: ${Math.round(text.length / 1024)} kB`);
}
