import { describe, expect, test } from 'vitest';
import { XIVE_CALLS } from '../../../shared/xive/calls.ts';
import { DEFAULT_CONFIG, type Reading, type XiveState } from '../../../shared/xive/types.ts';
import { M16, replug, stateOf } from './derive/testing.ts';
import { XIVE_REGISTRATION } from './queries.ts';
import { xiveSummary } from './summary.ts';

const READING: Reading = {
  id: 'r1',
  name: 'plugged',
  texts: ['info pic'],
  irqchip: 'in-kernel',
  pageSize: 65_536,
  vcpus: [{ id: 0, online: true }],
  sources: [
    {
      lisn: 0x1300,
      pic: { lsi: false, pq: '00', asserted: false, masked: true, eisn: 0x16, queue: null },
      kvm: {
        hw: 0xfd800,
        chip: 0,
        lsi: false,
        type: 'PT',
        pq: '00',
        asserted: false,
        eisn: 0x16,
        cpu: 0,
        priority: 6,
      },
      guest: null,
      linux: null,
      device: null,
      host: null,
    },
  ],
  vmas: [
    {
      start: 0x7fff49e40000,
      end: 0x7fff89e40000,
      offset: 0x40000,
      flags: 'rw-s',
      inode: '69',
      name: 'anon_inode:kvm-xive-native',
    },
  ],
  otherLines: [],
  regions: [],
  flat: [],
  trace: [],
  populated: null,
  phbs: [{ phb: 1, first: 0xfd800, last: 0xfdfff, address: 0x600c320000000 }],
  devices: [],
};
const STATE: XiveState = { ...stateOf(replug()), readings: [READING] };

type AnyHandler = (input: never) => unknown;
function ask<Name extends keyof typeof XIVE_CALLS>(name: Name, input: object): unknown {
  const handlers = XIVE_REGISTRATION.queries(() => ({
    observed: STATE,
    desired: STATE,
  })) as unknown as Record<Name, AnyHandler>;
  const parsed = XIVE_CALLS[name].input.parse({ hostId: 'h', ...input });
  return handlers[name](parsed as never);
}

const place = { kind: 'branch', branch: 'life', step: 6 };
const reading = { kind: 'reading', reading: 'r1' };

describe('the calls of the family', () => {
  test('XIVE-S4 every one answers for a branch', () => {
    expect(ask('xive.moment', { place })).toMatchObject({
      steps: 6,
      vms: [{ vm: 'guest', counts: { stale: 8 } }],
    });
    expect(ask('xive.timeline', { branch: 'life', strategy: 'B1', from: 0, count: 1 })).toMatchObject({
      total: 6,
      rows: [{ step: 1 }],
    });
    expect(ask('xive.trace', { place })).not.toEqual([]);
    expect(ask('xive.trace', { place: { ...place, step: 0 } })).toEqual([]);
    expect(ask('xive.preview', { place, event: { op: 'zap', lisn: 0x1304 } })).toMatchObject({
      row: { step: 7, mark: 'mended' },
    });
    expect(ask('xive.sources', { place, vm: 'guest', from: 0, count: 1, filter: 'stale' })).toMatchObject({
      total: 8,
      rows: [{ lisn: 0x1300 }],
    });
    expect(ask('xive.source', { place, vm: 'guest', lisn: 0x1304 })).toMatchObject({
      device: 'nvme2',
      consequence: [{ rule: 'XIVE-S4' }],
    });
    expect(ask('xive.page', { place, vm: 'guest', page: 0x2609 })).toMatchObject({
      state: 'stale',
      since: 3,
    });
    expect(
      ask('xive.compare', { left: place, otherHostId: 'h', right: { ...place, strategy: 'B1' } }),
    ).toMatchObject({ more: 0 });
    expect(ask('xive.under', { branch: 'life', strategy: 'C' })).toMatchObject({ config: { strategy: 'C' } });
    expect(ask('xive.setup', { branch: 'life' })).toMatchObject({
      config: { strategy: 'none' },
      setup: { vms: [{ name: 'guest' }] },
    });
    expect(ask('xive.write', { branch: 'life', format: 'trace' })).toMatchObject({
      name: expect.any(String),
    });
  });

  test('XIVE-F1 and for a reading', () => {
    expect(ask('xive.moment', { place: reading })).toMatchObject({
      steps: 0,
      vms: [{ owners: [{ from: 0x1300 }] }],
    });
    expect(ask('xive.trace', { place: reading })).toEqual([]);
    expect(ask('xive.source', { place: reading, vm: 'guest', lisn: 0x1300 })).toMatchObject({
      pq: '00',
      masked: true,
      numbers: [{ value: '0x1300' }, { value: '0xfd800' }, { value: '0x16' }],
    });
    expect(ask('xive.page', { place: reading, vm: 'guest', page: 0x2601 })).toMatchObject({
      state: 'unknown',
      intended: { lisn: 0x1300, parity: 1 },
    });
    expect(
      ask('xive.sources', { place: reading, vm: 'guest', from: 0, count: 9, filter: 'phb1' }),
    ).toMatchObject({ total: 1 });
    expect(ask('xive.compare', { left: place, otherHostId: 'h', right: reading })).toMatchObject({
      facts: expect.any(Array),
    });
    expect(() => ask('xive.preview', { place: reading, event: { op: 'infoPic' } })).toThrow(
      'events happen in a branch',
    );
  });

  test('XIVE-T6 a set-up is checked before it is taken', () => {
    const check = (end: number) =>
      ask('xive.checkSetup', {
        setup: { vms: [{ ...M16, vmas: [{ start: 0, end, pgoff: 4, name: 'VMA0' }] }] },
        config: { strategy: DEFAULT_CONFIG.strategy },
      });
    expect(check(32)).toEqual([]);
    expect(check(0)).not.toEqual([]);
  });

  test('what is not there is not found', () => {
    const notFound = expect.objectContaining({ code: 'not-found' });
    expect(() => ask('xive.moment', { place: { ...place, step: 7 } })).toThrow(notFound);
    expect(() => ask('xive.source', { place, vm: 'B', lisn: 0 })).toThrow(notFound);
    expect(() => ask('xive.setup', { branch: 'gone' })).toThrow(notFound);
  });
});

describe('the summary', () => {
  test('has a line for each reading and each branch', () => {
    expect(xiveSummary(STATE, STATE)).toEqual([
      'reading plugged: in-kernel, 1 vCPU, 1 source (1 PT), 1 ESB and 0 TIMA lines in maps',
      'branch Life: strategy none, 6 events, 8 LISNs passed through, 8 populated pages, 8 stale',
    ]);
  });

  test('is bounded for a study of many branches', () => {
    const branches = Array.from({ length: 60 }, (_, at) => ({ ...replug(), id: `b${at}`, name: `B${at}` }));
    expect(xiveSummary(stateOf(...branches), stateOf(...branches)).length).toBeLessThan(40);
  });
});
