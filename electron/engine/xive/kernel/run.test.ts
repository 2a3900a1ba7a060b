import { describe, expect, it } from 'vitest';
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { esbPage, guestAddress, hwPageName } from '../../../../shared/xive/pages.ts';
import { DEFAULT_CONFIG, ONLY_VM, type SetupVm, type XiveConfig } from '../../../../shared/xive/types.ts';
import type { EventOutcome, Machine, Vm } from './machine.ts';
import { pageState, wrongSince } from './page-state.ts';
import { runEvent, startMachine } from './run.ts';

const GUEST: SetupVm = {
  name: ONLY_VM,
  vcpus: 1,
  sources: [{ from: 0, to: 15, ipi: 0x40, lsi: false }],
  vmas: [{ start: 0, end: 32, pgoff: 4, name: 'VMA0' }],
  populated: [],
  devices: [],
  orphans: [],
};

interface Played {
  readonly machine: Machine;
  readonly vm: Vm;
  readonly last: EventOutcome;
  readonly outcomes: readonly EventOutcome[];
  readonly trace: readonly TraceEntry[];
}

function play(
  events: readonly XiveEvent[],
  { config = {}, vm = {} }: { readonly config?: Partial<XiveConfig>; readonly vm?: Partial<SetupVm> } = {},
): Played {
  let machine = startMachine({ ...DEFAULT_CONFIG, ...config }, { vms: [{ ...GUEST, ...vm }] });
  const trace: TraceEntry[] = [];
  const outcomes = events.map((event) => {
    const ran = runEvent(machine, event, (entry) => trace.push(entry));
    machine = ran.machine;
    return ran.outcome;
  });
  return { machine, vm: machine.vms.get(ONLY_VM)!, last: outcomes.at(-1)!, outcomes, trace };
}

function stateOf({ machine, vm }: Played, page: number): readonly [string, string | null] {
  return [pageState(machine, vm, page), hwPageName(vm.ptes.get(page))];
}

const PROPOSAL = { faultIndex: 'absolute', accept: 'any' } as const;
const touch = (page: number): XiveEvent => ({ op: 'touch', page });
const set = (lisn: number, owner: string): XiveEvent => ({ op: 'setMapped', lisn, owner });
const clear = (lisn: number): XiveEvent => ({ op: 'clrMapped', lisn });

describe('addresses', () => {
  it('gives LISN 0x1300 page 0x2601 and its guest address', () => {
    expect([esbPage(0x1300, 1), guestAddress(0x1300, 1), guestAddress(0, 0)]).toEqual([
      0x2601, 0x6010026010000, 0x6010000000000,
    ]);
  });
});

describe('when a page is stale', () => {
  const none = { config: { strategy: 'none' } } as const;

  it('XIVE-S1: never, when nobody touched it before the change', () => {
    expect(stateOf(play([set(7, 'phb1[1]'), touch(15)], none), 15)).toEqual(['fresh', 'phb1[1]']);
  });

  it('XIVE-S2 XIVE-none: the IPI page the guest masked through keeps it from ever ending the interrupt', () => {
    const played = play(
      [
        { op: 'guestTouch', lisn: 7, parity: 1 },
        set(7, 'phb1[1]'),
        { op: 'load', lisn: 7, offset: 0xc00 },
        { op: 'fire', source: 'phb1[1]' },
        { op: 'handle', lisn: 7 },
        { op: 'fire', source: 'phb1[1]' },
      ],
      none,
    );
    expect(played.outcomes.map(({ notified }) => notified.length)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(played.machine.phbPq.get(played.last.result!)).toBe(3);
    expect(played.outcomes[4]!.wrongTurns).toMatchObject([
      { page: 15, lisn: 7, state: 'stale', by: 'guest' },
    ]);
  });

  it('XIVE-B1: with the zap the same guest gets both interrupts', () => {
    const played = play([
      { op: 'guestTouch', lisn: 7, parity: 1 },
      set(7, 'phb1[1]'),
      { op: 'load', lisn: 7, offset: 0xc00 },
      { op: 'fire', source: 'phb1[1]' },
      { op: 'handle', lisn: 7 },
      { op: 'fire', source: 'phb1[1]' },
    ]);
    expect(played.outcomes.map(({ notified }) => notified.map(({ vm, lisn }) => [vm, lisn]))).toEqual([
      [],
      [],
      [],
      [[ONLY_VM, 7]],
      [],
      [[ONLY_VM, 7]],
    ]);
  });

  it('XIVE-S3: a PHB page left in place drives a source that is the host’s again', () => {
    const played = play(
      [
        set(7, 'phb1[1]'),
        touch(15),
        clear(7),
        { op: 'store', lisn: 7, offset: 'trigger' },
        { op: 'load', lisn: 7, offset: 0xd00 },
      ],
      none,
    );
    expect([stateOf(played, 15), hwPageName(played.last.result!), played.last.pq]).toEqual([
      ['stale', 'phb1[1]'],
      'phb1[1]',
      1,
    ]);
  });

  it('XIVE-S4 XIVE-C: the same number shows the first device after the second was plugged', () => {
    const played = play(
      [
        { op: 'plug', dev: 'one', owner: 'phb1', vectors: 2 },
        { op: 'touchAllMgmt', dev: 'one' },
        { op: 'unplug', dev: 'one' },
        { op: 'plug', dev: 'two', owner: 'phb2', vectors: 2 },
      ],
      {
        config: { ...PROPOSAL, strategy: 'C', rangeC: [8, 16] },
        vm: {
          vmas: [
            { start: 0, end: 16, pgoff: 4, name: 'VMA0' },
            { start: 100, end: 116, pgoff: 20, name: 'VMA1' },
          ],
        },
      },
    );
    expect([stateOf(played, 101), stateOf(played, 103), wrongSince(played.machine, played.vm, 101)]).toEqual([
      ['stale', 'phb1[0]'],
      ['stale', 'phb1[1]'],
      3,
    ]);
  });

  it('XIVE-S5 XIVE-A1: an overlay made once is too early when the vectors change again after it', () => {
    const touched = (overlayWhen: XiveConfig['overlayWhen']) =>
      play(
        [
          { op: 'plug', dev: 'nvme', owner: 'phb1', vectors: 2 },
          { op: 'clrMapped', lisn: 16 },
          { op: 'guestTouch', lisn: 16, parity: 1 },
          set(16, 'phb1[0]'),
        ],
        {
          config: { ...PROPOSAL, strategy: 'A1', overlayWhen, msiBase: 16, msiCount: 8 },
          vm: { vmas: [{ start: 0, end: 64, pgoff: 4, name: 'VMA0' }] },
        },
      );
    expect(stateOf(touched('beforeFirst'), 65)).toEqual(['stale', 'ipi(0x50):E']);
  });

  it('XIVE-S6 XIVE-R12: a touch between the zap and the new owner puts the old page back', () => {
    const events = [touch(15), set(7, 'phb1[1]')];
    expect([stateOf(play(events, { config: { raceWindow: true } }), 15), stateOf(play(events), 15)]).toEqual([
      ['stale', 'ipi(0x47):E'],
      ['empty', null],
    ]);
  });

  it('counts since the owner left, not since later changes; fresh again when it comes back', () => {
    const events = [set(7, 'phb1[1]'), touch(15), clear(7), set(7, 'phb2[0]')];
    const before = play(events, none);
    const after = play([...events, clear(7), set(7, 'phb1[1]')], none);
    expect([wrongSince(before.machine, before.vm, 15), stateOf(after, 15)[0]]).toEqual([3, 'fresh']);
  });
});

describe('long lives', () => {
  it('XIVE-R12 XIVE-R13: a loop leaves one turn of owners behind, and every owner is still known', () => {
    const loop = { op: 'plugUnplugLoop', times: 1000, vectors: 2 } as const;
    const played = play([loop, set(20, 'phb2[0]')], {
      config: { strategy: 'none', msiBase: 20, msiCount: 4 },
    });
    const owners: (string | null)[] = [];
    for (let one = played.vm.owners.get(20) ?? null; one !== null; one = one.before)
      owners.push(`${one.step} ${hwPageName(one.owner)}`);
    expect(owners).toEqual(['2 phb2[0]', '1 ipi(0x50):T', '1 phb1[0]', '0 ipi(0x50):T']);
  });

  it('XIVE-R16: many vectors of a device are counted as if every round were played', () => {
    const plugged = { op: 'plug', dev: 'nic', owner: 'phb1', vectors: 100, connect: false } as const;
    const enabled = { op: 'enableVectors', n: 100, dev: 'nic', driverFirstEnablesOne: true } as const;
    const { machine, outcomes } = play([plugged, enabled]);
    expect([outcomes[1]!.counts, machine.counters]).toMatchObject([
      { set: 5051, clr: 4951, zaps: 10_002 },
      { sets: 5051, clears: 4951, zaps: 10_002 },
    ]);
  });

  it('XIVE-S1: turns of owners inside a step do not move the step since when a page is wrong', () => {
    const { machine, vm } = play(
      [
        { op: 'guestTouch', lisn: 4, parity: 1 },
        { op: 'plug', dev: 'nic', owner: 'phb1', vectors: 1 },
        { op: 'infoPic' },
        { op: 'enableVectors', n: 3, dev: 'nic' },
      ],
      { config: { strategy: 'none', msiBase: 4, msiCount: 12, nrIrqs: 16 } },
    );
    expect([pageState(machine, vm, 9), wrongSince(machine, vm, 9)]).toEqual(['stale', 2]);
  });

  it('XIVE-R10: a paused guest’s access is answered, and says that it waits', () => {
    const touchOf = (lisn: number): XiveEvent => ({ op: 'guestTouch', lisn, parity: 1 });
    const played = play([touchOf(0x400), touchOf(3), touch(9)]);
    expect(
      played.outcomes.map(({ signal, result, why }) => [signal, hwPageName(result ?? 0), why !== null]),
    ).toEqual([
      ['SIGSEGV', null, true],
      [null, 'ipi(0x43):E', true],
      [null, 'ipi(0x44):E', false],
    ]);
    expect(played.outcomes[1]!.why).toBe(
      'guest is paused: this access of LISN 0x3 would come once it runs again.',
    );
  });
});

describe('strategies', () => {
  it('XIVE-B0: a split leaves the remembered line with the lower piece, so that a zap misses the upper one', () => {
    const played = play(
      [touch(3), touch(9), { op: 'munmap', at: 4, pages: 2 }, set(4, 'phb1[0]'), set(1, 'phb1[1]')],
      {
        config: { strategy: 'B0', faultIndex: 'absolute' },
      },
    );
    expect([stateOf(played, 9), stateOf(played, 3)]).toEqual([
      ['stale', 'ipi(0x44):E'],
      ['empty', null],
    ]);
  });

  it('XIVE-A1 XIVE-R17 XIVE-R18: plug makes mapping and region, unplug takes both away', () => {
    const config = {
      ...PROPOSAL,
      strategy: 'A1',
      overlayWhen: 'afterLast',
      msiBase: 16,
      msiCount: 8,
    } as const;
    const vm = { vmas: [{ start: 0, end: 64, pgoff: 4, name: 'VMA0' }] };
    const plug: XiveEvent = { op: 'plug', dev: 'nvme', owner: 'phb1', vectors: 2 };
    const plugged = play([plug], { config, vm });
    const gone = play([plug, { op: 'unplug', dev: 'nvme' }], { config, vm });
    const lines = ({ vm: { vmas } }: Played) => vmas.map(({ start, end, pgoff }) => [start, end, pgoff]);
    expect([lines(plugged), plugged.vm.regions.map(({ name, priority }) => [name, priority])]).toEqual([
      [
        [0, 64, 4],
        [64, 68, 36],
      ],
      [['nvme', 1]],
    ]);
    expect([lines(gone), gone.vm.regions, gone.vm.claims, gone.vm.freed]).toEqual([
      [[0, 64, 4]],
      [],
      [],
      [[16, 17]],
    ]);
  });

  it('XIVE-D: an own descriptor has no TIMA in front, so that offsets start at the first mapping', () => {
    const played = play([touch(3), set(1, 'phb1[0]')], {
      config: { ...PROPOSAL, strategy: 'D' },
      vm: { vmas: [{ start: 0, end: 32, pgoff: 0, name: 'VMA0' }] },
    });
    expect([played.vm.esbOffset, stateOf(played, 3)]).toEqual([0, ['stale', 'ipi(0x41):E']]);
  });
});

describe('KVM device', () => {
  it('XIVE-R2: refuses numbers beyond its table, and a source when no hardware number is left', () => {
    const made = (lisn: number): XiveEvent => ({ op: 'createSource', lisn });
    const played = play([made(0xfffff), made(0x100000), made(20), made(21), made(0)], {
      config: { freeHwIrqs: 2 },
    });
    expect(played.outcomes.map(({ errno }) => errno)).toEqual([null, 'E2BIG', null, 'ENXIO', null]);
    expect([played.vm.ipi.get(0xfffff), played.vm.ipi.get(20), played.vm.ipi.get(0)]).toEqual([
      0x51, 0x52, 0x41,
    ]);
  });

  it('XIVE-R1 XIVE-R22: one device at a time; closing it unmaps everything', () => {
    const played = play([
      { op: 'createDevice' },
      { op: 'closeDevice' },
      touch(1),
      { op: 'createDevice' },
      { op: 'closeDevice' },
    ]);
    expect([played.outcomes.map(({ errno, signal }) => errno ?? signal), played.vm.vmas]).toEqual([
      ['EEXIST', null, 'SIGSEGV', null, null],
      [],
    ]);
  });

  it('XIVE-R12 XIVE-R13: answers wrong owner changes by errno', () => {
    const played = play([
      set(0x400, 'phb1[0]'),
      set(3, 'ipi(0x50)'),
      clear(3),
      set(3, 'phb1[0]'),
      set(3, 'phb1[1]'),
      clear(0x400),
    ]);
    expect(played.outcomes.map(({ errno }) => errno)).toEqual([
      'EINVAL',
      'EINVAL',
      null,
      null,
      'EINVAL',
      'EINVAL',
    ]);
  });

  it('XIVE-R21: info pic populates the management pages of claimed numbers through the base mapping', () => {
    const played = play([{ op: 'alloc', n: 2 }, { op: 'infoPic' }], {
      config: { msiBase: 20, msiCount: 8 },
      vm: {
        sources: [
          { from: 0, to: 1, ipi: 0x40, lsi: false },
          { from: 24, to: 24, ipi: 0x60, lsi: false },
        ],
        vmas: [{ start: 0, end: 64, pgoff: 4, name: 'VMA0' }],
      },
    });
    const populated = Array.from({ length: 64 }, (_, page) => page).filter(
      (page) => played.vm.ptes.get(page) !== 0,
    );
    expect([populated, played.machine.counters.faults]).toEqual([[1, 3, 41, 43], 4]);
  });

  it('XIVE-R16: with a device the sets and clears are really done', () => {
    const played = play([
      { op: 'plug', dev: 'nvme', owner: 'phb1', vectors: 3 },
      { op: 'enableVectors', n: 3, dev: 'nvme' },
    ]);
    expect([played.last.counts, played.machine.counters]).toEqual([
      { set: 6, clr: 6, zaps: 12 },
      { zaps: 15, sets: 9, clears: 6, faults: 0 },
    ]);
  });
});

describe('trace', () => {
  it('XIVE-R10: tells a fault in small steps with the numbers computed', () => {
    const { trace } = play([{ op: 'guestTouch', lisn: 4, parity: 1 }]);
    expect(trace.map(({ stage }) => stage)).toEqual([
      'region',
      'access',
      'vma',
      'pte',
      'fault',
      'owner',
      'insert',
      'hit',
    ]);
    expect(trace[4]!.text).toContain(
      'page 0x9 - start of the line 0x0 = 0x9; index div 2 = LISN 0x4, index mod 2 = 1',
    );
  });

  const EXPANDED: readonly XiveEvent[] = [
    { op: 'plug', dev: 'nvme', owner: 'phb1', vectors: 3 },
    { op: 'alloc', n: 3 },
    { op: 'infoPic' },
    { op: 'handle', lisn: 2 },
  ];

  it.each(EXPANDED)('$op can be replaced by the single events it tells', (event) => {
    const whole = play([event]);
    const parts = whole.trace.flatMap((entry) => (entry.event === null ? [] : [entry.event]));
    const single = play(event.op === 'alloc' ? [event] : parts);
    const state = ({ machine, vm }: Played) => ({
      vmas: vm.vmas,
      claims: vm.claims,
      owners: [...vm.owners.keys()].map((lisn) => [lisn, vm.pt.get(lisn), vm.ipi.get(lisn)]),
      populated: Array.from({ length: 32 }, (_, page) => vm.ptes.get(page)),
      counters: machine.counters,
      phbPq: [...machine.phbPq],
    });
    expect(state(single)).toEqual(state(whole));
  });

  it('XIVE-R17: tells the first rounds of a long loop and that the rest is the same', () => {
    const loop = { op: 'plugUnplugLoop', times: 20_000, vectors: 1 } as const;
    const { trace, last } = play([loop], { config: { msiBase: 20, msiCount: 4 } });
    expect(trace.length).toBeLessThan(100_000);
    expect([trace.at(-1)!.text, last.loop!.bypassedVectorsPerRound.length]).toEqual([
      '15903 more rounds go on like this.',
      20_000,
    ]);
  });
});

describe('size', () => {
  it('XIVE-R5: cuts a mapping into tens of thousands of lines within seconds', () => {
    const start = performance.now();
    const cuts = Array.from(
      { length: 20_000 },
      (_, at): XiveEvent => ({ op: 'munmap', at: 4 * at + 1, pages: 1 }),
    );
    let machine = startMachine(DEFAULT_CONFIG, {
      vms: [{ ...GUEST, vmas: [{ start: 0, end: 100_000, pgoff: 4, name: 'VMA0' }] }],
    });
    for (const cut of cuts) machine = runEvent(machine, cut).machine;
    const protect = runEvent(machine, { op: 'mprotect', at: 0, pages: 80_000 }).machine;
    expect([machine, protect].map(({ vms }) => vms.get(ONLY_VM)!.vmas.length)).toEqual([20_001, 20_002]);
    expect(performance.now() - start).toBeLessThan(4000);
  });

  it('starts a guest of a million sources in well under a second, and runs an event on it at once', () => {
    const vm = {
      sources: [{ from: 0, to: 999_999, ipi: 0x40, lsi: false }],
      vmas: [{ start: 0, end: 2_000_000, pgoff: 4, name: 'VMA0' }],
    };
    const began = performance.now();
    const played = play([touch(1_999_999), set(999_999, 'phb1[0]')], { vm });
    expect(performance.now() - began).toBeLessThan(1000);
    expect([hwPageName(played.outcomes[0]!.result!), played.vm.ptes.get(1_999_999)]).toEqual([
      'ipi(0xf427f):E',
      0,
    ]);
  });
});
