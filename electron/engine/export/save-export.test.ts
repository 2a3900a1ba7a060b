import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import type { ExportFile } from '../../../shared/plan.ts';
import { saveExport } from './save-export.ts';

let work: string;
beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'studio-save-'));
});
afterEach(() => rmSync(work, { recursive: true }));

const file = (path: string, text: string, executable = false): ExportFile => ({ path, text, executable });
const FILES = [file('run.sh', '#!/bin/sh\n', true), file('etc/mdevctl.d/matrix/a', '{}')];

function names(folder = work): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

async function refusal(files: readonly ExportFile[], overwrite = false, folder = work): Promise<string> {
  try {
    return `written ${(await saveExport(folder, files, overwrite)).written.length}`;
  } catch (error) {
    if (error instanceof StudioError) return error.message;
    throw error;
  }
}

describe('saving an export', () => {
  it('makes the folder and its folders, marks scripts, and leaves equal files alone', async () => {
    const folder = path.join(work, 'out');
    const first = await saveExport(folder, FILES, false);
    const touched = statSync(path.join(folder, 'run.sh')).mtimeMs;
    const second = await saveExport(folder, [...FILES, file('new', 'x')], false);
    expect([
      first.written,
      second.written,
      names(folder),
      statSync(path.join(folder, 'run.sh')).mode & 0o777,
      statSync(path.join(folder, 'run.sh')).mtimeMs,
    ]).toEqual([
      ['run.sh', 'etc/mdevctl.d/matrix/a'],
      ['new'],
      ['etc', 'etc/mdevctl.d', 'etc/mdevctl.d/matrix', 'etc/mdevctl.d/matrix/a', 'new', 'run.sh'],
      0o755,
      touched,
    ]);
  });

  it('writes nothing at all where one file differs, unless it may be replaced', async () => {
    mkdirSync(path.join(work, 'etc/mdevctl.d/matrix'), { recursive: true });
    writeFileSync(path.join(work, 'etc/mdevctl.d/matrix/a'), 'mine');
    const before = names();
    expect(await refusal(FILES)).toContain('There are other files already: etc/mdevctl.d/matrix/a.');
    expect(names()).toEqual(before);
    expect(await refusal(FILES, true)).toBe('written 2');
    expect(readFileSync(path.join(work, 'etc/mdevctl.d/matrix/a'), 'utf8')).toBe('{}');
  });

  it('never leaves the folder, by names or by links', async () => {
    const outside = path.join(work, 'outside');
    const folder = path.join(work, 'in');
    mkdirSync(outside);
    mkdirSync(folder);
    symlinkSync(outside, path.join(folder, 'etc'));
    writeFileSync(path.join(outside, 'secret'), 'x');
    symlinkSync(path.join(outside, 'secret'), path.join(folder, 'run.sh'));
    const odd = ['../x', '/etc/x', 'a/../../x', 'a//x', './x', 'a/..', '', 'a\0b', 'a\\b', 'a\nb', '..'];
    expect(await Promise.all(odd.map((name) => refusal([file(name, 'x')], true, folder)))).toEqual(
      odd.map(() => expect.stringContaining('name that cannot be written')),
    );
    expect([
      await refusal([FILES[1]!], true, folder),
      await refusal([FILES[0]!], true, folder),
      names(outside),
      readFileSync(path.join(outside, 'secret'), 'utf8'),
    ]).toEqual([
      expect.stringContaining('outside the folder'),
      expect.stringContaining('no plain file'),
      ['secret'],
      'x',
    ]);
  });

  it('leaves nothing half-written when the disk says no in the middle', async () => {
    const folder = path.join(work, 'out');
    const answer = await refusal([...FILES, file('n'.repeat(300), 'x')], false, folder);
    expect([answer, names(folder).filter((name) => !existsSync(path.join(folder, name, '.')))]).toEqual([
      expect.stringContaining('could not be written'),
      [],
    ]);
    expect(await refusal(FILES, false, path.join(work, 'none/deep'))).toContain('its folder does not exist');
  });
});
