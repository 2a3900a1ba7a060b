import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { editSubcommand } from './edit.ts';
import { help } from './help.ts';

it('a gesture has a bound that is said, and its help tells where the operations stand', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-edit-'));
  const file = path.join(folder, 'edits.json');
  const edit = { family: 'zpci', op: 'stopGuest', guest: 'db1' };
  writeFileSync(file, JSON.stringify(Array.from({ length: 4097 }, () => edit)));
  const run = editSubcommand.run({ positionals: ['examples/zpci-lpar.pts', file], values: {} });
  await expect(run).rejects.toThrow('4,097 edits, and one gesture has 4,096 at most. Split the file.');
  rmSync(folder, { recursive: true });
  expect(help(editSubcommand).join(' ')).toContain('docs/edits.md');
});
