import { describe, expect, it } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { type Branch, DEFAULT_CONFIG, STRATEGY_IDS } from '../../../../shared/xive/types.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { checkConfig, checkSetup } from './check-setup.ts';
import { pseriesSetup } from './pseries.ts';
import { underStrategy } from './under.ts';

const EVENTS: readonly XiveEvent[] = [
  { op: 'plug', dev: 'nvme1', owner: 'phb1', vectors: 4 },
  { op: 'load', lisn: 0x1302, offset: 0xc00 },
  { op: 'mmapFixed', at: 0x2600, pages: 8, pgoff: 0x2604 },
  { op: 'unplug', dev: 'nvme1' },
];

function branch(change: Partial<Branch> = {}): Branch {
  const setup = pseriesSetup(DEFAULT_CONFIG, { vcpus: 2 });
  const config = { ...DEFAULT_CONFIG, phbPages: 2 as const, raceWindow: true };
  return { id: 'a', name: 'A', about: '', parent: null, config, setup, events: EVENTS, ...change };
}

describe('a branch under another strategy', () => {
  it('is one object for one question, and itself under its own', () => {
    const one = branch();
    expect(underStrategy(one, 'C')).toBe(underStrategy(one, 'C'));
    expect(underStrategy(one, 'B1')).toEqual({ branch: one, notes: [] });
  });

  it('has the kernel its strategy needs, and keeps what the user changed besides', () => {
    const told = STRATEGY_IDS.map((strategy) => {
      const { config } = underStrategy(branch(), strategy).branch;
      const { accept, faultIndex, overlayWhen, rangeC, esbOffset, phbPages, raceWindow } = config;
      return [strategy, accept, faultIndex, overlayWhen, rangeC, esbOffset, phbPages, raceWindow];
    });
    const kept = [2, true];
    expect(told).toEqual([
      ['none', 'fixed', 'relative', 'never', null, null, ...kept],
      ['A1', 'any', 'absolute', 'afterLast', null, null, ...kept],
      ['A2', 'any', 'absolute', 'never', null, null, ...kept],
      ['B0', 'fixed', 'relative', 'never', null, null, ...kept],
      ['B1', 'fixed', 'relative', 'never', null, null, ...kept],
      ['C', 'any', 'absolute', 'never', [0x1980, 0x2000], null, ...kept],
      ['D', 'any', 'absolute', 'never', null, 0, ...kept],
    ]);
  });

  it.each(STRATEGY_IDS)('goes to %s and back to where it began', (strategy) => {
    const one = branch();
    const there = underStrategy(one, strategy).branch;
    expect([checkConfig(there.config), checkSetup(there.setup, there.config)]).toEqual([[], []]);
    expect(underStrategy(there, 'B1').branch).toEqual(one);
  });

  it('names a device’s vectors by the numbers they have in the range of C', () => {
    const { branch: there, notes } = underStrategy(branch(), 'C');
    expect(there.events[1]).toEqual({ op: 'load', lisn: 0x1982, offset: 0xc00 });
    expect(notes.join(' ')).toMatch(/1 event names the device’s vector by the number it has here/);
    const timeline = timelineOf(there);
    expect(timeline.outcome(2).errno ?? timeline.outcome(2).signal).toBeNull();
  });

  it('says which calls of the timeline a merged kernel refuses', () => {
    const own = underStrategy(branch(), 'A2').branch;
    const { notes } = underStrategy(own, 'none');
    expect(notes.join(' ')).toMatch(
      /1 mapping at other offsets than LISN 0 is refused by this kernel with EINVAL/,
    );
  });

  it('pages that were populated stay populated when their LISNs move to the mapping of C', () => {
    const setup = pseriesSetup(DEFAULT_CONFIG, { vcpus: 2 });
    const vm = { ...setup.vms[0]!, populated: [1, 0x3301] };
    const sources = [...vm.sources, { from: 0x1980, to: 0x1981, ipi: 0x80, lsi: false }];
    const one = branch({ setup: { vms: [{ ...vm, sources }] }, events: [] });
    const there = underStrategy(one, 'C').branch;
    const { populated, misresolved } = timelineOf(there).counts(0);
    expect([populated, misresolved, underStrategy(there, 'B1').branch]).toEqual([2, 0, one]);
  });
});
