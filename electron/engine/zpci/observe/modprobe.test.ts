import { expect, test } from 'vitest';
import { entryLimitIn, tellsEntryLimit } from './modprobe.ts';

test.each([
  ['options vfio_iommu_type1 dma_entry_limit=99\n', 99],
  ['  options\tvfio-iommu-type1 disable_hugepages=1 dma-entry-limit=0x1ffff', 0x1ffff],
  ['options vfio_iommu_type1 dma_entry_limit=010', 8],
  ['options vfio_iommu_type1 dma_entry_limit="70000"\r\n', 70_000],
  ['options vfio_iommu_type1 \\\n dma_entry_limit=7', 7],
  ['options vfio_iommu_type1 dma_entry_limit=4294967295', 0xff_ff_ff_ff],
  // The last one counts, in a line and in the file.
  [
    'options vfio_iommu_type1 dma_entry_limit=1 dma_entry_limit=2\noptions vfio_iommu_type1 dma_entry_limit=3',
    3,
  ],
  // No number of 32 bits: the module is not loaded with it.
  ['options vfio_iommu_type1 dma_entry_limit=4294967296', null],
  ['options vfio_iommu_type1 dma_entry_limit=08', null],
  ['options vfio_iommu_type1 dma_entry_limit=', null],
  ['# options vfio_iommu_type1 dma_entry_limit=99', null],
  ['options vfio dma_entry_limit=99', null],
  ['options vfio_iommu_type1 xdma_entry_limit=99', null],
  ['', null],
])('reads the kept limit of %j', (text, limit) => {
  expect(entryLimitIn(text)).toBe(limit);
});

test('a value that the kernel refuses is told all the same', () => {
  expect(
    ['dma_entry_limit=08', 'dma_entry_limit=1', 'disable_hugepages=1'].map((part) =>
      tellsEntryLimit(`options vfio_iommu_type1 ${part}`),
    ),
  ).toEqual([true, true, false]);
});

// A reader that goes back at every line would need hours, and the test's own limit ends it.
test('megabytes of blank lines are read', () => {
  expect(entryLimitIn(`${'\n'.repeat(1_000_000)}${' '.repeat(1_000_000)}`)).toBeNull();
});
