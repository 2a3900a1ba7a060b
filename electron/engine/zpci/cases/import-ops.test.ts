/** What cases learn of captures: W43 of the reference, other sources of the same host, and what is wrong in a case. */
import { mkdirSync, mkdtempSync, copyFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { capturesNamed, readNamedCapture } from '../../cases/case-captures.ts';
import type { CaseContext } from '../../family.ts';
import { FIXTURES, functionFiles, treeWith } from '../observe/testing/captures.ts';
import { importDifferences, importOp } from './import-ops.ts';

const NO_FILES: CaseContext = { host: () => null };
const scratch = mkdtempSync(join(tmpdir(), 'zpci-captures-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const W43 = {
  count: 5,
  functions: {
    '0001:00:00.0': {
      fid: '0x00000000',
      uid: '0x0001',
      fh: '0x80020000',
      pchid: '0x01c0',
      pfgid: '0x07',
      pft: '0x0a',
      pftName: 'ROC2',
      vfn: 1,
      port: 0,
      pfip: '01.02.00.05',
      mioEnabled: false,
    },
    '1a2b:00:00.0': { fid: '0x0000cafe', uid: '0x1a2b', pft: '0x0b', pftName: 'NVMe', vfn: 0 },
  },
  unknown: ['sdma', 'edma', 'dasm', 'msia', 'noi', 'maxstbl', 'mui', 'version'],
};

test('ZPCI-M1 ZPCI-M6 W43: what /sys tells of a host, from the shipped capture', () => {
  expect(importDifferences(W43, importOp(NO_FILES, 'lab-c-host', 'import_sysfs'))).toEqual([]);
});

test('ZPCI-S1 a slot without the file says nothing of its power, whether its device is there or not', () => {
  const tree = treeWith({
    ...functionFiles('0001:00:00.0', { function_id: '0x00000001\n' }),
    '/sys/bus/pci/slots/00000001/address': '0001:00:00\n',
    '/sys/bus/pci/slots/00000002/address': '0002:00:00\n',
    '/sys/bus/pci/devices/0002:00:00.0': '-> ../../../devices/pci0002:00/0002:00:00.0',
    '/sys/bus/pci/slots/00000003/address': '0003:00:00\n',
    '/sys/bus/pci/slots/00000004/power': '0\n',
    ...functionFiles('0005:00:00.0', { function_id: '0x00000005\n' }),
    '/sys/bus/pci/slots/00000005/power': '1\n',
  });
  const expected = {
    functions: {
      '0x00000001': { state: 'configured', power: null },
      '0x00000002': { state: 'configured', power: null },
      '0x00000003': { state: 'reserved', power: null },
      '0x00000004': { state: 'standby', power: 0 },
      '0x00000005': { state: 'configured', power: 1 },
    },
  };
  const imported = importOp({ ...NO_FILES, capture: () => tree }, 'slots', 'import_sysfs');
  expect(importDifferences(expected, imported)).toEqual([]);
});

test('what VFIO tells of the same host, by the addresses of /sys', () => {
  const imported = importOp(NO_FILES, 'lab-c-host', 'import_vfiocaps');
  const expected = {
    count: 4,
    functions: {
      '0001:00:00.0': {
        start: '0x100000000',
        end: '0x1ffffffff',
        noi: 64,
        maxstbl: 4096,
        dasm: '0x3ffffffffff',
        util: 'LAB',
        msix: 65,
      },
      '0003:00:00.0': { noi: 1, mui: 4000, caps: ['BASE2', 'GROUP2', 'PFIP'] },
    },
    unknown: ['dtsm', 'fid', 'frame', 'port', 'uid'],
  };
  expect(importDifferences(expected, imported)).toEqual([]);
});

test('each fact that differs, and each key that no function has, is a difference', () => {
  const expected = {
    count: 4,
    functions: {
      '0001:00:00.0': { fid: 0, vfn: '0x1', port: 1, pchid: '0x1c0', driver: null, colour: 'red' },
      '0009:00:00.0': { fid: '0x9' },
    },
    unknown: ['noi'],
  };
  const differences = importDifferences(expected, importOp(NO_FILES, 'lab-c-host', 'import_sysfs'));
  expect(differences.map(({ key, got }) => [key, got])).toEqual([
    ['count', 5],
    ['functions.0001:00:00.0.port', 0],
    ['functions.0001:00:00.0.colour', 'a key that no function has'],
    ['functions.0009:00:00.0', 'no such function'],
    ['unknown', ['sdma', 'edma', 'dasm', 'msia', 'noi', 'maxstbl', 'mui', 'version']],
  ]);
});

test('a capture that is nowhere, and one without the source asked for, say so', () => {
  expect([
    importOp(NO_FILES, 'elsewhere', 'import_sysfs'),
    importOp(NO_FILES, 'lab-a-qemu72', 'import_vfiocaps'),
  ]).toEqual([
    { ok: false, why: 'a capture elsewhere in the folder of captures or beside the case' },
    { ok: false, why: 'a capture lab-a-qemu72 with answers of VFIO' },
  ]);
});

test.each(['.tar.gz', '.grep.txt', '.clp.txt'])(
  'a capture of another name is read from its %s alone',
  async (form) => {
    const folder = join(scratch, form.slice(1));
    mkdirSync(folder);
    copyFileSync(join(FIXTURES, `lab-b-qemu100${form}`), join(folder, `other${form}`));
    const tree = await readNamedCapture(folder, 'other', () => true);
    const context: CaseContext = { host: () => null, capture: (name) => (name === 'other' ? tree : null) };
    const imported = importOp(context, 'other', 'import_sysfs');
    expect(
      imported.ok && [
        imported.count,
        Object.values(imported.functions).map(({ fid, uid }) => `${String(fid)} ${String(uid)}`),
      ],
    ).toEqual([
      5,
      [
        '0x00000000 0x0001',
        '0x00000001 0x0004',
        '0x00000100 0x0002',
        '0x00000101 0x0003',
        '0x0000cafe 0x1a2b',
      ],
    ]);
  },
);

test('/sys of an archive is told without the CLP answers beside it', async () => {
  const tree = await readNamedCapture(FIXTURES, 'lab-b-qemu100', () => true);
  const imported = importOp({ host: () => null, capture: () => tree }, 'lab-b-qemu100', 'import_sysfs');
  expect(
    imported.ok && [
      imported.unknown,
      imported.functions['0001:00:00.0']!['edma'],
      imported.functions['0001:00:00.0']!['driver'],
    ],
  ).toEqual([['dasm', 'msia', 'noi', 'maxstbl', 'version'], '0x13fffffff', 'nvme']);
});

test('names of captures are taken from any form of a case file, and none leads out of the folder', async () => {
  const text =
    '{"initial":{"capture":"one"}}\n{"initial": {"capture" : "two.x"}}\n{"capture":"../three"}\n{"capture":"one"}';
  expect([capturesNamed(text), await readNamedCapture(scratch, 'nothing', () => true)]).toEqual([
    ['one', 'two.x'],
    null,
  ]);
});
