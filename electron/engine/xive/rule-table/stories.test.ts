/** Rules as short stories: what happens on the model kernel, and what the captures of a real guest say. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { guestAddress } from '../../../../shared/xive/pages.ts';
import { type Branch, DEFAULT_CONFIG, type Reading, type XiveConfig } from '../../../../shared/xive/types.ts';
import { observeFixture } from '../observe/testing/fixture-readings.ts';
import { pseriesSetup } from '../setup/pseries.ts';
import { underStrategy } from '../setup/under.ts';
import { timelineOf } from '../timeline/timeline.ts';

const LISN = 0x1304;
const PAGE = 0x2609;
const plug = (dev: string, owner: string): XiveEvent => ({ op: 'plug', dev, owner, vectors: 8 });
const TOUCH: XiveEvent = { op: 'guestTouch', lisn: LISN, parity: 1 };
const CLAIMED: XiveEvent = { op: 'plug', dev: 'nvme1', owner: 'phb1', vectors: 8, connect: false };
const SET: XiveEvent = { op: 'setMapped', lisn: LISN, owner: 'phb1[4]' };
const CLEAR: XiveEvent = { op: 'clrMapped', lisn: LISN };

function life(events: readonly XiveEvent[], change: Partial<XiveConfig> = {}) {
  const { strategy = 'B1', ...rest } = change;
  const config = { ...DEFAULT_CONFIG, ...rest };
  const setup = pseriesSetup(config, { vcpus: 2 });
  const base: Branch = { id: 'a', name: 'A', about: '', parent: null, config, setup, events };
  const { branch } = underStrategy(base, strategy);
  const timeline = timelineOf(branch);
  const machine = timeline.at(timeline.steps);
  const outcomes = events.map((_, index) => timeline.outcome(index + 1));
  return {
    branch,
    machine,
    vm: machine.vms.get('guest')!,
    outcomes,
    counts: timeline.counts(timeline.steps),
  };
}

const stale = (events: readonly XiveEvent[], change: Partial<XiveConfig> = {}) =>
  life(events, change).counts.stale;

describe('when a page becomes stale', () => {
  const none = { strategy: 'none' } as const;

  it('XIVE-S1 not when nobody touched it before the owner changed', () => {
    expect(stale([plug('nvme1', 'phb1'), TOUCH], none)).toBe(0);
  });

  it('XIVE-S2 when the guest masks its vector before it is connected', () => {
    const events = [CLAIMED, TOUCH, SET];
    expect([stale(events, none), stale(events)]).toEqual([1, 0]);
  });

  it('XIVE-S3 after an unplug, and then the guest drives the source of somebody else', () => {
    const mask: XiveEvent = { op: 'load', lisn: LISN, offset: 0xd00 };
    const events = [plug('nvme1', 'phb1'), TOUCH, { op: 'unplug', dev: 'nvme1' }, mask] as const;
    const [wrong] = life(events, none).outcomes[3]!.wrongTurns;
    expect(wrong).toMatchObject({ page: PAGE, lisn: LISN, state: 'stale', by: 'guest' });
    expect(life(events).outcomes[3]!.wrongTurns).toEqual([]);
  });

  it('XIVE-S4 when the next device gets the number with the page of the one before', () => {
    const events = [
      plug('nvme1', 'phb1'),
      TOUCH,
      { op: 'unplug', dev: 'nvme1' },
      plug('nvme2', 'phb2'),
    ] as const;
    const numbering = 'neverReuse';
    expect([stale(events, none), stale(events, { strategy: 'C' }), stale(events)]).toEqual([1, 1, 0]);
    const fresh = life([...events, TOUCH], { strategy: 'C', numbering });
    expect(fresh.outcomes[4]!.wrongTurns).toEqual([]);
  });

  it('XIVE-S5 when what protects acts once while owners change several times', () => {
    const over: XiveEvent = { op: 'mmapFixed', at: 0x2600, pages: 16, pgoff: 0x2604 };
    const once = [CLAIMED, SET, over, TOUCH, CLEAR, TOUCH, SET];
    const each = [CLAIMED, SET, over, TOUCH, CLEAR, over, TOUCH, SET, over];
    expect([stale([...once, CLEAR], { strategy: 'A2' }), stale(each, { strategy: 'A2' })]).toEqual([1, 0]);
  });

  it('XIVE-S6 in the window between zap and change, where the option is on', () => {
    const events = [CLAIMED, TOUCH, SET];
    expect([stale(events, { raceWindow: true }), stale(events)]).toEqual([1, 0]);
  });
});

describe('what QEMU and KVM do with numbers', () => {
  it('XIVE-R12 a LISN of a block that KVM never allocated cannot be connected', () => {
    const { outcomes } = life([{ op: 'setMapped', lisn: 0x700, owner: 'phb1[0]' }]);
    expect(outcomes[0]).toMatchObject({ errno: 'EINVAL', rule: 'XIVE-R12' });
  });

  it('XIVE-R15 XIVE-R17 XIVE-R18 a clean unplug frees the numbers, and KVM keeps the sources', () => {
    const { vm, outcomes, counts } = life([plug('nvme1', 'phb1'), { op: 'unplug', dev: 'nvme1' }]);
    expect(outcomes[0]).toMatchObject({ first: 0x1300, errno: null });
    expect([vm.claims, vm.orphans, vm.ipi.get(LISN) > 0, counts.passedThrough]).toEqual([[], [], true, 0]);
  });

  it('XIVE-R19 a device torn out leaves orphans, and the next one gets other numbers', () => {
    const { vm, outcomes } = life([
      plug('nvme1', 'phb1'),
      { op: 'removeUnclean', dev: 'nvme1' },
      plug('nvme2', 'phb2'),
    ]);
    expect([vm.orphans, outcomes[2]!.first]).toEqual([[[0x1300, 0x1307]], 0x1308]);
  });

  it('XIVE-R20 XIVE-M9 after a reset the same device has other numbers', () => {
    const { outcomes } = life([
      plug('nvme1', 'phb1'),
      { op: 'removeUnclean', dev: 'nvme1' },
      plug('nvme2', 'phb2'),
      { op: 'machineReset' },
      { op: 'driverStarts', dev: 'nvme2', vectors: 8 },
    ]);
    expect([outcomes[2]!.first, outcomes[4]!.first]).toEqual([0x1308, 0x1300]);
  });

  it('XIVE-R21 XIVE-M12 looking with info pic populates management pages', () => {
    expect(life([{ op: 'infoPic' }]).counts.populated).toBe(10);
  });

  it('XIVE-M6 behind a hole the file offset is right and the page served is not', () => {
    const events: XiveEvent[] = [
      { op: 'munmap', at: 0x2600, pages: 8 },
      { op: 'touch', page: PAGE },
    ];
    const { vm, outcomes, counts } = life(events);
    const tail = vm.vmas.find(({ start }) => start === 0x2608)!;
    expect([tail.pgoff, outcomes[1]!.result, counts.misresolved]).toEqual([0x260c, 1 + 2 * 0x14 + 1, 1]);
  });

  it('XIVE-M11 a host with 4 KiB pages refuses the offset that QEMU asks for', () => {
    const asked: XiveEvent = { op: 'mmap', at: 0x10000, pages: 16, pgoff: 64 };
    expect(life([asked], { pageSize: 4096 }).outcomes[0]).toMatchObject({ errno: 'EINVAL', rule: 'XIVE-R3' });
  });
});

describe('what confuses people, in the captures of a real guest', () => {
  let readings: readonly Reading[] = [];
  beforeAll(async () => {
    ({ readings } = await observeFixture('kvm-vfio'));
  });
  const source = (moment: number, lisn: number) =>
    readings[moment]!.sources.find((one) => one.lisn === lisn)!;

  it('XIVE-M1 one vector has five numbers', () => {
    const { lisn, kvm, guest, linux } = source(1, 0x1300);
    expect([lisn, kvm!.hw, linux!.irq, kvm!.eisn, guest!.lirq]).toEqual([0x1300, 0xfd800, 0x16, 0x16, 0x16]);
    expect(linux!.number).not.toBe(lisn);
  });

  it('XIVE-M2 IPI in the table of KVM is said of the console too', () => {
    expect(source(0, 0x1101).kvm).toMatchObject({ type: 'IPI', lsi: false });
  });

  it('XIVE-M3 the guest’s first ESB address is the address of a host’s IPI page too', () => {
    expect(source(0, 0).guest?.triggerPage ?? guestAddress(0, 0)).toBe(0x6010000000000);
  });

  it('XIVE-M4 the host’s source of a passed-through vector has one page for both sides', () => {
    const { irq } = source(1, 0x1300).host!;
    expect(irq!.triggerPage).toBe(irq!.eoiPage);
  });

  it('XIVE-M5 the maps lines of the device are the same before and after a plug', () => {
    expect(readings[1]!.vmas).toEqual(readings[0]!.vmas);
  });

  it('XIVE-M7 numbers of a device that is gone: claimed still, or freed and still in KVM', () => {
    const told = (moment: number) => [source(moment, 0x1300).pic !== null, source(moment, 0x1300).kvm!.type];
    expect([told(2), told(4)]).toEqual([
      [false, 'IPI'],
      [true, 'IPI'],
    ]);
  });

  it('XIVE-M8 -Q of a number nobody uses, and P- of one that is masked', () => {
    expect([source(0, 0x1100).kvm!.pq, source(1, 0x1303).kvm!.pq]).toEqual(['01', '10']);
  });

  it('XIVE-M10 LSIs are never passed through', () => {
    const lsis = readings.flatMap(({ sources }) => sources.filter(({ kvm }) => kvm?.lsi === true));
    expect([lsis.length > 0, lsis.every(({ kvm }) => kvm!.type === 'IPI')]).toEqual([true, true]);
  });
});
