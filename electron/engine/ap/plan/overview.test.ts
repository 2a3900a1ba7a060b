import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf, UNKNOWN_GUEST } from '../model.ts';
import { changeGroups } from './changes.ts';
import { stateDifferences } from './differences.ts';
import { driftRows } from './drift.ts';
import { editedPair, unrelatedPair } from './generator.ts';
import { planAp } from './plan.ts';
import { targetState, wishedDefinition, wishedPersistent } from './target.ts';
import { plan, titles, uuid, wish } from './testing.ts';

const [A, B] = [uuid(1), uuid(2)];
const POOL = minus(FULL_MASK, maskOf([5, 6]));

function host(parts: Partial<ApState> = {}): ApState {
  return refreshShadows(
    createApState({
      lpar: masksOf([5, 6], [4, 71, 72], [4]),
      apmask: POOL,
      mdevs: [
        createMdev(A, { name: 'a', matrix: masksOf([5], [4, 71, 72]), guest: 'a', defined: 'auto' }),
        createMdev(B, { name: 'b', matrix: masksOf([], []) }),
      ],
      ...parts,
    }),
  );
}

describe('changes in words', () => {
  it('AP-M5 say what the pool and every guest gain and lose', () => {
    const observed = host();
    const desired = wish(
      observed,
      { family: 'ap', op: 'writeMask', mask: 'aqmask', value: '-71' },
      { family: 'ap', op: 'assign', mdev: A, adapters: [6], domains: [], controlDomains: [4] },
      { family: 'ap', op: 'removeGuest', mdev: B },
      { family: 'ap', op: 'guestStop', mdev: A },
    );
    expect(
      changeGroups(observed, desired).map(({ title, lines }) => [title, lines.map(({ text }) => text)]),
    ).toEqual([
      [
        'Host masks',
        [
          'aqmask releases domain 71 (0x47) for guests',
          'apmask is kept for the next boot',
          'aqmask is kept for the next boot',
        ],
      ],
      [
        'a',
        [
          'gains adapter 6: 3 queues',
          'gains control domain 4',
          'guest a is shut down',
          'its definition for the next boot changes too',
        ],
      ],
      ['b', ['is removed']],
    ]);
  });

  it('are none for equal states, and then there is nothing to plan', () => {
    fc.assert(
      fc.property(fc.oneof(editedPair, unrelatedPair), ({ observed, desired }) => {
        expect(changeGroups(desired, { ...desired })).toEqual([]);
        if (changeGroups(observed, desired).length > 0) return;
        const { steps, blocks } = planAp(observed, desired, { style: 'both', restart: [] });
        expect([steps, blocks]).toEqual([[], []]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('drift', () => {
  it('AP-D4 tells what the next boot changes, with fixes that can be taken', () => {
    const observed = host();
    const rows = driftRows(observed, observed);
    expect(rows.map(({ what, active, persistent, state }) => [what, active, persistent, state])).toEqual([
      ['apmask', '0-4,7-255 stay with the host', 'not set: all ids stay with the host', 'drift'],
      ['aqmask', 'all ids stay with the host', 'not set: all ids stay with the host', 'same'],
      ['a', 'adapter 5; domains 4,71-72', 'adapter 5; domains 4,71-72; started at boot', 'same'],
      ['b', 'adapters none; domains none', 'not defined', 'drift'],
    ]);
    expect(rows.map(({ fixes }) => fixes.map(({ label }) => label))).toEqual([
      ['Make the wish last'],
      [],
      [],
      ['Define b and start it at boot', 'Define b and start it by hand'],
    ]);
    const cured = wish(observed, { family: 'ap', op: 'persist' });
    expect(titles(plan(observed, cured, { style: 'persistent' }))).toEqual([
      'Keep apmask and aqmask for the next boot',
    ]);
    expect(plan(observed, cured).steps).toEqual([]);
  });

  it('AP-D3 does not call unknown what is not told, nor drift what waits', () => {
    const observed = host({ unknown: new Set(['persistentMasks', 'definitions']) });
    const states = driftRows(observed, observed).map(({ what, persistent, state }) => [
      what,
      persistent,
      state,
    ]);
    expect(states).toEqual([
      ['apmask', '?', 'unknown'],
      ['aqmask', '?', 'unknown'],
      ['a', '?', 'unknown'],
      ['b', '?', 'unknown'],
    ]);
    const told = host({ persistent: { apmask: POOL, aqmask: null } });
    const desired = wish(told, {
      family: 'ap',
      op: 'assign',
      mdev: A,
      adapters: [6],
      domains: [],
      controlDomains: [],
    });
    expect(driftRows(told, desired).map(({ what, state }) => [what, state])).toEqual([
      ['apmask', 'same'],
      ['aqmask', 'same'],
      ['a', 'pending'],
      ['b', 'drift'],
    ]);
  });
});

describe('target', () => {
  it('AP-D2 a definition follows the wish where it changed, keeps its drift where it did not, and obeys persist', () => {
    const [was] = host().mdevs;
    const drifting = { ...was!, stored: masksOf([6], [4]) };
    const grown = { ...drifting, matrix: masksOf([5, 6], [4]) };
    const masks = (wished: ReturnType<typeof wishedDefinition>) => wished?.masks;
    expect([
      masks(wishedDefinition(drifting, drifting)),
      masks(wishedDefinition(drifting, grown)),
      masks(wishedDefinition(drifting, { ...drifting, defined: 'manual' })),
      masks(wishedDefinition(drifting, { ...drifting, stored: masksOf([5], [71]) })),
      wishedDefinition(drifting, { ...drifting, defined: null }),
      masks(wishedDefinition(undefined, { ...grown, stored: null })),
    ]).toEqual([masksOf([6], [4]), grown.matrix, drifting.matrix, masksOf([5], [71]), null, grown.matrix]);
  });

  it('AP-Z5 persistent masks: told, else following both together, else as they are', () => {
    const observed = host();
    const moved = { ...observed, aqmask: minus(FULL_MASK, maskOf([4])) };
    expect([
      wishedPersistent(observed, observed),
      wishedPersistent(observed, moved),
      wishedPersistent({ ...observed, unknown: new Set(['persistentMasks']) }, moved),
      wishedPersistent(observed, { ...moved, persistent: { apmask: null, aqmask: FULL_MASK } }),
      wishedPersistent({ ...observed, profile: '2018-v9' }, { ...moved, profile: '2018-v9' }),
    ]).toEqual([
      { apmask: null, aqmask: null },
      { apmask: observed.apmask, aqmask: moved.aqmask },
      { apmask: null, aqmask: moved.aqmask },
      { apmask: observed.apmask, aqmask: FULL_MASK },
      { apmask: null, aqmask: null },
    ]);
    expect(targetState(observed, moved, 'immediate').persistent).toEqual({ apmask: null, aqmask: null });
    expect(targetState(observed, moved, 'persistent').aqmask).toEqual(FULL_MASK);
  });
});

describe('differences', () => {
  it('AP-P6 name what a host shows, leave out what a source does not tell, and what FILTER left behind', () => {
    const observed = host();
    const other = wish(
      observed,
      { family: 'ap', op: 'writeMask', mask: 'aqmask', value: '-71' },
      { family: 'ap', op: 'guestStop', mdev: A },
      { family: 'ap', op: 'removeGuest', mdev: B },
    );
    expect(stateDifferences(observed, other)).toEqual([
      'aqmask now gives domain 71 (0x47) to guests; it was the host’s.',
      'b is gone.',
      'The guest of a does not run any more.',
    ]);
    const silent = { ...other, unknown: new Set(['aqmask', 'guests', 'mdevs'] as const) };
    expect(stateDifferences(observed, silent)).toEqual([]);
    const hidden = observed.mdevs.map((mdev) => ({ ...mdev, shadow: masksOf([], []) }));
    expect(stateDifferences(observed, { ...observed, mdevs: hidden })).toEqual([]);
  });

  it('AP-P5 say who has what now, and who had it, in both directions', () => {
    const observed = host();
    const other = host({
      lpar: masksOf([5, 7], [4, 71, 72], [4]),
      apmask: minus(FULL_MASK, maskOf([5, 8, 9])),
      persistent: { apmask: POOL, aqmask: null },
      mdevs: observed.mdevs.map((mdev, at) =>
        at === 0
          ? { ...mdev, name: 'mdev 00000001', guest: UNKNOWN_GUEST, matrix: masksOf([5], [4, 6], [4]) }
          : mdev,
      ),
    });
    expect(stateDifferences(observed, { ...other, queues: observed.queues })).toEqual([
      'The LPAR now has adapter 7, and no longer has adapter 6.',
      'apmask now gives adapters 8 and 9 to guests; they were the host’s.',
      'apmask now reserves adapter 6 for the host; it was free for guests.',
      'The apmask kept for the next boot is another one now.',
      'a now has domain 6 and control domain 4, and no longer has domains 71 (0x47) and 72 (0x48).',
    ]);
  });

  it('AP-C5 tell queues that have another driver, or are gone', () => {
    const observed = host();
    const unbound = wish(observed, { family: 'ap', op: 'unbind', apqn: 0x0604, driver: 'vfio_ap' });
    const table = Uint8Array.from(observed.queues.state);
    table[0x0604] = 0;
    const gone = { ...observed, queues: { ...observed.queues, state: table } };
    expect([stateDifferences(observed, unbound), stateDifferences(observed, gone)]).toEqual([
      ['Queue driver of 06.0004 (adapter 6, domain 4): vfio_ap, then without driver.'],
      ['Queue driver of 06.0004 (adapter 6, domain 4): vfio_ap, then not there.'],
    ]);
  });
});
