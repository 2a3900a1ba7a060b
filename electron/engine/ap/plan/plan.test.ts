import { describe, expect, it } from 'vitest';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { allConflicts } from '../derive/conflicts.ts';
import { createApState, masksOf, apConfigText } from '../model.ts';
import { waitForEnd } from '../../tools/guest-end.ts';
import { refreshShadows } from '../kernel/filter.ts';
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import { type ApState, QUEUE } from '../../../../shared/ap/types.ts';
import { stateDifferences } from './differences.ts';
import { targetState } from './target.ts';
import { guest, host, plan, rehearsed, titles, uuid, wish, withMatrices } from './testing.ts';

const [A, B, C] = [uuid(1), uuid(2), uuid(3)];

function ends(
  observed: ApState,
  desired: ApState,
  steps: ReturnType<typeof plan>['steps'],
): readonly string[] {
  return stateDifferences(targetState(observed, desired, 'immediate'), rehearsed(observed, steps).at(-1)!);
}

describe('plan of the running layer', () => {
  it('AP-C2 moves a queue: taken first, then given, one ap_config each', () => {
    const observed = host([guest(A, 'a', [5, 6], [4]), guest(B, 'b', [7], [4])]);
    const desired = withMatrices(observed, { [A]: masksOf([5], [4]), [B]: masksOf([6, 7], [4]) });
    const made = plan(observed, desired);
    expect([titles(made), made.blocks, ends(observed, desired, made.steps)]).toEqual([
      ['Take adapter 6 from a', 'Give adapter 6 to b'],
      [],
      [],
    ]);
    expect(made.steps[0]!.action).toEqual({
      kind: 'write',
      path: `/sys/devices/vfio_ap/matrix/${A}/ap_config`,
      text: apConfigText(masksOf([5], [4])).trim(),
    });
  });

  it('AP-C2 swaps in three writes, and rotates three guests in four', () => {
    const observed = host([guest(A, 'a', [5], [4]), guest(B, 'b', [6], [4]), guest(C, 'c', [7], [4])]);
    const swap = withMatrices(observed, { [A]: masksOf([6], [4]), [B]: masksOf([5], [4]) });
    const rotation = withMatrices(observed, {
      [A]: masksOf([6], [4]),
      [B]: masksOf([7], [4]),
      [C]: masksOf([5], [4]),
    });
    expect([titles(plan(observed, swap)), titles(plan(observed, rotation)).length]).toEqual([
      ['Take adapter 5 from a', 'Change b: take adapter 6, give adapter 5', 'Give adapter 6 to a'],
      4,
    ]);
    expect([
      ends(observed, swap, plan(observed, swap).steps),
      ends(observed, rotation, plan(observed, rotation).steps),
    ]).toEqual([[], []]);
  });

  it('AP-C2 a definition that is not started gives up first what a running guest gets', () => {
    const observed = host([
      guest(A, 'a', [5], [4], { guest: 'a' }),
      guest(B, 'b', [6, 7], [4], { active: false, defined: 'manual' }),
    ]);
    const moved = wish(
      observed,
      { family: 'ap', op: 'unassign', mdev: B, adapters: [6], domains: [], controlDomains: [] },
      { family: 'ap', op: 'assign', mdev: A, adapters: [6], domains: [], controlDomains: [] },
    );
    const made = plan(observed, moved, { style: 'both' });
    expect(titles(made)).toEqual([
      'Change the definition of b for the next boot, started by hand',
      'Give adapter 6 to a',
    ]);
    expect(rehearsed(observed, made.steps).flatMap((state) => allConflicts(state))).toEqual([]);
    // Where nobody waits for it, what runs now comes first.
    const apart = wish(
      observed,
      { family: 'ap', op: 'unassign', mdev: B, adapters: [6], domains: [], controlDomains: [] },
      { family: 'ap', op: 'assign', mdev: A, adapters: [], domains: [71], controlDomains: [] },
    );
    expect(titles(plan(observed, apart, { style: 'both' }))[0]).toBe('Give domain 71 (0x47) to a');
  });

  it('AP-M4 takes a queue back to the host: from the guest, then by the mask', () => {
    const observed = host([guest(A, 'a', [5, 6], [4], { guest: 'a' })]);
    const desired = wish(
      observed,
      { family: 'ap', op: 'unassign', mdev: A, adapters: [6], domains: [], controlDomains: [] },
      { family: 'ap', op: 'writeMask', mask: 'apmask', value: '+6' },
    );
    const made = plan(observed, desired);
    expect(titles(made)).toEqual(['Take adapter 6 from a', 'Reserve adapter 6 for the host (apmask)']);
    expect(made.steps[0]!.loses.map(({ kind }) => kind)).toEqual(['guest', 'zeroized', 'requests']);
    expect(ends(observed, desired, made.steps)).toEqual([]);
  });

  it('AP-U10 a step that only gives up needs nothing of other guests, in either layer', () => {
    const observed = host([guest(A, 'a', [5, 6], [4], { defined: 'auto' })], {
      persistent: { apmask: minus(FULL_MASK, maskOf([5, 6, 7])), aqmask: null },
    });
    const fewer = withMatrices(observed, { [A]: masksOf([5], [4]) });
    const others = withMatrices(observed, { [A]: masksOf([5, 7], [4]) });
    const needs = (desired: ApState) =>
      plan(observed, desired, { style: 'both' }).steps.map((step) => step.needs.length);
    expect([needs(fewer), needs(others)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('AP-U8 requests that are lost are told guest by guest, with the queues', () => {
    const observed = host([
      guest(A, 'a', [5, 6], [4], { guest: 'a' }),
      guest(B, 'b', [7], [4], { guest: 'vm' }),
    ]);
    const desired = withMatrices(observed, { [A]: masksOf([], [4]), [B]: masksOf([], [4]) });
    const lost = plan(observed, desired).steps.flatMap(({ loses }) =>
      loses.flatMap(({ kind, text }) => (kind === 'requests' ? [text] : [])),
    );
    expect(lost).toEqual([
      'Requests of a in flight on 2 queues (05.0004 and 06.0004) are lost.',
      'Requests of b (vm in libvirt) in flight on 07.0004 (adapter 7, domain 4) are lost.',
    ]);
  });

  it('AP-M5 gives new queues: mask, device, matrix, guest; the collateral and the default domain are told', () => {
    const observed = host([], { apmask: FULL_MASK, defaultDomain: 71, vfioApLoaded: false });
    const desired = wish(
      observed,
      { family: 'ap', op: 'loadVfioAp' },
      { family: 'ap', op: 'writeMask', mask: 'aqmask', value: '-71' },
      { family: 'ap', op: 'createGuest', uuid: A, name: 'a', hue: 0, type: 'passthrough' },
      { family: 'ap', op: 'assign', mdev: A, adapters: [5], domains: [71], controlDomains: [71] },
      { family: 'ap', op: 'guestStart', mdev: A, guest: 'a' },
    );
    const made = plan(observed, desired, { style: 'both' });
    expect(titles(made)).toEqual([
      'Release domain 71 (0x47) for guests (aqmask)',
      'Load module vfio_ap',
      'Create the mediated device of a',
      'Give adapter 5, domain 71 (0x47) and control domain 71 (0x47) to a',
      'Start the guest of a',
      'Keep aqmask for the next boot',
      'Define a for the next boot, started by hand',
    ]);
    expect(made.steps[0]!.loses[0]).toEqual({
      kind: 'host',
      text: 'The host loses its default domain 71 (0x47): programs on the host that name no domain fail from now on.',
      refs: [{ kind: 'domain', id: 71 }],
    });
    const end = rehearsed(observed, made.steps).at(-1)!;
    expect(stateDifferences(targetState(observed, desired, 'both'), end)).toEqual([]);
  });

  it('AP-M4 6.18 asks for the other mask only, 6.19 for all: a running guest blocks there', () => {
    const parts = {
      apmask: minus(FULL_MASK, maskOf([5])),
      aqmask: minus(FULL_MASK, maskOf([71])),
    };
    const mdevs = [guest(A, 'a', [5], [71], { guest: 'a' })];
    const wishOf = (observed: ApState) => refreshShadows({ ...observed, apmask: FULL_MASK });
    const old = host(mdevs, { ...parts, profile: 'upstream-6.18' });
    const now = host(mdevs, parts);
    const withPool = (state: ApState): ApState => {
      const desired = wishOf(state);
      const table = createApState({ ...state, apmask: FULL_MASK }).queues;
      return { ...desired, queues: table };
    };
    expect(titles(plan(old, withPool(old)))).toEqual(['Reserve adapter 5 for the host (apmask)']);
    const blocked = plan(now, withPool(now));
    expect(blocked.blocks.map(({ rule, unblock }) => [rule, unblock.map(({ label }) => label)])).toEqual([
      ['AP-M4', ['Restart a for the change', 'Leave adapter 5 to guests']],
    ]);
    const [, leave] = blocked.blocks[0]!.unblock;
    const left = wish(withPool(now), ...(leave!.edits as readonly ApEdit[]));
    expect(plan(now, left)).toMatchObject({ steps: [], blocks: [] });
    const restarted = plan(now, withPool(now), { restart: [A] });
    expect(titles(restarted)).toEqual([
      'Shut down the guest of a',
      'Take adapter 5 from a',
      'Reserve adapter 5 for the host (apmask)',
      'Give adapter 5 to a',
      'Start the guest of a',
    ]);
  });

  it('AP-V2, AP-V1, AP-V3 2018: single writes, adapters first, and nothing while the guest runs', () => {
    const parts = { profile: '2018-merged', hasApConfig: false } as const;
    const observed = host([guest(A, 'a', [5], [4], { guest: 'a' })], parts);
    const desired = withMatrices(observed, { [A]: masksOf([5, 6], [4, 71]) });
    expect(plan(observed, desired).blocks.map(({ rule }) => rule)).toEqual(['AP-V2']);
    const made = plan(observed, desired, { restart: [A] });
    expect([titles(made), ends(observed, desired, made.steps)]).toEqual([
      [
        'Shut down the guest of a',
        'Give adapter 6 to a',
        'Give domain 71 (0x47) to a',
        'Start the guest of a',
      ],
      [],
    ]);
    expect(plan(observed, { ...observed, mdevs: [] }).blocks.map(({ rule }) => rule)).toEqual(['AP-V1']);
  });

  it('AP-V8 a guest that is shut down is waited for, since virsh only asks it; one that starts is not', () => {
    const parts = { profile: '2018-merged', hasApConfig: false } as const;
    const observed = host([guest(A, 'a', [5], [4], { guest: 'a' })], parts);
    const desired = withMatrices(observed, { [A]: masksOf([5, 6], [4]) });
    const { steps } = plan(observed, desired, { restart: [A] });
    const commands = [steps[0], steps.at(-1)].map((step) =>
      step?.action.kind === 'run' ? step.action.commands.map(({ argv }) => argv) : [],
    );
    expect(commands).toEqual([
      [['virsh', 'shutdown', '--', 'a'], waitForEnd('a')],
      [['virsh', 'start', '--', 'a']],
    ]);
  });

  it('AP-C5 2018 version 9 has no masks: queues are unbound and bound by hand', () => {
    const observed = host([], { profile: '2018-v9', hasApConfig: false, apmask: FULL_MASK });
    const desired = wish(observed, { family: 'ap', op: 'writeMask', mask: 'apmask', value: '-5' });
    const made = plan(observed, desired);
    expect([titles(made).slice(0, 2), made.steps.length, ends(observed, desired, made.steps)]).toEqual([
      [
        'Unbind queue 05.0004 (adapter 5, domain 4) from cex4queue',
        'Bind queue 05.0004 (adapter 5, domain 4) to vfio_ap',
      ],
      6,
      [],
    ]);
  });

  it('AP-C5 the host gets by hand before it gives, so that it is never without its default domain', () => {
    const parts = { profile: '2018-v9', hasApConfig: false, apmask: FULL_MASK } as const;
    const start = wish(
      host([], { ...parts, lpar: masksOf([5, 6], [4], []) }),
      { family: 'ap', op: 'unbind', apqn: 0x0604, driver: 'cex4queue' },
      { family: 'ap', op: 'bind', apqn: 0x0604, driver: 'vfio_ap' },
    );
    const desired = { ...start, queues: { ...start.queues, state: Uint8Array.from(start.queues.state) } };
    desired.queues.state.set([QUEUE.VFIO_AP], 0x0504);
    desired.queues.state.set([QUEUE.CEX4QUEUE], 0x0604);
    const made = plan(start, desired);
    expect(made.steps.map(({ action }) => action.kind === 'write' && [action.path, action.text])).toEqual([
      ['/sys/bus/ap/drivers/vfio_ap/unbind', '06.0004'],
      ['/sys/bus/ap/drivers/cex4queue/bind', '06.0004'],
      ['/sys/bus/ap/drivers/cex4queue/unbind', '05.0004'],
      ['/sys/bus/ap/drivers/vfio_ap/bind', '05.0004'],
    ]);
  });

  it('AP-O1, AP-M1 overrides: cleared before the masks, set only behind full ones', () => {
    const full = host([], { apmask: FULL_MASK });
    const single = wish(
      full,
      { family: 'ap', op: 'driverOverride', apqn: 0x0504, driver: 'vfio_ap' },
      { family: 'ap', op: 'unbind', apqn: 0x0504, driver: 'cex4queue' },
      { family: 'ap', op: 'bind', apqn: 0x0504, driver: 'vfio_ap' },
    );
    const there = plan(full, single);
    const back = plan(single, wish(full, { family: 'ap', op: 'writeMask', mask: 'apmask', value: '-6' }));
    expect([titles(there).length, ends(full, single, there.steps), titles(back)]).toEqual([
      3,
      [],
      [
        'Clear the driver_override of queue 05.0004 (adapter 5, domain 4)',
        'Release adapter 6 for guests (apmask)',
      ],
    ]);
    const stuck = { ...single, apmask: minus(FULL_MASK, maskOf([5])) };
    expect(plan(stuck, { ...stuck, queues: { ...stuck.queues, overrides: new Map() } }).blocks[0]?.rule).toBe(
      'AP-O1',
    );
  });

  it('AP-S2, AP-U23, AP-C7 what no plan can do is told in words', () => {
    const observed = host([guest(A, 'a', [5], [4])]);
    const virtual = wish(host([]), {
      family: 'ap',
      op: 'createGuest',
      uuid: A,
      name: 'v',
      hue: 0,
      type: 'virtual',
    });
    const more = wish(observed, {
      family: 'ap',
      op: 'changeLpar',
      addAdapters: [9],
      removeAdapters: [],
      addDomains: [],
      removeDomains: [],
      addControlDomains: [],
      removeControlDomains: [],
    });
    const odd = { ...observed, mdevs: [...observed.mdevs, guest('../../etc', 'odd', [6], [4])] };
    expect(
      [plan(host([]), virtual), plan(observed, more), plan(observed, odd)].map(({ blocks, steps }) => [
        blocks.map(({ rule }) => rule),
        steps.length,
      ]),
    ).toEqual([
      [['AP-S2'], 0],
      [['AP-U24'], 0],
      [['AP-C7'], 0],
    ]);
    expect(plan(more, observed).blocks[0]?.rule).toBe('AP-U23');
  });

  it('AP-U17 AP-U18 a domain name that is an option or breaks a line never becomes a command', () => {
    const observed = host([guest(A, 'a', [5], [4])]);
    for (const name of ['--all', 'a\nb'])
      expect(
        plan(observed, { ...observed, mdevs: [{ ...observed.mdevs[0]!, guest: name }] }).blocks[0]?.rule,
      ).toBe('AP-U17');
    const running = { ...observed, mdevs: [{ ...observed.mdevs[0]!, guest: '-x' }] };
    expect(plan(running, observed).blocks[0]?.rule).toBe('AP-U18');
  });

  it('AP-C2 AP-U16 a wish in conflict names guests, cells and fixes', () => {
    const observed = host([guest(A, 'a', [5], [4, 71], { guest: 'a' }), guest(B, 'b', [6], [4])]);
    const clash = withMatrices(observed, { [B]: masksOf([5, 6], [4]) });
    const [blocked] = plan(observed, clash).blocks;
    expect([blocked?.rule, blocked?.message.includes('05.0004')]).toEqual(['AP-C2', true]);
    // Either guest can give way, and each says what that costs it.
    expect(blocked?.unblock.map(({ label, detail }) => [label, detail])).toEqual([
      ['Take domain 4 from a', 'a loses 1 queue while its guest runs; it is zeroized.'],
      ['Take adapter 5 from a', 'a loses 2 queues while its guest runs; they are zeroized.'],
      ['Take adapter 5 from b', 'b gets 1 queue less than wished.'],
      ['Take domain 4 from b', 'b gets 2 queues less than wished.'],
    ]);
    for (const { edits } of blocked!.unblock)
      expect(plan(observed, wish(clash, ...(edits as readonly ApEdit[]))).blocks).toEqual([]);
    const owned = withMatrices(observed, { [B]: masksOf([6, 8], [4]) });
    expect(plan(observed, owned).blocks.map(({ rule }) => rule)).toEqual(['AP-U16']);
  });

  it('AP-U13 runs FILTER again where the wish saw it run', () => {
    const observed = host([guest(A, 'a', [5, 6], [4], { guest: 'a' })]);
    const stale = {
      ...observed,
      mdevs: [{ ...observed.mdevs[0]!, shadow: masksOf([5], [4]) }],
    };
    const desired = wish(stale, { family: 'ap', op: 'reapply', mdev: A });
    expect(titles(plan(stale, desired))).toEqual(['Apply the matrix of a again']);
    const old = { ...stale, profile: 'upstream-6.18', hasApConfig: false } as const;
    expect(titles(plan(old, wish(old, { family: 'ap', op: 'reapply', mdev: A })))).toEqual([
      'Take adapter 6 from a',
      'Give adapter 6 to a',
    ]);
  });
});

describe('guests that run', () => {
  it('AP-P3 do not lose on the way what they have before and after, unless they may be restarted', () => {
    const fresh = host([guest(A, 'a', [5], [4], { guest: 'a' })]);
    // The kernel has not filtered since the last reset of the queue failed; any write to the matrix would.
    const observed = { ...fresh, queues: { ...fresh.queues, resetRc: new Map([[0x0504, 7]]) } };
    const [was] = observed.mdevs;
    const grown = masksOf([5, 6], [4]);
    const desired = { ...observed, mdevs: [{ ...was!, matrix: grown, shadow: grown }] };
    const blocked = plan(observed, desired).blocks;
    expect(blocked.map(({ rule, unblock }) => [rule, unblock.map(({ restart }) => restart)])).toEqual([
      ['AP-P3', [[A]]],
    ]);
    expect(titles(plan(observed, desired, { restart: [A] }))).toEqual([
      'Shut down the guest of a',
      'Give adapter 6 to a',
      'Start the guest of a',
    ]);
  });

  it('AP-V1 a device without a guest comes back with its matrix', () => {
    const observed = host([guest(A, 'a', [5], [4])]);
    const [step] = plan(observed, { ...observed, mdevs: [] }).steps;
    expect([step!.reverse.map(({ title }) => title), step!.irreversible]).toEqual([
      ['Create the mediated device of a', 'Give adapter 5 and domain 4 to a'],
      null,
    ]);
  });

  it('AP-U22 a device that is taken from one cannot be given back by a write, and the plan says so', () => {
    const observed = host([guest(A, 'a', [5], [4], { guest: 'a' })]);
    const made = plan(observed, { ...observed, mdevs: [] });
    expect(
      made.steps.map(({ title, reverse, irreversible, loses }) => [
        title,
        reverse,
        irreversible !== null,
        loses.map(({ kind }) => kind),
      ]),
    ).toEqual([['Remove the mediated device of a', [], true, ['guest', 'zeroized', 'requests']]]);
  });

  it('AP-M5 a mask that was cleared is taken back by its old text', () => {
    const observed = host([], { apmask: FULL_MASK });
    const made = plan(
      observed,
      wish(observed, { family: 'ap', op: 'writeMask', mask: 'apmask', value: '-5' }),
    );
    expect(made.steps[0]).toMatchObject({
      reverse: [
        {
          title: 'Reserve adapter 5 for the host (apmask)',
          action: { kind: 'write', path: '/sys/bus/ap/apmask', text: `0x${'f'.repeat(64)}` },
        },
      ],
      irreversible: null,
    });
  });
});
