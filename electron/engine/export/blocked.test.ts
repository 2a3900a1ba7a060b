/** Exports of a wish to which there is no legal way. */
import { expect, it } from 'vitest';
import { exampleHost, UUIDS, withMdev } from '../ap/export/testing/wishes.ts';
import { masksOf } from '../ap/model.ts';
import type { ExportFormatId } from '../../../shared/plan.ts';
import { FAMILIES } from '../families.ts';
import type { HostDocument } from '../workspace/document.ts';
import { makeExport } from './export-host.ts';

const families = FAMILIES.map(({ family }) => family);
const observed = withMdev({ ...exampleHost(), profile: '2018-merged', hasApConfig: false }, UUIDS[0], {
  guest: 'web',
});
const desired = withMdev(observed, UUIDS[0], { matrix: masksOf([5], [4], [4]) });

function host(id: string, wish = desired): HostDocument {
  return {
    id,
    name: id,
    source: { kind: 'folder', label: '/captures/one', readAt: '2026-01-02T03:04:05.000Z' },
    kernel: null,
    machine: null,
    findings: [],
    families: new Map([['ap', { observed, desired: wish }]]),
    unknownFamilies: {},
    unknownKeys: {},
  };
}

function told(format: ExportFormatId, ...hosts: readonly HostDocument[]) {
  const document = { name: 'Test', hosts, unknownKeys: {} };
  const ids = hosts.map(({ id }) => id);
  const { files, notes, blocks } = makeExport(families, document, ids, format, {
    style: 'both',
    restart: [],
  });
  return { files: files.map(({ path }) => path), notes, rules: blocks.map(({ rule }) => rule) };
}

it('AP-V2 a blocked plan has no script; other files are written, and say first what blocks', () => {
  expect(told('shell', host('kvm1'))).toMatchObject({
    files: [],
    notes: [
      expect.stringMatching(/^The plan is blocked by AP-V2: .* There are no steps, so there is no script\.$/),
    ],
    rules: ['AP-V2'],
  });
  for (const format of ['ansible', 'chzdev', 'mdevctl', 'libvirt', 'qemu'] as const) {
    const { files, notes, rules } = told(format, host('kvm1'));
    expect([format, files.length > 0, rules]).toEqual([format, true, ['AP-V2']]);
    expect(notes[0]).toMatch(/^The plan is blocked by AP-V2: .* These files only describe the wish/);
  }
});

it('of several hosts only those that are not blocked have a script, and the notes begin with the blocked one', () => {
  const { files, notes, rules } = told('shell', host('kvm1', observed), host('kvm2'));
  expect([files.every((path) => path.startsWith('kvm1/')), rules]).toEqual([true, ['AP-V2']]);
  expect(notes[0]).toMatch(/^kvm2: The plan is blocked by AP-V2: /);
  expect(told('chzdev', host('kvm1', observed)).rules).toEqual([]);
});
