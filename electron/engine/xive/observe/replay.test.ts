import { expect, test } from 'vitest';
import { unpackRuns, type VmMoment } from '../../../../shared/xive/moment.ts';
import { hwPageName } from '../../../../shared/xive/pages.ts';
import { readingMoment } from './reading-moment.ts';
import { populate } from './replay.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES, observeFixture, observeTexts } from './testing/fixture-readings.ts';

function shown(moment: VmMoment): Record<string, string> {
  return Object.fromEntries(
    unpackRuns(moment.pages)
      .filter(({ page }) => page >= 0x2600 && page < 0x2610)
      .map(({ page, hw, state }) => [`0x${page.toString(16)}`, `${hwPageName(hw)} ${state}`]),
  );
}

test('traces from the start of the VM tell all PTEs, and every one is what the KVM table of that moment says (XIVE-R10 to XIVE-R13)', async () => {
  const { readings } = await observeFixture('kvm-vfio');
  const moments = readings.slice(0, 7).map(readingMoment);
  expect(
    moments.map(({ pagesKnown, counts }) => [pagesKnown, counts.populated, counts.stale, counts.misresolved]),
  ).toEqual([
    [true, 14, 0, 0],
    [true, 18, 0, 0],
    [true, 17, 0, 0],
    [true, 18, 0, 0],
    [true, 18, 0, 0],
    [true, 22, 0, 0],
    [true, 18, 0, 0],
  ]);
  expect(moments.map(shown)).toEqual([
    {},
    {
      '0x2601': 'phb1[0] fresh',
      '0x2603': 'phb1[1] fresh',
      '0x2605': 'phb1[2] fresh',
      '0x2607': 'phb1[3] fresh',
    },
    { '0x2601': 'ipi(0x1e):E fresh', '0x2603': 'ipi(0x1f):E fresh', '0x2605': 'ipi(0x20):E fresh' },
    {
      '0x2601': 'phb2[0] fresh',
      '0x2603': 'phb2[1] fresh',
      '0x2605': 'phb2[2] fresh',
      '0x2607': 'phb2[3] fresh',
    },
    {
      '0x2601': 'ipi(0x1e):E fresh',
      '0x2603': 'ipi(0x1f):E fresh',
      '0x2605': 'ipi(0x20):E fresh',
      '0x2607': 'ipi(0x21):E fresh',
    },
    {
      '0x2601': 'ipi(0x1e):E fresh',
      '0x2603': 'ipi(0x1f):E fresh',
      '0x2605': 'ipi(0x20):E fresh',
      '0x2607': 'ipi(0x21):E fresh',
      '0x2609': 'phb0[0] fresh',
      '0x260b': 'phb0[1] fresh',
      '0x260d': 'phb0[2] fresh',
      '0x260f': 'phb0[3] fresh',
    },
    {
      '0x2601': 'phb0[0] fresh',
      '0x2603': 'phb0[1] fresh',
      '0x2605': 'phb0[2] fresh',
      '0x2607': 'phb0[3] fresh',
    },
  ]);
});

test('zaps of a plug: 18 for an NVMe, set 11 and cleared 7; the e1000e 16, 10 and 6: its BARs are of another file (XIVE-R16)', async () => {
  const { readings } = await observeFixture('kvm-vfio');
  const counts = [1, 3, 5].map((index) => readingMoment(readings[index]!).counts);
  expect(counts.map(({ zaps, sets, clears }) => [zaps, sets, clears])).toEqual([
    [18, 11, 7],
    [18, 11, 7],
    [16, 10, 6],
  ]);
});

test('PTEs of the plugged device against the owners after its removal: what would be stale without a zap (XIVE-R11)', async () => {
  const { readings } = await observeFixture('kvm-vfio');
  const unzapped = readingMoment({ ...readings[1]!, sources: readings[2]!.sources });
  expect([unzapped.counts.stale, shown(unzapped)]).toEqual([
    4,
    {
      '0x2601': 'phb1[0] stale',
      '0x2603': 'phb1[1] stale',
      '0x2605': 'phb1[2] stale',
      '0x2607': 'phb1[3] stale',
    },
  ]);
});

test('a guest whose traces hold no zap keeps the pages it had', async () => {
  const { readings } = await observeFixture('kvm-vfio');
  const silent = readings.slice(0, 3).map((reading) => ({
    ...reading,
    trace: reading.trace.filter(({ event }) => event.kind !== 'zap'),
  }));
  const pages = (read: readonly { readonly populated: { readonly pages: readonly unknown[] } | null }[]) =>
    read.map(({ populated }) => populated?.pages.length);
  expect([pages(populate(silent)), pages(readings.slice(0, 3))]).toEqual([
    [14, 18, 19],
    [14, 18, 17],
  ]);
});

test('one moment alone does not tell what was populated before it (XIVE-F6)', async () => {
  const { readings } = await observeFixture('kvm-vfio/03-nvme2-plugged-lisns-recycled');
  expect([readingMoment(readings[0]!).pagesKnown, readings[0]!.populated?.pages.length]).toEqual([false, 4]);
});

/** The texts of a moment as another machine would print them: its chip's pages lie elsewhere, nobody copied its debugfs. */
function elsewhere(moment: string): Record<string, string> {
  const text = (name: string) => readFileSync(join(FIXTURES, 'kvm-vfio', moment, name), 'utf8');
  return {
    [`${moment}/maps`]: text('host-proc-maps-xive.txt'),
    [`${moment}/table`]: text('host-debugfs-kvm-xive.txt'),
    [`${moment}/trace`]: text('host-kprobe-trace.txt')
      .replaceAll('pfn=0x6010', 'pfn=0x7030')
      .replaceAll('pfn=0x600c', 'pfn=0x702c')
      .replaceAll('pfn=0x60302031a', 'pfn=0x70302031a'),
  };
}

test('where another machine has its pages is learned from the trace', () => {
  const { readings } = observeTexts({
    ...elsewhere('00-booted-no-device'),
    ...elsewhere('01-nvme1-hotplugged'),
  });
  const moments = readings.map(readingMoment);
  expect(
    moments.map(({ counts, pages }) => [
      counts.populated,
      unpackRuns(pages).filter(({ state }) => state === 'fresh').length,
    ]),
  ).toEqual([
    [14, 14],
    [18, 18],
  ]);
});

test('without a maps text the mapping is taken from the trace', () => {
  const { '00-booted-no-device/maps': _maps, ...texts } = elsewhere('00-booted-no-device');
  const { readings, findings } = observeTexts(texts);
  expect([
    readings[0]!.vmas.map(({ start, end, offset }) => [start.toString(16), end.toString(16), offset]),
    readings[0]!.populated?.complete,
    findings.length,
  ]).toEqual([
    [
      ['7ffef7c40000', '7fff37c40000', 0x40000],
      ['7fff85990000', '7fff859d0000', 0],
    ],
    true,
    1,
  ]);
});

test('a touch of a LISN that nobody created ends in SIGBUS, and is told (XIVE-R10)', async () => {
  const { findings } = await observeFixture('vma-ops/guest-touches-missing-source');
  expect(findings.map(({ message }) => message)).toEqual([
    'No maps text is there: the lines of the mapping are taken from the trace.',
    'One fault ended in SIGBUS: the page of a LISN was touched that nobody had created. A guest that does so is paused.',
  ]);
});
