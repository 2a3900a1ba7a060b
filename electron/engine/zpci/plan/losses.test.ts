import { describe, expect, it } from 'vitest';
import type { PlanStyle } from '../../../../shared/plan.ts';
import type { HostFunction, ZpciState } from '../../../../shared/zpci/types.ts';
import { createGuest, createState, withFunction, withGuest } from '../model.ts';
import { zpciPlanning } from './planning.ts';
import { hostFunction, options, vfioDevice } from './testing.ts';

const UNTOLD = { driver: null, driverTold: false, ownDriver: null } as const;
const VFIO = { driver: 'vfio-pci', driverTold: true, driverOverride: 'vfio-pci' } as const;

function host(running: boolean | null, parts: Partial<HostFunction> = {}): ZpciState {
  return createState({
    host: { dmaEntryLimit: 65_535 },
    functions: [hostFunction(0, { pft: 0x0a, ...parts }), hostFunction(1)],
    guests: [createGuest({ id: 'a', name: 'web', domain: 'web', running })],
  });
}

const has = (state: ZpciState, parts = {}) => withGuest(state, 'a', { devices: [vfioDevice(0, 1, parts)] });

function made(from: ZpciState, to: ZpciState, style: PlanStyle = 'both') {
  const { steps, blocks, notes } = zpciPlanning.plan(from, to, options(style, ['a']));
  return {
    blocks,
    notes,
    losses: steps.map(({ title, loses }) => [title, ...loses.map(({ text }) => text)]),
  };
}

const LOST =
  'The host itself loses 0001:00:00.0 (RoCE Express2 or 3), which its driver mlx5_core uses: a network interface or a disk of the host goes away.';
const LOST_UNTOLD =
  'The host itself loses 0001:00:00.0 (RoCE Express2 or 3), with whatever uses it now, as its driver is not told: a network interface or a disk of the host goes away.';

describe('what a plan says the host loses (ZPCI-A22)', () => {
  it('stands at the power-off, the unbinding and the change of a driver that nobody told', () => {
    const off = withFunction(host(false), 0x100, { state: 'standby', driver: null });
    expect([
      made(host(false), off).losses,
      made(host(false), withFunction(host(false), 0x100, VFIO), 'immediate').losses,
      made(host(false, UNTOLD), withFunction(host(false, UNTOLD), 0x100, VFIO), 'immediate').losses,
    ]).toEqual([
      [['Power 0001:00:00.0 off', LOST]],
      [
        ['Load vfio-pci'],
        ['Take 0001:00:00.0 from its driver mlx5_core', LOST],
        ['Let only vfio-pci take 0001:00:00.0'],
        ['Bind 0001:00:00.0 to vfio-pci'],
      ],
      [['Give 0001:00:00.0 to vfio-pci', LOST_UNTOLD]],
    ]);
  });

  it('stands at the start of a guest for which libvirt binds it, and at a live attach', () => {
    const starts = (parts: Partial<HostFunction>, managed: boolean) => {
      const from = has(host(false, parts), { managed });
      return made(from, withGuest(from, 'a', { running: true })).losses;
    };
    expect([
      starts({}, true),
      starts(UNTOLD, true),
      starts(VFIO, true),
      starts(VFIO, false),
      made(host(true, UNTOLD), has(host(true, UNTOLD)), 'immediate').losses,
    ]).toEqual([
      [['Start web', LOST]],
      [['Start web', LOST_UNTOLD]],
      [['Start web']],
      [['Start web']],
      [
        ['Stop web', 'web is shut down; what runs in it ends.'],
        ['Give 0001:00:00.0 to web in its definition'],
        ['Start web', LOST_UNTOLD],
      ],
    ]);
  });

  it('comes with the link that libvirt has to leave behind it', () => {
    const from = has(host(false));
    const { steps } = zpciPlanning.plan(from, withGuest(from, 'a', { running: true }), options('both'));
    expect(steps.map(({ expect: expected }) => expected)).toEqual([
      [{ kind: 'link', path: '/sys/bus/pci/devices/0001:00:00.0/driver', name: 'vfio-pci' }],
    ]);
  });
});

describe('a physical function with virtual ones (ZPCI-A24)', () => {
  const VIRTUALS = { activeVfs: null, virtualFunctions: ['0002:00:00.0'] } as const;

  it('blocks where only the links tell of them, and where libvirt would take it', () => {
    const from = host(false, VIRTUALS);
    const started = has(from);
    const rules = (before: ZpciState, after: ZpciState) => made(before, after).blocks.map(({ rule }) => rule);
    const running = has(host(true, { ...VIRTUALS, ...VFIO }));
    expect([
      rules(from, withFunction(from, 0x100, VFIO)),
      rules(from, has(from)),
      rules(started, withGuest(started, 'a', { running: true })),
      rules(running, withGuest(running, 'a', { devices: [vfioDevice(0, 2)] })),
    ]).toEqual([['ZPCI-A24'], ['ZPCI-A24'], ['ZPCI-A24'], []]);
  });

  it('is busy for the kernel, too (ZPCI-S5)', () => {
    const write = { kind: 'write', path: '/sys/bus/pci/slots/00000100/power', text: '0' } as const;
    expect(zpciPlanning.perform(host(false, VIRTUALS), write)).toMatchObject({
      errno: 'EBUSY',
      rule: 'ZPCI-S5',
    });
  });
});

describe('notes of a plan', () => {
  it('say of a limit that is changed which guests keep the old one (ZPCI-D5)', () => {
    const limit = (dmaEntryLimit: number) => ({
      ...host(true),
      host: { ...host(true).host, dmaEntryLimit },
    });
    expect([
      made(host(true), limit(200_000)).notes,
      made(host(true), { ...limit(65_535), functions: [...host(true).functions] }).notes,
      made(host(true), limit(200_000), 'persistent').notes,
    ]).toEqual([
      [
        'The new limit of DMA mappings counts for containers made after it: what web has now keeps the old one (ZPCI-D5).',
      ],
      [],
      [],
    ]);
  });

  it('speak of a guest that must answer only where it is asked (ZPCI-K18)', () => {
    const from = has(host(true, VFIO));
    const to = withGuest(from, 'a', { devices: [] });
    const asks = (style: PlanStyle, may: readonly string[] = []) =>
      zpciPlanning.plan(from, to, options(style, may)).notes.some((note) => note.includes('ZPCI-K18'));
    expect([asks('immediate'), asks('both'), asks('persistent'), asks('both', ['a'])]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
