import { describe, expect, it } from 'vitest';
import type { PlanStyle, StepAction } from '../../../../shared/plan.ts';
import type { HostFunction, ZpciState } from '../../../../shared/zpci/types.ts';
import { applyGesture } from '../edits.ts';
import { createGuest, createState, withFunction, withGuest } from '../model.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { zpciPlanning } from './planning.ts';
import { hostFunction, options, play, vfioDevice } from './testing.ts';

const VFIO = { driver: 'vfio-pci', driverTold: true, driverOverride: 'vfio-pci' } as const;
const NOT_WRITTEN = {
  id: null,
  uid: null,
  fid: null,
  interpret: null,
  forwardingAssist: null,
  relaxedTranslation: null,
} as const;

function host(running: boolean | null, parts: Partial<HostFunction>, device = {}): ZpciState {
  return createState({
    functions: [hostFunction(0, parts)],
    guests: [
      createGuest({
        id: 'a',
        name: 'web',
        domain: 'web',
        running,
        devices: [vfioDevice(0, 1, { managed: false, ...device })],
      }),
    ],
  });
}

function wished(state: ZpciState, ...edits: readonly ZpciEdit[]): ZpciState {
  const outcome = applyGesture(state, edits);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.state;
}

function what(action: StepAction): string {
  return action.kind === 'write'
    ? `${action.text} > ${action.path.replace('/sys/bus/pci/', '')}`
    : action.commands.map(({ argv }) => argv.slice(0, 4).join(' ')).join('; ');
}

/** Steps as they are done, with the end of a rehearsal seen to be what is wished. */
function steps(from: ZpciState, to: ZpciState, style: PlanStyle) {
  const plan = zpciPlanning.plan(from, to, options(style));
  const { end, failed } = play(from, plan.steps);
  expect([plan.blocks, failed, zpciPlanning.differences(end, zpciPlanning.target(from, to, style))]).toEqual([
    [],
    null,
    [],
  ]);
  return { notes: plan.notes, end, done: plan.steps.map(({ action }) => what(action)) };
}

const GIVE_BACK = { family: 'zpci', op: 'take', guest: 'a', device: 'hostdev0', giveBack: true } as const;

describe('a function that goes back to the host (ZPCI-A22)', () => {
  it('ends with a driver that matches where nobody told its own, which is then not known', () => {
    const from = host(false, { ...VFIO, ownDriver: null });
    const { done, end } = steps(from, wished(from, GIVE_BACK), 'immediate');
    expect([done.slice(1), end.functions[0]!.driver, end.functions[0]!.driverTold]).toEqual([
      [
        '0001:00:00.0 > drivers/vfio-pci/unbind',
        ' > devices/0001:00:00.0/driver_override',
        '0001:00:00.0 > drivers_probe',
      ],
      null,
      false,
    ]);
  });

  it('ends with its own driver where that is told', () => {
    const from = host(false, VFIO);
    const { done, end } = steps(from, wished(from, GIVE_BACK), 'immediate');
    expect([done.at(-1), end.functions[0]!.driver]).toEqual([
      '0001:00:00.0 > drivers/mlx5_core/bind',
      'mlx5_core',
    ]);
  });
});

describe('a driver that is wished where none was told', () => {
  const UNTOLD = { driver: null, driverTold: false, ownDriver: null } as const;
  it.each([
    ['nvme', 'driverctl --nosave set-override 0001:00:00.0'],
    [null, 'driverctl --nosave set-override 0001:00:00.0'],
    ['vfio-pci', 'driverctl --nosave set-override 0001:00:00.0'],
  ] as const)('is bound by driverctl: %s (ZPCI-A22)', (driver, command) => {
    const from = withGuest(host(false, UNTOLD), 'a', { devices: [] });
    const { done, end } = steps(
      from,
      wished(from, { family: 'zpci', op: 'setDriver', fid: 0x100, driver }),
      'immediate',
    );
    expect([done, end.functions[0]!.driver, end.functions[0]!.driverTold]).toEqual([[command], driver, true]);
  });
});

describe('numbers that the source did not tell (ZPCI-K9)', () => {
  const WRITE_DOWN = { family: 'zpci', op: 'writeDown', guest: 'a' } as const;
  const bare = (running: boolean | null) => host(running, VFIO, { zpci: NOT_WRITTEN });
  const DETACH = 'virsh detach-device --config --';
  const ATTACH = 'virsh attach-device --config --';

  it('are written into the definition, and no running guest is touched for it', () => {
    const of = (running: boolean | null, style: PlanStyle) =>
      steps(bare(running), wished(bare(running), WRITE_DOWN), style).done;
    expect([of(false, 'both'), of(null, 'both'), of(true, 'both'), of(true, 'immediate')]).toEqual([
      [DETACH, ATTACH],
      [DETACH, ATTACH],
      [DETACH, ATTACH],
      [],
    ]);
    expect(steps(bare(true), wished(bare(true), WRITE_DOWN), 'immediate').notes).toContain(
      'The source does not tell which numbers hostdev0 has: written down are those that libvirt would choose, and no running guest is changed for it (ZPCI-K9).',
    );
  });

  it('are changed live where others are asked for, and the wait looks for the function then (ZPCI-R2)', () => {
    const from = bare(true);
    const to = wished(from, {
      family: 'zpci',
      op: 'setIds',
      guest: 'a',
      device: 'hostdev0',
      guestUid: 0x99,
      guestFid: 0x99,
    });
    const { steps: made } = zpciPlanning.plan(from, to, options('immediate'));
    const [first] = made;
    expect([
      steps(from, to, 'immediate').done.map((line) => line.split(' ').slice(0, 3).join(' ')),
      first?.action.kind === 'run' ? first.action.commands.at(-1)!.argv.at(-1) : null,
    ]).toEqual([
      ['virsh detach-device --live', 'virsh attach-device --live'],
      "domain='0x0001' bus='0x00' slot='0x00' function='0x0'/>",
    ]);
  });
});

describe('what a power-off leaves unread', () => {
  it('is carried over from the wish, and what was read now wins', () => {
    const known = withFunction(host(false, { pchid: 0x1c0, group: 7, util: 'X' }), 0x100, {
      state: 'standby',
      driver: null,
    });
    const [was] = known.functions;
    const read = hostFunction(0, {
      state: 'standby',
      driver: null,
      uid: null,
      ownDriver: null,
      msix: null,
      activeVfs: null,
      pchid: 0x1c4,
    });
    expect(zpciPlanning.carryOver!({ ...known, functions: [read] }, known).functions[0]).toEqual({
      ...was,
      pchid: 0x1c4,
      activeVfs: null,
    });
  });
});

describe('drift of the limit of DMA mappings (ZPCI-D5)', () => {
  it.each([
    [65_535, 200_000, 'drift'],
    [65_535, 65_535, 'same'],
    [65_535, null, 'same'],
    [null, 65_535, 'unknown'],
  ] as const)('of %s now and %s kept is %s', (dmaEntryLimit, dmaEntryLimitKept, state) => {
    const from = createState({ host: { dmaEntryLimit, dmaEntryLimitKept } });
    expect(zpciPlanning.drift(from, from).map((row) => [row.state, row.fixes.length])).toEqual([
      [state, state === 'drift' ? 1 : 0],
    ]);
  });
});

describe('the kept limit in files of modprobe (ZPCI-X6)', () => {
  const OTHER = '/etc/modprobe.d/vfio.conf';
  const LATER = '/etc/modprobe.d/zz.conf';
  const OURS = '/etc/modprobe.d/zpci-dma-entry-limit.conf';
  const state = (kept: number | null, ...files: readonly string[]) =>
    createState({
      host: {
        dmaEntryLimitKept: kept,
        ...(files.length === 0 ? {} : { dmaEntryLimitFiles: files }),
      },
    });
  const rules = (from: ZpciState, to: ZpciState) =>
    zpciPlanning.plan(from, to, options('persistent')).blocks.map(({ rule }) => rule);

  it('is kept over a file that comes before ours, and blocked where another one counts or keeps it', () => {
    expect([
      steps(state(5, OTHER), state(9), 'persistent').done,
      rules(state(5, LATER), state(9)),
      rules(state(5, OTHER), state(null)),
      rules(state(5, OURS), state(null)),
    ]).toEqual([[`tee ${OURS}`], ['ZPCI-X6'], ['ZPCI-X6'], []]);
  });

  it('is read in the same way when a file is written or goes', () => {
    const kept = (from: ZpciState, path: string, text: string | null) =>
      zpciPlanning.perform(from, {
        kind: 'run',
        commands: [
          text === null ? { argv: ['rm', path], stdin: null } : { argv: ['tee', path], stdin: text },
        ],
        files: [],
      })?.state.host.dmaEntryLimitKept;
    expect([
      kept(state(5, OTHER), OURS, 'options vfio-iommu-type1 dma_entry_limit=0x10\n'),
      kept(state(5, LATER), OURS, 'options vfio_iommu_type1 dma_entry_limit=7\n'),
      kept(state(5, OTHER, OURS), OURS, null),
      kept(state(5), OURS, null),
      kept(state(5), OTHER, 'options kvm nested=1\n'),
    ]).toEqual([16, 5, null, null, undefined]);
  });

  it('is nothing of this family where a long file of blanks is written', () => {
    const from = state(5);
    const action = {
      kind: 'run' as const,
      commands: [{ argv: ['tee', OTHER], stdin: '\n'.repeat(1_000_000) }],
      files: [],
    };
    expect(zpciPlanning.perform(from, action)).toBeNull();
  });
});
