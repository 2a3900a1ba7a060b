import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { exampleHost, UUIDS, withMdev } from '../engine/ap/export/testing/wishes.ts';
import { masksOf } from '../engine/ap/model.ts';
import { writeWorkspace } from '../engine/workspace/file.ts';
import { families } from './document.ts';
import { said } from './testing/said.ts';

it('AP-V2 an export of a blocked plan ends with 1 and says why on stderr; a script is not written', async () => {
  const observed = withMdev({ ...exampleHost(), profile: '2018-merged', hasApConfig: false }, UUIDS[0], {
    guest: 'web',
  });
  const desired = withMdev(observed, UUIDS[0], { matrix: masksOf([5], [4], [4]) });
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-export-'));
  const file = path.join(folder, 'blocked.pts');
  const host = {
    id: 'h1',
    name: 'kvm1',
    source: { kind: 'folder', label: '/captures/one', readAt: '2026-01-02T03:04:05.000Z' },
    kernel: null,
    machine: null,
    findings: [],
    families: new Map([['ap', { observed, desired }]]),
    unknownFamilies: {},
    unknownKeys: {},
  } as const;
  writeFileSync(file, writeWorkspace({ name: 'Blocked', hosts: [host], unknownKeys: {} }, families));
  const made = (format: string) =>
    said('export', file, '--format', format, '--out', path.join(folder, format));
  const shell = await made('shell');
  expect([shell.status, shell.stdout, existsSync(path.join(folder, 'shell'))]).toEqual([1, '', false]);
  expect(shell.stderr).toMatch(/^note: The plan is blocked by AP-V2: /);
  const mdevctl = await made('mdevctl');
  expect([mdevctl.status, readdirSync(path.join(folder, 'mdevctl')).includes('mdevctl.sh')]).toEqual([
    1,
    true,
  ]);
  expect(mdevctl.stderr).toMatch(
    /^note: The plan is blocked by AP-V2: .* These files only describe the wish/,
  );
});
