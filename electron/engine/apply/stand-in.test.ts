import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readFolder } from '../hosts/folder.ts';
import { treeEffects } from './stand-in.ts';

const DEVICE = '/sys/devices/vfio_ap/matrix/11111111-2222-4333-8444-555555555555';

it('makes the folder of a new device a change of its own: a run cut off behind it is half done, not done', () => {
  const before = new Map([['/sys/devices/vfio_ap/matrix/features', { text: 'dyn\n' }]]);
  const after = new Map([
    ...before,
    [`${DEVICE}/matrix`, { text: '' }],
    ['/etc/mdevctl.d/matrix/x', { text: '{}' }],
  ]);
  expect(treeEffects(before, after)).toEqual([
    { kind: 'folder', path: DEVICE },
    { kind: 'file', path: `${DEVICE}/matrix`, text: '' },
    { kind: 'file', path: '/etc/mdevctl.d/matrix/x', text: '{}' },
  ]);
});

it('reads no file that was being replaced as something the host tells', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'studio-half-'));
  try {
    mkdirSync(path.join(root, 'sys/bus/ap'), { recursive: true });
    writeFileSync(path.join(root, 'sys/bus/ap/apmask'), `0x${'f'.repeat(64)}\n`);
    const definition = '{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[]}';
    writeFileSync(path.join(root, '.passthrough-studio.a108e5'), definition);
    const { tree } = await readFolder(root, () => true);
    expect([...tree.paths()].filter((one) => one.startsWith('/captured'))).toEqual([]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
