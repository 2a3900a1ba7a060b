import { describe, expect, it } from 'vitest';
import { type ApState, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus, withoutId } from '../../../../shared/mask.ts';
import { applyGesture } from '../edits.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { guestCard, guestSummary } from './guest-card.ts';
import { problemsOfGuest, guestProblems } from './problems-guest.ts';

const POOL = { apmask: minus(FULL_MASK, maskOf([4, 5, 6])), aqmask: minus(FULL_MASK, maskOf([6, 71, 84])) };

function hostWith(mdevs: readonly Mdev[], parts: Partial<ApState> = {}): ApState {
  return refreshShadows(
    createApState({ lpar: masksOf([4, 5, 6, 7], [6, 71, 84], [6, 71, 84]), ...POOL, ...parts, mdevs }),
  );
}

const guest = createMdev('g', { name: 'payments-a', matrix: masksOf([4, 5], [6, 71]), defined: 'manual' });

function unbound(state: ApState, apqn: number): ApState {
  const table = Uint8Array.from(state.queues.state);
  table[apqn] = QUEUE.NO_DRIVER;
  return refreshShadows({ ...state, queues: { ...state.queues, state: table } });
}

describe('guest card', () => {
  it('says of a healthy guest what it has and nothing more', () => {
    const state = hostWith([guest]);
    expect(guestCard(state, state.mdevs[0]!)).toEqual({
      mdev: 'g',
      masks: [
        { name: 'APM', hex: `0x0c${'0'.repeat(62)}`, ids: '4 and 5' },
        { name: 'AQM', hex: `0x02${'0'.repeat(15)}1${'0'.repeat(46)}`, ids: '6 and 71 (0x47)' },
        { name: 'ADM', hex: `0x${'0'.repeat(64)}`, ids: 'none' },
      ],
      adapters: 2,
      domains: 2,
      apqns: 4,
      sees: 4,
      hidden: [],
      hiddenDomains: '',
      control: [],
      notes: [],
      stopping: [],
      deleting: [
        'Zeroizes 4 queues (04.0006, 04.0047, 05.0006 and 05.0047): queued requests and replies are thrown away.',
        'Its mdevctl definition (start: manual) goes too.',
      ],
    });
  });

  it('AP-P1 AP-U13 AP-U23 names the queue that hides an adapter, and the fix brings it back', () => {
    const wide = { ...guest, matrix: masksOf([4, 5, 9], [6, 71]) };
    const state = unbound(hostWith([wide]), 0x0447);
    const card = guestCard(state, state.mdevs[0]!);
    const fixed = applyGesture(state, (card.hidden[0]?.fixes[0]?.edits ?? []) as never);
    const healthy = hostWith([wide]);
    const [now] = healthy.mdevs;
    const stale = { ...now!, shadow: { ...now!.shadow, apm: withoutId(now!.shadow.apm, 4) } };
    expect([
      card.hidden.map(({ adapter, culprit, reason, sentence }) => [adapter, culprit, reason, sentence]),
      card.sees,
      card.notes.map(({ rule }) => rule),
      fixed.ok && guestSummary(fixed.state, fixed.state.mdevs[0]!),
      guestCard(healthy, stale).hidden.map(({ adapter, reason, rule }) => [adapter, reason, rule]),
    ]).toEqual([
      [
        [4, 0x0447, 'unbound', 'payments-a does not see adapter 4: 04.0047 is not bound to any driver.'],
        [
          9,
          null,
          'lpar',
          'payments-a does not see adapter 9: the LPAR does not have it. The matrix keeps the wish.',
        ],
      ],
      2,
      ['AP-U23'],
      { mdev: 'g', apqns: 6, sees: 4, hiddenAdapters: 1 },
      [
        [4, 'stale', 'AP-U13'],
        [9, 'lpar', 'AP-U23'],
      ],
    ]);
  });

  it('AP-V11 says of a running guest that it is tied to its host, and of no other', () => {
    const state = hostWith([{ ...guest, guest: 'vm' }]);
    const notes = (mdev: typeof guest) =>
      guestCard(state, mdev).notes.filter(({ rule }) => rule === 'AP-V11');
    expect([notes(state.mdevs[0]!).map(({ text }) => text), notes(guest)]).toEqual([
      ['payments-a (vm in libvirt) cannot be migrated live: its AP device ties it to this host.'],
      [],
    ]);
  });

  it('AP-U22 speaks of a guest by its name here, and by its libvirt name only where that differs', () => {
    const first = (libvirt: string) => {
      const state = hostWith([{ ...guest, guest: libvirt }]);
      return guestCard(state, state.mdevs[0]!).deleting[0];
    };
    const unplugs = 'The kernel asks QEMU to unplug the device and waits;';
    expect([first('payments-a'), first('vm')]).toEqual([
      `${unplugs} payments-a loses its AP queues without being asked (AP-U22).`,
      `${unplugs} payments-a (vm in libvirt) loses its AP queues without being asked (AP-U22).`,
    ]);
  });

  it('AP-U23 what the LPAR takes from a running guest is a warning, a wish ahead of the LPAR is not', () => {
    const before = hostWith([{ ...guest, guest: 'vm' }]);
    const after = hostWith(before.mdevs, { lpar: masksOf([4, 6, 7], [6, 71, 84], [6, 71, 84]) });
    const severities = (observed: ApState, state: ApState) => {
      const card = guestCard(state, state.mdevs[0]!, observed);
      return [card.hidden.map(({ severity }) => severity), card.notes[0]?.severity, card.notes[0]?.rule];
    };
    expect([severities(before, after), severities(after, after)]).toEqual([
      [['warning'], 'warning', 'AP-U23'],
      [['info'], 'info', 'AP-U23'],
    ]);
    expect(guestProblems(before, after)[0]?.message).toBe(
      'payments-a has adapter 5 assigned, which the LPAR does not have any more: the guest loses it while it runs, and gets it back when the LPAR does.',
    );
  });

  it('AP-V7 a running guest reaches its usage domains as control domains where the kernel adds them', () => {
    const state = hostWith([{ ...guest, guest: 'vm' }], { profile: '2018-v9', hasApConfig: false });
    expect(guestCard(state, state.mdevs[0]!).masks[2]?.ids).toBe(
      'none; the guest reaches 6 and 71 (0x47), since this kernel adds its usage domains (AP-V7)',
    );
  });

  it('AP-U17 a CRYCB of format 1 cuts adapters above 63 and domains above 15', () => {
    const all = { apmask: withoutId(POOL.apmask, 70), lpar: masksOf([4, 70], [6, 71]) };
    const state = hostWith(
      [{ ...guest, matrix: masksOf([4, 70], [6, 71]), guest: 'vm', crycbFormat: 1 }],
      all,
    );
    const card = guestCard(state, state.mdevs[0]!);
    expect([
      card.sees,
      card.hiddenDomains,
      card.hidden.map(({ adapter, reason }) => [adapter, reason]),
      card.notes.map(({ severity, rule }) => [severity, rule]),
      card.stopping.length,
    ]).toEqual([
      1,
      '71 (0x47)',
      [[70, 'crycb']],
      [
        ['warning', 'AP-U17'],
        ['info', 'AP-V11'],
      ],
      1,
    ]);
  });

  it('AP-C4 AP-X1 tells what control domains mean, each thing once', () => {
    const other = createMdev('o', { name: 'hsm-proxy', matrix: masksOf([4], [84]), defined: 'manual' });
    const near = createMdev('n', { name: 'near', matrix: masksOf([5], [71]), defined: 'manual' });
    const control = { ...guest, matrix: masksOf([4], [6], [71, 84, 99]) };
    const state = hostWith([control, other, near], { max: { adapter: 255, domain: 255 } });
    const texts = (mdev: Mdev) => guestCard(state, mdev).control.map(({ text }) => text);
    const only = { ...guest, matrix: masksOf([4], [], [6]) };
    expect([texts(control), texts(other), texts(near), guestCard(state, only).control[0]?.rule]).toEqual([
      [
        'payments-a may change domain 84 (0x54) of hsm-proxy on adapter 4: control domains are not exclusive.',
        'near uses domain 71 (0x47). The two guests share no adapter now; if they ever do, payments-a can change its master keys.',
        'The LPAR may not control domain 99 (0x63): payments-a does not get the right.',
      ],
      [
        'payments-a may change domain 84 (0x54) of hsm-proxy on adapter 4: control domains are not exclusive.',
      ],
      [],
      'AP-X1',
    ]);
  });

  it('AP-VP4 says when a mapping stands for queues that are not there', () => {
    const mapping = { virtualAdapters: new Map([[4, [5, 9]]]), virtualDomains: new Map([[0, [6]]]) };
    const virtual = createMdev('v', { name: 'pool', type: 'virtual', defined: 'manual', ...mapping });
    const state = hostWith([virtual]);
    const card = guestCard(state, virtual);
    expect([card.apqns, card.hidden, card.notes.map(({ rule, text }) => [rule, text])]).toEqual([
      2,
      [],
      [
        ['AP-VP4', 'pool stands for 1 queue that the LPAR does not have: 09.0006.'],
        [
          'AP-VP6',
          'The master keys behind 1 virtual queue of pool are not all known; with different keys a guest’s keys work on some of them only. Compare the keys on the host before the guest relies on them.',
        ],
      ],
    ]);
  });

  it('AP-D2 says that a guest without a definition is gone after the next boot, of this guest alone', () => {
    const transient = { ...guest, defined: null };
    const state = hostWith([transient, createMdev('o', { name: 'other' })]);
    expect(guestCard(state, state.mdevs[0]!).notes.map(({ text, fixes }) => [text, fixes.length])).toEqual([
      ['payments-a has no definition: it is gone after the next boot.', 2],
    ]);
  });

  it('finds the same problems of a guest as the list of all problems has', () => {
    const mdevs = [
      { ...guest, matrix: masksOf([4, 5], [6, 71], [84]) },
      createMdev('o', { matrix: masksOf([5, 6, 7], [71, 84]) }),
      createMdev('p', { matrix: masksOf([4], [84], [6]) }),
    ];
    const state = hostWith(mdevs);
    const mine = (id: string) =>
      guestProblems(state, state)
        .filter(({ refs }) => refs.some((ref) => ref.kind === 'guest' && ref.id === id))
        .map(({ rule, severity }) => [rule, severity]);
    expect(
      state.mdevs.map((mdev) =>
        problemsOfGuest(state, state, mdev).map(({ rule, severity }) => [rule, severity]),
      ),
    ).toEqual(state.mdevs.map(({ id }) => mine(id)));
  });
});
