import { expect, it } from 'vitest';
import { packRuns, type VmMoment } from '../../../shared/xive/moment.ts';
import { phbPage } from '../../../shared/xive/pages.ts';
import { page, seedMoment } from './fixture.ts';
import { groundOf } from './ground.ts';
import { classesIn } from './columns.ts';
import { OWNER_BITS } from './page-index.ts';

const HUES = new Map([
  ['nic0', 1],
  ['nic6', 4],
]);

/** Two devices behind one bridge, and a page that still shows a source nic0 had before. */
function sharedBridge(): VmMoment {
  const source = { lsi: false, claimed: true, orphan: false };
  const device = { about: 'phb1', plugged: true, vectors: 2, connected: 2 };
  return {
    ...seedMoment(),
    regions: [],
    vmas: seedMoment().vmas.slice(0, 1),
    sources: [
      { ...source, from: 0x1300, to: 0x1301, ipi: 0x20, device: 'nic0' },
      { ...source, from: 0x1302, to: 0x1303, ipi: 0x22, device: 'nic6' },
    ],
    owners: [{ from: 0x1300, to: 0x1303, hw: phbPage(1, 0), hwStep: 2, since: 1 }],
    devices: [
      { ...device, name: 'nic6', lisns: [0x1302, 0x1303], hw: [[phbPage(1, 2), phbPage(1, 3)]] },
      { ...device, name: 'nic0', lisns: [0x1300, 0x1301], hw: [[phbPage(1, 7), phbPage(1, 7)]] },
    ],
    pages: packRuns([
      page(2 * 0x1300 + 1, phbPage(1, 0), { count: 4, stride: 2, hwStep: 2 }),
      page(2 * 0x1304 + 1, phbPage(1, 7), { state: 'stale' }),
      page(2 * 0x1305 + 1, phbPage(1, 90), { state: 'stale' }),
    ]),
  };
}

it('gives sources and pages the colour of the device that owns the LISN, stale pages of the one that had the source', () => {
  const ground = groundOf(sharedBridge(), null, 'guest', HUES);
  const classes = (index: typeof ground.sources, from: number, count: number) =>
    Array.from({ length: count }, (_, at) => {
      const unit = 2 * (from + at);
      return classesIn(index.bits(unit, unit + 2) & OWNER_BITS);
    });
  expect([classes(ground.sources, 0x1300, 4), classes(ground.pages, 0x1300, 6)]).toEqual([
    [[2], [2], [5], [5]],
    // The last one is nobody's: the bridge is all that is known.
    [[2], [2], [5], [5], [2], [5]],
  ]);
});
