import { describe, expect, it } from 'vitest';
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import { type ApState, QUEUE } from '../../../../shared/ap/types.ts';
import { EMPTY_MASK, FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { applyGesture } from '../edits.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { guestCard } from './guest-card.ts';
import { problems } from './problems.ts';
import { queueCard } from './queue-card.ts';
import { MOST_TRIED_FIXES } from './tried-fixes.ts';

const POOL = minus(FULL_MASK, maskOf([5, 6]));
const pay = createMdev('pay', { name: 'payments-a', matrix: masksOf([5], [4]), defined: 'manual' });
const host = refreshShadows(
  createApState({
    lpar: masksOf([5, 6, 7], [4, 71]),
    apmask: POOL,
    persistent: { apmask: POOL, aqmask: null },
    mdevs: [pay],
  }),
);
const oldCard = {
  type: 'CEX3C',
  mode: 'cca',
  hwtype: 9,
  online: true,
  config: true,
  chkstop: false,
  serial: null,
} as const;

function withQueues(state: ApState, cells: Readonly<Record<number, number>>): ApState {
  const table = Uint8Array.from(state.queues.state);
  for (const [apqn, value] of Object.entries(cells)) table[Number(apqn)] = value;
  return refreshShadows({ ...state, queues: { ...state.queues, state: table } });
}

/** Labels of a problem's fixes, each of which must pass. */
function offered(state: ApState, id: string): string[] {
  const fixes = problems(state, state).find((problem) => problem.id === id)?.fixes ?? [];
  for (const { label, edits } of fixes)
    expect([label, applyGesture(state, edits as ApEdit[]).ok]).toEqual([label, true]);
  return fixes.map(({ label }) => label);
}

describe('fixes of problems are offered only where they pass', () => {
  it('AP-C6 AP-M5 queues of a type vfio_ap does not take are left out of binding', () => {
    const none = { 0x0604: QUEUE.NO_DRIVER, 0x0647: QUEUE.NO_DRIVER, 0x0704: QUEUE.NO_DRIVER };
    const state = withQueues({ ...host, cards: new Map([[6, oldCard]]) }, none);
    const onlyOld = withQueues({ ...host, cards: new Map([[6, oldCard]]) }, { 0x0604: QUEUE.NO_DRIVER });
    const card = (apqn: number) => queueCard(state, state, apqn).notes.map(({ fixes }) => fixes.length);
    expect([
      offered(state, 'ap:driverless'),
      offered(onlyOld, 'ap:driverless'),
      card(0x0604),
      card(0x0704),
    ]).toEqual([['Bind 1 of them as the masks say'], [], [0], [1]]);
  });

  it('AP-M4 keeping the default domain takes it from the guest that has it', () => {
    const aqmask = minus(FULL_MASK, maskOf([4]));
    const given = { ...host, apmask: FULL_MASK, aqmask, defaultDomain: 4 };
    const state = refreshShadows({ ...createApState({ ...given, mdevs: [] }), mdevs: given.mdevs });
    const free = { ...state, mdevs: [] };
    expect([offered(state, 'ap:default-domain'), offered(free, 'ap:default-domain')]).toEqual([
      ['Keep domain 4 with the host; take adapter 5 from payments-a'],
      ['Keep domain 4 with the host'],
    ]);
  });

  it('AP-M5 AP-C6 a queue that masks, override or type keep from vfio_ap is not bound to it', () => {
    const reserved = withQueues({ ...host, apmask: FULL_MASK }, { 0x0504: QUEUE.NO_DRIVER });
    const unsupported = withQueues({ ...host, cards: new Map([[5, oldCard]]) }, { 0x0504: QUEUE.NO_DRIVER });
    const overridden = withQueues(
      { ...host, queues: { ...host.queues, overrides: new Map([[0x0504, 'cex4queue']]) } },
      { 0x0504: QUEUE.NO_DRIVER },
    );
    const id = 'ap:hidden:pay:5';
    for (const state of [reserved, unsupported, overridden]) {
      const labels = offered(state, id);
      expect(labels.filter((label) => label.startsWith('Bind'))).toEqual([]);
      expect(labels).toContain('Take adapter 5 from payments-a');
      const card = guestCard(state, state.mdevs[0]!).hidden.flatMap(({ fixes }) => fixes);
      const note = queueCard(state, state, 0x0504).notes.flatMap(({ fixes }) => fixes);
      for (const { label, edits } of [...card, ...note])
        expect([label, applyGesture(state, edits as ApEdit[]).ok]).toEqual([label, true]);
    }
    expect(offered(withQueues(host, { 0x0504: QUEUE.NO_DRIVER }), id)[0]).toBe('Bind 05.0004 to vfio_ap');
  });

  it('AP-U13 AP-U16 applying the matrix again releases what the host has first', () => {
    const stale = {
      ...host,
      mdevs: [{ ...pay, matrix: masksOf([5, 7], [4]), shadow: masksOf([], [4]) }],
    };
    const [label] = offered(stale, 'ap:hidden:pay:5');
    expect(label).toMatch(/^Apply the matrix of payments-a again; release domain 4 for guests/);
  });

  it('AP-C2 AP-V2 2018: a running guest is stopped before something is taken from it', () => {
    const twin = createMdev('twin', { matrix: masksOf([5], [4]), guest: 'vm', defined: 'manual' });
    const old = refreshShadows({
      ...host,
      profile: '2018-merged',
      hasApConfig: false,
      mdevs: [pay, twin],
    });
    expect(offered(old, 'ap:C2:pay:twin')).toEqual([
      'Take adapter 5 from payments-a',
      'Take domain 4 from payments-a',
      'Take adapter 5 from twin; stop the guest of twin first',
      'Take domain 4 from twin; stop the guest of twin first',
    ]);
  });

  it('are tried for the weightiest problems only, and never offered untried', () => {
    const guests = Array.from({ length: 100 }, (_, at) =>
      createMdev(`g${at}`, { matrix: masksOf([at], [4]), shadow: masksOf([], [4]), defined: 'manual' }),
    );
    const all = Array.from({ length: 256 }, (_, at) => at);
    const state = createApState({ lpar: masksOf(all, all), apmask: EMPTY_MASK, mdevs: guests });
    const withFix = problems(state, state).filter(({ fixes }) => fixes.length > 0);
    expect(withFix).toHaveLength(MOST_TRIED_FIXES);
    expect(guestCard(state, state.mdevs[99]!).hidden[0]?.fixes).toHaveLength(1);
  });
});
