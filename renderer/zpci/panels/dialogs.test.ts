import { expect, test } from 'vitest';
import { readOptions } from './EmulatedDialog.tsx';
import { changedFacts } from './SettingsDialog.tsx';

test('options are read as QEMU writes them, and what has no name is told', () => {
  expect([
    readOptions('drive=d0, serial=a=b'),
    readOptions(''),
    readOptions('drive'),
    readOptions('=x'),
  ]).toEqual([
    [
      ['drive', 'd0'],
      ['serial', 'a=b'],
    ],
    [],
    null,
    null,
  ]);
});

test('only settings that were changed are sent', () => {
  const before = {
    profile: 'merged-10.0',
    machine: null,
    kvm: true,
    cpuZpci: true,
    isProtected: false,
    iommu: 'type1',
    functionLimit: 64,
  } as const;
  expect([
    changedFacts(before, { ...before }),
    changedFacts(before, { ...before, profile: 'merged-7.2', functionLimit: null }),
  ]).toEqual([{}, { profile: 'merged-7.2', functionLimit: null }]);
});
