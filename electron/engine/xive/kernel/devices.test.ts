import { describe, expect, it } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { hwPageName } from '../../../../shared/xive/pages.ts';
import { DEFAULT_CONFIG, ONLY_VM, type SetupVm, type XiveConfig } from '../../../../shared/xive/types.ts';
import type { Vm } from './machine.ts';
import { runEvent, startMachine } from './run.ts';

const GUEST: SetupVm = {
  name: ONLY_VM,
  vcpus: 1,
  sources: [{ from: 0, to: 1, ipi: 0x14, lsi: false }],
  vmas: [{ start: 0, end: 16_384, pgoff: 4, name: 'VMA0' }],
  populated: [],
  devices: [{ name: 'first', owners: ['phb1[0]', 'phb1[1]'], first: 0x1300, mapped: true }],
  orphans: [[0x1304, 0x1305]],
};

function after(events: readonly XiveEvent[], config: XiveConfig = DEFAULT_CONFIG): Vm {
  let machine = startMachine(config, { vms: [GUEST] });
  for (const event of events) machine = runEvent(machine, event).machine;
  return machine.vms.get(ONLY_VM)!;
}

function book({ claims, orphans, freed, ipi, pt }: Vm): object {
  const table = [0x1300, 0x1301, 0x1302, 0x1304].map((lisn) => [ipi.get(lisn) > 0, hwPageName(pt.get(lisn))]);
  return { claims, orphans, freed, table };
}

describe('numbers of devices', () => {
  it('starts with the set-up’s devices connected and its orphans on their IPI sources', () => {
    expect(book(after([]))).toEqual({
      claims: [
        [0x1300, 0x1301],
        [0x1304, 0x1305],
      ],
      orphans: [[0x1304, 0x1305]],
      freed: [],
      table: [
        [true, 'phb1[0]'],
        [true, 'phb1[1]'],
        [false, null],
        [true, null],
      ],
    });
  });

  it('XIVE-R15 XIVE-R18: freed numbers leave QEMU’s list and keep their sources in KVM', () => {
    expect(book(after([{ op: 'unplug', dev: 'first' }]))).toEqual({
      claims: [[0x1304, 0x1305]],
      orphans: [[0x1304, 0x1305]],
      freed: [[0x1300, 0x1301]],
      table: [
        [true, null],
        [true, null],
        [false, null],
        [true, null],
      ],
    });
  });

  it('XIVE-R19: a device torn out leaves its numbers claimed, without an owner', () => {
    expect(book(after([{ op: 'removeUnclean', dev: 'first' }]))).toMatchObject({
      orphans: [
        [0x1300, 0x1301],
        [0x1304, 0x1305],
      ],
      freed: [],
      table: [
        [true, null],
        [true, null],
        [false, null],
        [true, null],
      ],
    });
  });

  it('XIVE-R20: a reset frees every block, orphans too; devices stay and claim again', () => {
    const reset = after([{ op: 'machineReset' }]);
    expect([book(reset), reset.devices.get('first')]).toMatchObject([
      {
        claims: [],
        orphans: [],
        freed: [
          [0x1300, 0x1301],
          [0x1304, 0x1305],
        ],
      },
      { plugged: true, first: null },
    ]);
    const again = after([{ op: 'machineReset' }, { op: 'driverStarts', dev: 'first', vectors: 4 }]);
    expect([again.claims, again.freed, hwPageName(again.pt.get(0x1303))]).toEqual([
      [[0x1300, 0x1303]],
      [[0x1304, 0x1305]],
      'phb1[3]',
    ]);
  });
});

describe('a plug in two parts', () => {
  it.each(['none', 'A1', 'A2', 'B0', 'B1', 'C', 'D'] as const)(
    'XIVE-R17: numbers first and connections later leave what one plug leaves, under %s',
    (strategy) => {
      const config: XiveConfig = {
        ...DEFAULT_CONFIG,
        strategy,
        rangeC: [0x1400, 0x1410],
        overlayWhen: 'never',
      };
      const plug = { op: 'plug', dev: 'second', owner: 'phb2', vectors: 2, kind: 'msi' } as const;
      const first = strategy === 'C' ? 0x1400 : 0x1302;
      const parts = [0, 1].map(
        (vector): XiveEvent => ({ op: 'setMapped', lisn: first + vector, owner: `phb2[${vector}]` }),
      );
      const [whole, apart] = [[plug], [{ ...plug, connect: false }, ...parts]].map((events) => {
        const vm = after(events, config);
        const table = [0, 1].map((vector) => hwPageName(vm.pt.get(first + vector)));
        return { ...book(vm), table, devices: [...vm.devices], next: vm.nextInRange };
      });
      expect(apart).toEqual(whole);
      expect(apart!.table).toEqual(['phb2[0]', 'phb2[1]']);
    },
  );
});
