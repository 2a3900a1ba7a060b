import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { saveAtomically } from './atomic-save.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-save-'));
});
const at = (name: string) => path.join(folder, name);

describe('atomic save', () => {
  it('writes a new file and leaves nothing else behind', async () => {
    await saveAtomically(at('a.pts'), 'one', { overwrite: false });
    expect([readdirSync(folder), readFileSync(at('a.pts'), 'utf8')]).toEqual([['a.pts'], 'one']);
  });

  it('refuses to replace other content, accepts the same, replaces when told', async () => {
    writeFileSync(at('a.pts'), 'old');
    await expect(saveAtomically(at('a.pts'), 'new', { overwrite: false })).rejects.toMatchObject({
      code: 'io',
      message: `${at('a.pts')} exists already and holds something else. Choose another name or replace it.`,
    });
    await saveAtomically(at('a.pts'), 'old', { overwrite: false });
    expect(readFileSync(at('a.pts'), 'utf8')).toBe('old');
    await saveAtomically(at('a.pts'), 'new', { overwrite: true });
    expect([readdirSync(folder), readFileSync(at('a.pts'), 'utf8')]).toEqual([['a.pts'], 'new']);
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the mode and follows a link (needs POSIX files)',
    async () => {
      writeFileSync(at('real'), 'old');
      chmodSync(at('real'), 0o640);
      symlinkSync(at('real'), at('link'));
      await saveAtomically(at('link'), 'new', { overwrite: true });
      expect(statSync(at('real')).mode & 0o777).toBe(0o640);
      expect(readFileSync(at('real'), 'utf8')).toBe('new');
    },
  );

  it('keeps the old file and cleans up when it cannot write', async () => {
    mkdirSync(at('taken'));
    await expect(saveAtomically(at('taken'), 'x', { overwrite: true })).rejects.toMatchObject({ code: 'io' });
    await expect(saveAtomically(at('no/where.pts'), 'x', { overwrite: true })).rejects.toMatchObject({
      message: `${at('no/where.pts')} could not be written: its folder does not exist.`,
    });
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});
