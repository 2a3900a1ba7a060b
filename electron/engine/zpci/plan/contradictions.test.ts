import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAN_STYLES } from '../../../../shared/plan.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import type { GuestDevice, HostFunction, ZpciState } from '../../../../shared/zpci/types.ts';
import { applyGesture } from '../edits.ts';
import { zpciFamily } from '../family.ts';
import { createGuest, createState, withFunction, withGuest } from '../model.ts';
import { zpciPlanning } from './planning.ts';
import { hostFunction, hostStates, options, play, vfioDevice } from './testing.ts';

const SPARE = 20;
const VFIO = { driver: 'vfio-pci', driverTold: true, driverOverride: 'vfio-pci' } as const;

/** What sources have told of hosts, and no edit makes. */
const contradictions = fc.oneof(
  fc.record({
    kind: fc.constant('state' as const),
    at: fc.nat(4),
    state: fc.constantFrom('standby', 'error', 'permanent-error', 'reserved' as const),
  }),
  fc.record({ kind: fc.constantFrom('driver' as const, 'gone' as const, 'untold' as const), at: fc.nat(4) }),
  fc.record({ kind: fc.constantFrom('again' as const, 'zero' as const), at: fc.nat(9), guest: fc.nat(2) }),
);

type Contradiction = typeof contradictions extends fc.Arbitrary<infer One> ? One : never;

function added(state: ZpciState, guest: number, device: GuestDevice): ZpciState {
  const { id, devices } = state.guests[guest]!;
  return withGuest(state, id, { devices: [...devices, { ...device, id: `more${devices.length}` }] });
}

function contradicted(state: ZpciState, what: Contradiction): ZpciState {
  const fid = 0x100 + what.at;
  switch (what.kind) {
    case 'state':
      return withFunction(state, fid, { state: what.state });
    case 'driver':
      return withFunction(state, fid, { driver: hostFunction(what.at).driver, driverOverride: null });
    case 'untold':
      return withFunction(state, fid, { driver: null, driverTold: false, ownDriver: null });
    case 'gone':
      return { ...state, functions: state.functions.filter((one) => one.fid !== fid) };
    case 'again':
      return added(state, what.guest, vfioDevice(what.at, 3));
    case 'zero': {
      const device = vfioDevice(what.at, 4);
      return added(state, what.guest, { ...device, zpci: { ...device.zpci!, uid: 0 } });
    }
  }
}

const broken = fc
  .tuple(hostStates, fc.array(contradictions, { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([host, all, byHand]) => {
    const state = all.reduce(contradicted, host);
    const [first, ...others] = state.guests;
    return {
      ...state,
      functions: [...state.functions, hostFunction(SPARE)],
      guests: [
        byHand ? { ...first!, domain: null } : first!,
        ...others,
        createGuest({ id: 'spare', name: 'spare', domain: 'spare', running: false }),
      ],
    };
  });

const ELSEWHERE: readonly ((state: ZpciState) => ZpciState)[] = [
  (state) => withFunction(state, 0x100 + SPARE, VFIO),
  (state) => withFunction(state, 0x100 + SPARE, { state: 'standby', driver: null }),
  (state) => withGuest(state, 'spare', { devices: [vfioDevice(SPARE, 1)] }),
  (state) => ({ ...state, host: { ...state.host, dmaEntryLimit: 300_000 } }),
];

describe('contradictions that were read (ZPCI-A21 to ZPCI-A25, ZPCI-K13, ZPCI-R4)', () => {
  it('give neither steps nor blocks where the wish is what was read', () => {
    fc.assert(
      fc.property(broken, fc.constantFrom(...PLAN_STYLES), (state, style) => {
        const copies = [structuredClone(state), zpciFamily.fromFile(zpciFamily.toFile(state))];
        expect(copies.map((copy) => zpciPlanning.plan(state, copy, options(style)))).toEqual(
          copies.map(() => ({ style, steps: [], blocks: [], notes: [] })),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('block no wish for something else', () => {
    fc.assert(
      fc.property(broken, fc.constantFrom(...ELSEWHERE), (state, wish) => {
        const to = structuredClone(wish(state));
        const { steps, blocks } = zpciPlanning.plan(state, to, options('both'));
        const { end, failed } = play(state, steps);
        expect([blocks, steps.length > 0, failed, zpciPlanning.differences(end, to)]).toEqual([
          [],
          true,
          null,
          [],
        ]);
      }),
      { numRuns: 300 },
    );
  });

  const reading = (parts: Partial<HostFunction>) =>
    createState({
      functions: [hostFunction(0, parts), hostFunction(1)],
      guests: ['a', 'b', 'c'].map((id) =>
        createGuest({
          id,
          name: id,
          domain: id,
          running: false,
          devices: id === 'c' ? [] : [vfioDevice(id === 'a' ? 0 : 1, 1)],
        }),
      ),
    });
  const rules = (from: ZpciState, to: ZpciState) =>
    zpciPlanning.plan(from, to, options('both')).blocks.map(({ rule }) => rule);

  it('still block a wish for the very function, with a way out that works', () => {
    const state = reading({ state: 'error' });
    const [first] = state.guests;
    const renumbered = withGuest(state, 'a', { devices: [vfioDevice(0, 5)] });
    const another = withGuest(state, 'c', { devices: [vfioDevice(1, 1)] });
    const absent = withGuest(state, 'c', { devices: [vfioDevice(9, 1)] });
    expect([
      rules(state, { ...state, guests: [{ ...first!, running: true }, ...state.guests.slice(1)] }),
      rules(state, renumbered),
      rules(state, another),
      rules(state, absent),
    ]).toEqual([['ZPCI-A25'], ['ZPCI-A25'], ['ZPCI-A23'], ['ZPCI-A22']]);
    const [block] = zpciPlanning.plan(state, absent, options('both')).blocks;
    const solved = applyGesture(absent, block!.unblock[0]!.edits as readonly ZpciEdit[]);
    expect(solved.ok && rules(state, solved.state)).toEqual([]);
  });

  it('are not made by a driver that was wished while the function worked (ZPCI-A25)', () => {
    const to = (parts: Partial<HostFunction>) => withFunction(reading(parts), 0x100, VFIO);
    const [error, gone] = [{ state: 'error' }, { state: 'reserved' }] as const;
    expect([rules(reading(error), to(error)), rules(reading(gone), to(gone))]).toEqual([
      ['ZPCI-A25'],
      ['ZPCI-K13'],
    ]);
  });
});

describe('ways out of a block (ZPCI-V10)', () => {
  it('are left out where the wish itself refuses them: another guest is that domain', () => {
    const labels = (domain: string) => {
      const from = createState({
        functions: [hostFunction(0)],
        guests: [
          createGuest({ id: 'q', name: 'web', running: true }),
          createGuest({ id: 'd', name: 'other', domain, running: false }),
        ],
      });
      const to = withGuest(from, 'q', { devices: [vfioDevice(0, 1)] });
      return zpciPlanning.plan(from, to, options('both')).blocks[0]!.unblock.map(({ label }) => label);
    };
    expect([labels('web'), labels('db')]).toEqual([
      ['Stop web by hand, and read the host again'],
      ['Stop web by hand, and read the host again', 'Say that it is the libvirt domain web'],
    ]);
  });
});

describe('the way back', () => {
  it.each([
    ['mlx5_core', null, []],
    ['mlx5_core', 'mlx5_core', []],
    ['vfio-pci', null, ['Give 0001:00:00.0 to vfio-pci']],
    [
      'vfio-pci',
      'mlx5_core',
      [
        'Take 0001:00:00.0 from mlx5_core',
        'Let only vfio-pci take 0001:00:00.0',
        'Bind 0001:00:00.0 to vfio-pci',
      ],
    ],
  ] as const)(
    'from a power-off of %s, its own %s, has no line that fails (ZPCI-S5)',
    (driver, own, titles) => {
      const from = createState({
        functions: [
          hostFunction(0, { driver, ownDriver: own, driverOverride: driver === 'vfio-pci' ? driver : null }),
        ],
      });
      const to = withFunction(from, 0x100, { state: 'standby', driver: null, driverOverride: null });
      const { steps } = zpciPlanning.plan(from, to, options('immediate'));
      const there = play(from, steps);
      const back = steps.flatMap(({ reverse }) =>
        reverse.map(({ title, action }) => ({ title, action, refs: [], expect: [] })),
      );
      const { end, failed } = play(there.end, back);
      expect([
        back.map(({ title }) => title),
        failed,
        zpciPlanning.differences(end, from),
        end.functions[0]!.driverOverride,
      ]).toEqual([['Power 0001:00:00.0 on', ...titles], null, [], driver === 'vfio-pci' ? driver : null]);
    },
  );

  it('from a start leaves vfio-pci what it had before (ZPCI-A22)', () => {
    const from = createState({
      functions: [hostFunction(0, VFIO), hostFunction(1)],
      guests: [
        createGuest({
          id: 'a',
          name: 'a',
          domain: 'a',
          running: false,
          devices: [vfioDevice(0, 1), vfioDevice(1, 2)],
        }),
      ],
    });
    const to = withGuest(from, 'a', { running: true });
    const { steps } = zpciPlanning.plan(from, to, options('immediate'));
    const back = [...steps]
      .reverse()
      .flatMap(({ reverse, refs }) =>
        reverse.map(({ title, action }) => ({ title, action, refs, expect: [] })),
      );
    const { end, failed } = play(play(from, steps).end, back);
    expect([failed, end.functions.map(({ driver }) => driver)]).toEqual([null, ['vfio-pci', 'nvme']]);
  });
});

describe('a guest that is said to be a domain (ZPCI-X6)', () => {
  it('changes no file of the next boot by that, which no reading would show', () => {
    const running = createGuest({
      id: 'q',
      name: 'batch',
      running: true,
      devices: [vfioDevice(0, 1, { managed: true })],
    });
    const from = createState({ functions: [hostFunction(0, VFIO)], guests: [running] });
    const to = withGuest(from, 'q', { domain: 'batch' });
    expect(PLAN_STYLES.map((style) => zpciPlanning.plan(from, to, options(style)).steps)).toEqual([
      [],
      [],
      [],
    ]);
  });
});
