import { describe, expect, it } from 'vitest';
import type { VirtualPolicy } from '../../../../shared/ap/preview.ts';
import { type Card, QUEUE } from '../../../../shared/ap/types.ts';
import { formatApqn } from '../../../../shared/apqn.ts';
import { EMPTY_MASK, isEmptyMask } from '../../../../shared/mask.ts';
import { createApState, createMdev, guestReach, masksOf } from '../model.ts';
import { problems } from '../derive/problems.ts';
import { applyOp } from '../rules.ts';
import { validateVirtual, virtualQci, writeMapping } from './virtual.ts';
import {
  dequeue,
  enqueue,
  loseQueue,
  QUEUE_DEPTH,
  resetQueue,
  runVirtual,
  testQueue,
  virtualGuest,
} from './virtual-run.ts';

const card: Card = {
  type: 'CEX8C',
  mode: 'cca',
  hwtype: 14,
  online: true,
  config: true,
  chkstop: false,
  serial: null,
};
const V = createMdev('v', {
  type: 'virtual',
  virtualAdapters: new Map([[4, [3, 22, 254]]]),
  virtualDomains: new Map([[0, [8, 71]]]),
});
const host = createApState({
  lpar: masksOf([3, 22, 254], [8, 71]),
  apmask: EMPTY_MASK,
  cards: new Map([
    [3, card],
    [22, card],
    [254, card],
  ]),
  mdevs: [V],
});
const AT = 0x0400;
const ORDER = ['03.0008', '03.0047', '16.0008', '16.0047', 'fe.0008', 'fe.0047'];

function chosen(policy: VirtualPolicy, requests: number, unusable: number[] = []): (string | null)[] {
  return runVirtual(host, V, AT, policy, requests, unusable)
    .filter(({ instruction }) => instruction === 'NQAP')
    .map((step) => (step.chosen === null ? null : formatApqn(step.chosen)));
}

describe('virtual type', () => {
  it('AP-S8 AP-S7 round-robin takes the candidates in turn, skipping what is unusable', () => {
    expect(chosen('round-robin', 7)).toEqual([...ORDER, '03.0008']);
    expect(chosen('round-robin', 6, [0x1608])).toEqual([
      '03.0008',
      '03.0047',
      '16.0047',
      'fe.0008',
      'fe.0047',
      '03.0008',
    ]);
  });

  it('AP-S7 least-outstanding spreads evenly, priority-failover stays with the first', () => {
    expect(chosen('least-outstanding', 7)).toEqual([...ORDER, '03.0008']);
    expect(chosen('priority-failover', 3)).toEqual(['03.0008', '03.0008', '03.0008']);
    expect(chosen('priority-failover', 2, [0x0308])).toEqual(['03.0047', '03.0047']);
  });

  it('AP-VP8 replies come from where the request went, oldest first; one operation stays on one queue', () => {
    let guest = virtualGuest(host, V);
    for (const psmid of [1, 2, 1]) guest = enqueue(guest, AT, psmid).guest;
    expect(guest.requests.map(({ real }) => formatApqn(real))).toEqual(['03.0008', '03.0047', '03.0008']);
    const answered = dequeue(guest, AT);
    expect([answered.step.request, answered.step.chosen]).toEqual([1, 0x0308]);
    expect(dequeue(virtualGuest(host, V), AT).step.responseCode).toBe(2);
  });

  it('AP-VP9 testing and resetting a virtual queue', () => {
    const two = {
      ...V,
      virtualAdapters: new Map([
        [4, [3]],
        [5, [3, 22]],
      ]),
    };
    const guest = enqueue(virtualGuest(host, two), 0x0500, 1).guest;
    expect(testQueue(guest, 0x0500)).toEqual({ responseCode: 0, hwtype: 14, empty: false, depth: 32 });
    expect(resetQueue(guest, 0x0500).resets.map(formatApqn)).toEqual(['16.0008', '16.0047']);
    expect(resetQueue(guest, 0x0500).guest.requests).toEqual([]);
    // Request 1 is on 03.0008, which stands behind 04.0000 as well; 05.0000 of another mapping stays empty.
    const apart = {
      ...guest,
      mdev: {
        ...two,
        virtualAdapters: new Map([
          [4, [3]],
          [5, [22]],
        ]),
      },
    };
    expect([0x0400, 0x0500].map((apqn) => testQueue(apart, apqn).empty)).toEqual([false, true]);
  });

  it('AP-VP10 response codes', () => {
    const code = (queues: Partial<typeof host.queues>, apqn = AT) =>
      runVirtual({ ...host, queues: { ...host.queues, ...queues } }, V, apqn, 'round-robin', 1)[0]!
        .responseCode;
    const all = new Set([0x0308, 0x0347, 0x1608, 0x1647, 0xfe08, 0xfe47]);
    expect([
      code({}),
      code({}, 0x0500),
      code({ deconfigured: all }),
      code({ checkstopped: all }),
      code({ state: new Uint8Array(65_536) }),
    ]).toEqual([0, 1, 3, 4, 1]);
    const one = new Set([0x0308]);
    const rest = new Set([...all].filter((apqn) => apqn !== 0x0308));
    const without = Uint8Array.from(host.queues.state);
    without[0x0308] = QUEUE.ABSENT;
    expect([
      code({ deconfigured: one, checkstopped: rest }),
      code({ state: without, deconfigured: rest }),
      code({ state: without, checkstopped: rest }),
      code({ deconfigured: rest }),
    ]).toEqual([1, 1, 1, 0]);
    const stuffed = Array.from({ length: QUEUE_DEPTH }, (_, psmid) => psmid).reduce(
      (guest, psmid) => enqueue(guest, AT, psmid).guest,
      virtualGuest({ ...host, queues: { ...host.queues, deconfigured: rest } }, V),
    );
    expect(enqueue(stuffed, AT, 99).step.responseCode).toBe(0x10);
    const full = runVirtual(host, V, AT, 'priority-failover', 6 * QUEUE_DEPTH + 1);
    expect(full[6 * QUEUE_DEPTH]!.responseCode).toBe(0x10);
  });

  it('AP-VP11 a lost queue loses its requests only', () => {
    let guest = virtualGuest(host, V);
    for (const psmid of [1, 2]) guest = enqueue(guest, AT, psmid).guest;
    const { guest: after, lost } = loseQueue(guest, 0x0308);
    expect([lost, after.requests.map(({ psmid }) => psmid)]).toEqual([[1], [2]]);
    expect(enqueue(after, AT, 3).step.chosen).toBe(0x1608);
  });

  it('AP-VP7 the guest sees mapped virtual ids and no control domains', () => {
    expect(
      virtualQci({
        ...V,
        virtualAdapters: new Map([
          [9, []],
          [4, [3]],
          [2, [22]],
        ]),
      }),
    ).toEqual({ adapters: [2, 4], domains: [0] });
  });

  it('AP-S5 AP-S6 AP-S9 a running virtual guest has no masks of its own; a passthrough guest has', () => {
    const running = applyOp(host, { op: 'guest_start', mdev: 'v', guest: 'g' }).state;
    expect(isEmptyMask(guestReach(running, running.mdevs[0]!).apm)).toBe(true);
    const pass = createApState({ lpar: masksOf([3], [8]), apmask: EMPTY_MASK, mdevs: [createMdev('p')] });
    const steps = [
      { op: 'assign_adapter', mdev: 'p', value: '3' },
      { op: 'assign_domain', mdev: 'p', value: '8' },
      { op: 'guest_start', mdev: 'p', guest: 'g' },
    ] as const;
    const after = steps.reduce((state, op) => applyOp(state, op).state, pass);
    expect(isEmptyMask(guestReach(after, after.mdevs[0]!).apm)).toBe(false);
  });

  it('AP-S10 stopping a virtual guest zeroizes nothing', () => {
    const running = applyOp(host, { op: 'guest_start', mdev: 'v', guest: 'g' }).state;
    expect(applyOp(running, { op: 'guest_stop', mdev: 'v' }).resets).toEqual([]);
  });

  it('AP-S1 AP-S2 AP-S3 mappings are written to virtual devices only', () => {
    const errno = (id: string) =>
      writeMapping({ ...host, mdevs: [createMdev('p')] }, id, 'domain', '0:8').failure;
    expect([errno('nobody')?.rule, errno('p')?.rule]).toEqual(['AP-S1', 'AP-S3']);
    const failure = applyOp(host, { op: 'assign_adapter', mdev: 'v', value: '3' }).failure;
    expect([failure?.errno, failure?.rule]).toEqual(['EINVAL', 'AP-S2']);
  });

  it('AP-VP4 accelerators may be shared when that is switched on', () => {
    const shared = createApState({
      apmask: EMPTY_MASK,
      cards: new Map([3, 22, 254].map((id) => [id, { ...card, mode: 'accelerator' as const }])),
      mdevs: [V, { ...V, id: 'w' }],
    });
    expect([
      validateVirtual(shared, V)?.errno,
      validateVirtual(shared, V, { shareAccelerators: true }),
    ]).toEqual(['EADDRINUSE', null]);
  });

  it('AP-VP6 known different keys are refused, unknown ones warned of', () => {
    const detail = (key: string) => ({ mkvps: [`AES CUR: valid ${key}`] });
    const keys = (left: string, right: string) => ({
      ...host,
      queues: {
        ...host.queues,
        details: new Map([
          [0x0308, detail(left)],
          [0x0347, detail(right)],
        ]),
      },
    });
    expect([validateVirtual(keys('0x1', '0x2'), V)?.rule, validateVirtual(keys('0x1', '0x1'), V)]).toEqual([
      'AP-VP6',
      null,
    ]);
    expect(
      problems(host, host)
        .filter(({ rule }) => rule === 'AP-VP6')
        .map(({ severity }) => severity),
    ).toEqual(['warning']);
    expect(host.queues.state[0x0308]).toBe(QUEUE.VFIO_AP);
  });
});
