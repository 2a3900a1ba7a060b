import { describe, expect, it } from 'vitest';
import type { Gesture } from '../../../../shared/ap/preview.ts';
import { type ApState, QUEUE } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { applyGesture } from '../edits.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { previewGesture } from './preview.ts';

const one = createMdev('a', { name: 'payments-a', matrix: masksOf([4, 5], [6, 71]) });
const two = createMdev('b', { name: 'hsm-proxy', matrix: masksOf([6], [71]) });
/** Adapters 4 to 7, domains 6, 71 and 84; the host keeps 07.0054 and its default domain is 84. */
const host = refreshShadows(
  createApState({
    lpar: masksOf([4, 5, 6, 7], [6, 71, 84], [6, 71, 84]),
    apmask: minus(FULL_MASK, maskOf([4, 5, 6])),
    aqmask: minus(FULL_MASK, maskOf([6, 71])),
    defaultDomain: 84,
    mdevs: [one, two],
  }),
);

function choices(target: Gesture['target'], adapters: number[], domains: number[], state: ApState = host) {
  const gesture = { target, mdev: target === 'masks' ? '' : 'a', adapters, domains, mode: 'paint' } as const;
  return previewGesture(state, gesture).choices;
}

describe('host masks', () => {
  it('AP-M5 a row head releases the adapter or keeps it, with every queue that changes hands', () => {
    const brief = choices('masks', [7], []).map(({ label, edits, notes, masks }) => ({
      label,
      edits,
      notes,
      masks,
    }));
    expect(brief).toEqual([
      {
        label: 'Release adapter 7 for guests: the host gives up 1 queue',
        edits: [{ family: 'ap', op: 'writeMask', mask: 'apmask', value: '-7' }],
        notes: ['The host loses its default domain 84 (0x54).', '1 queue goes to vfio_ap.'],
        masks: {
          toHost: [],
          toGuests: [[7, '84']],
          collateral: [],
          hostKeeps: 0,
          givesAwayDefaultDomain: true,
          compare: true,
        },
      },
    ]);
  });

  it('AP-M4 keeping what a guest has is refused before the click, with fixes that make it', () => {
    const [choice] = choices('masks', [4, 5], [], { ...host, aqmask: FULL_MASK });
    const cured = applyGesture(
      { ...host, aqmask: FULL_MASK },
      (choice?.refusal?.fixes[0]?.edits ?? []) as never,
    );
    expect([choice?.label, choice?.refusal?.rule, choice?.masks?.toHost, cured.ok]).toEqual([
      'Keep adapters 4 and 5 for the host: it gets 6 queues',
      'AP-M4',
      [
        [4, '6,71,84'],
        [5, '6,71,84'],
      ],
      true,
    ]);
  });

  it('ways to release a cell come best first and are compared', () => {
    const wide = { ...host, apmask: FULL_MASK, aqmask: FULL_MASK, mdevs: [] };
    expect(
      choices('masks', [7], [6], wide).map(({ edits, refusal, masks }) => [
        edits.length === 1 ? edits[0] : edits.map(({ op }) => op),
        refusal,
        masks?.toGuests.length,
        masks?.collateral.length,
        masks?.hostKeeps,
        masks?.compare,
      ]),
    ).toEqual([
      [{ family: 'ap', op: 'writeMask', mask: 'apmask', value: '-7' }, null, 1, 1, 9, true],
      [{ family: 'ap', op: 'writeMask', mask: 'aqmask', value: '-6' }, null, 4, 3, 8, true],
    ]);
  });

  it('AP-O4 a queue that an override keeps with the host counts as kept, one given to vfio_ap does not', () => {
    const table = Uint8Array.from(host.queues.state);
    table[0x0406] = QUEUE.CEX4QUEUE;
    table[0x0754] = QUEUE.VFIO_AP;
    const overrides = new Map([
      [0x0406, 'cex4queue'],
      [0x0754, 'vfio_ap'],
    ]);
    const state = { ...host, mdevs: [], queues: { ...host.queues, state: table, overrides } };
    const [head] = choices('masks', [7], [], state);
    const [back] = choices('masks', [5], [84], state);
    expect([
      [head?.masks?.hostKeeps, head?.masks?.toGuests, head?.masks?.givesAwayDefaultDomain],
      [back?.masks?.hostKeeps, back?.masks?.toHost],
    ]).toEqual([
      [1, [], false],
      [2, [[5, '84']]],
    ]);
  });

  it('returns a cell with what comes along, and explains where there is nothing to do', () => {
    const [back] = choices('masks', [4], [84], { ...host, mdevs: [] });
    expect([
      [back?.label, back?.edits, back?.masks?.collateral],
      choices('masks', [9], [6]),
      choices('masks', [], []),
    ]).toMatchObject([
      ['Return 1 queue to the host', [{ family: 'ap', op: 'writeMask', mask: 'apmask', value: '+4' }], []],
      [{ label: 'The LPAR has no queue here.', edits: [], refusal: null, masks: null }],
      [],
    ]);
    expect(
      choices('masks', [4], [6], { ...host, mdevs: [] }).map(({ label, masks }) => [label, masks]),
    ).toEqual([
      [
        'Return 3 queues to the host, 2 of them come along unasked',
        {
          toHost: [
            [4, '6,84'],
            [7, '6'],
          ],
          toGuests: [],
          collateral: [
            [4, '84'],
            [7, '6'],
          ],
          hostKeeps: 4,
          givesAwayDefaultDomain: false,
          compare: true,
        },
      ],
    ]);
  });
});

describe('control domains', () => {
  it('AP-C4 says whose usage domain it is, and takes it away when the guest has it', () => {
    const [gives] = choices('control', [], [71]);
    const has = { ...host, mdevs: [{ ...one, matrix: masksOf([4], [6], [71, 84]) }, two] };
    expect([
      [gives?.label, gives?.edits, gives?.refusal, gives?.notes],
      choices('control', [], [71, 84], has)[0]?.label,
      choices('control', [4], [])[0]?.edits,
    ]).toEqual([
      [
        'Let payments-a control domain 71 (0x47)',
        [{ family: 'ap', op: 'assign', mdev: 'a', adapters: [], domains: [], controlDomains: [71] }],
        null,
        [
          'hsm-proxy uses domain 71 (0x47). The two guests share no adapter now; if they ever do, payments-a can change its master keys.',
        ],
      ],
      'Take control of domains 71 (0x47) and 84 (0x54) from payments-a',
      [],
    ]);
  });

  it('AP-U16 AP-U13 shows what the ap_config write makes the guest see again or no longer', () => {
    const matrix = masksOf([5, 6], [6]);
    const stale = { ...host, mdevs: [{ ...one, matrix, shadow: masksOf([6], [6]) }] };
    const table = Uint8Array.from(host.queues.state);
    table[0x0606] = QUEUE.NO_DRIVER;
    const late = { ...stale, queues: { ...host.queues, state: table } };
    const shown = (state: ApState) =>
      choices('control', [], [71], state).map(({ hides, reveals }) => ({ hides, reveals }));
    expect([shown(stale), shown(late), shown({ ...stale, hasApConfig: false })]).toEqual([
      [{ hides: [], reveals: [[5, '6']] }],
      [{ hides: [[6, '6']], reveals: [[5, '6']] }],
      [{ hides: [], reveals: [] }],
    ]);
  });

  it('AP-U16 marks the cells of the matrix so far that the host has taken back', () => {
    const owned = { ...host, mdevs: [{ ...one, matrix: masksOf([4, 7], [6, 84]) }] };
    const [choice] = choices('control', [], [71], owned);
    expect([choice?.refusal?.errno, choice?.hostOwned]).toEqual(['EADDRNOTAVAIL', [[7, '84']]]);
  });

  it('AP-C1 refuses what the machine does not have', () => {
    const [choice] = choices('control', [], [99], { ...host, max: { adapter: 255, domain: 84 } });
    expect([choice?.refusal?.rule, choice?.notes.length]).toEqual(['AP-C1', 1]);
  });
});
