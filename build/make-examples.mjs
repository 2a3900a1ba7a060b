// Writes examples/*.pts from build/examples/machines.ts with the engine's own writer. Run after a change of the file format:
// `node build/make-examples.mjs`; a test fails while the committed files differ from what this writes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runnerImport } from 'vite';
import { at } from './paths.mjs';

const { module } = await runnerImport(at('build/examples/workspaces.ts'), {
  configFile: false,
  root: at('.'),
});
mkdirSync(at('examples'), { recursive: true });
for (const { fileName, text } of module.exampleWorkspaces()) {
  writeFileSync(at('examples', fileName), text);
  console.log(`examples${path.sep}${fileName}: ${Math.round(text.length / 1024)} kB`);
}
