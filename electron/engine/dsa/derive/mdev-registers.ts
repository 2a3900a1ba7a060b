/** The PCI and MMIO picture of a virtual device, and where the host has what is behind it (dsa.md 4, 7.2). */
import type { MmioRegion } from '../../../../shared/dsa/cards.ts';
import { type DsaDevice, type DsaMdev, modeOfType, wqName } from '../../../../shared/dsa/types.ts';
import { PCI_CLASS, PCI_DEVICE, PCI_VENDOR } from '../model.ts';
import { enginesInGroup } from '../edits/parts.ts';

export const PAGE = 0x1000;
const PORTALS_PER_WQ = 0x4000;
const IMS_PORTALS = 0x2000;

/** Byte in BAR2 of the host where the IMS portal page of a wq begins (dsa.md 7.1). */
export function portalOffset(wq: number, limited: boolean): number {
  return wq * PORTALS_PER_WQ + IMS_PORTALS + (limited ? PAGE : 0);
}

export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

const DEVICE_STATES = { disabled: 0, enabled: 1, drain: 2, halt: 3 } as const;

/** A BAR0 register of the virtual device: everything of it traps. */
function register(
  name: string,
  offset: number,
  size: number,
  value: string,
  how: MmioRegion['how'] = 'emulated',
): MmioRegion {
  return { bar: 'BAR0', name, offset, size, how, host: null, value };
}

function capabilities(device: DsaDevice, mdev: DsaMdev): readonly MmioRegion[] {
  const wq = mdev.wq === null ? undefined : device.wqs[mdev.wq];
  const engines = wq && wq.groupId >= 0 ? enginesInGroup(device, wq.groupId).length : null;
  return [
    register('VERSION', 0x00, 8, hex(device.caps.version)),
    register('GENCAP', 0x10, 8, 'as the host, without the bit for configuration and with 0 interrupt slots'),
    register(
      'WQCAP',
      0x20,
      8,
      wq ? `1 queue of ${wq.size} entries, ${wq.mode} only` : '1 queue; which of the host is not told',
    ),
    register('GRPCAP', 0x30, 8, '1 group'),
    register('ENGCAP', 0x38, 8, engines === null ? 'the engines of the group' : `${engines} engines`),
    register('OPCAP', 0x40, 32, hex(Number.parseInt(device.caps.opCap.slice(-12), 16))),
    register('Table offsets', 0x60, 16, 'groups at 0x400, queues at 0x500, permissions at 0x300'),
  ];
}

function control(mdev: DsaMdev): readonly MmioRegion[] {
  const run = mdev.running;
  const state = run?.device ?? 'disabled';
  const cause = (run?.swerr ?? 'none') === 'none' ? '0' : '1: error';
  return [
    register('GENCFG', 0x80, 4, 'writable while disabled'),
    register(
      'GENCTRL',
      0x88,
      4,
      run?.errorInterrupt ? '1: errors raise vector 0' : '0: errors raise nothing',
    ),
    register('GENSTATS', 0x90, 4, `${DEVICE_STATES[state]}: ${state}`),
    register('INTCAUSE', 0x98, 4, cause),
    register('CMD', 0xa0, 4, 'commands go through the driver', 'mediated'),
    register('CMDSTS', 0xa8, 4, 'result of the last command', 'mediated'),
    register('CMDCAP', 0xb0, 4, 'commands it knows', 'mediated'),
    register('SWERR', 0xc0, 32, run?.swerr ?? 'none'),
  ];
}

function tables(device: DsaDevice, mdev: DsaMdev): readonly MmioRegion[] {
  const wq = mdev.wq === null ? undefined : device.wqs[mdev.wq];
  const [slot] = mdev.running?.slots ?? [];
  return [
    register('MSI-X permission table', 0x300, 16, '2 entries'),
    register('GRPCFG', 0x400, 64, 'a read-only copy: writes are ignored'),
    register(
      'WQCFG',
      0x500,
      32,
      wq
        ? `a read-only copy: size ${wq.size}, priority ${wq.priority}, ${mdev.running?.wq ?? 'disabled'}`
        : 'a read-only copy',
    ),
    register(
      'MSI-X table',
      0x600,
      32,
      slot === undefined ? '2 entries' : `2 entries; mask bits of entry 1 go to slot ${slot}`,
      'mediated',
    ),
    register('MSI-X pending bits', 0x700, 8, '2 bits', 'mediated'),
  ];
}

function portal(device: DsaDevice, mdev: DsaMdev, limited: boolean): MmioRegion {
  const shared = modeOfType(mdev.type) === 'shared';
  const mapped = limited || !shared;
  const which = limited ? 'limited' : 'unlimited';
  const host =
    mapped && mdev.wq !== null
      ? `${device.name} BAR2 + ${hex(portalOffset(mdev.wq, limited))} (${wqName(device, mdev.wq)}, ${which}, IMS)`
      : null;
  const candidates = mdev.candidates.map((index) => wqName(device, index)).join(', ');
  return {
    bar: 'BAR2',
    name: `Portals, ${which}`,
    offset: limited ? PAGE : 0,
    size: PAGE,
    how: mapped ? 'passed through' : 'none',
    host,
    value: !mapped
      ? 'not mapped: a shared queue is submitted to through its limited portal only'
      : host === null
        ? mdev.orphan
          ? 'its queue was taken away'
          : `64 portals of one of ${candidates || 'the queues'}`
        : '64 portals of 64 bytes',
  };
}

/** All regions in address order. The whole function (S8) has the host's own registers, so none is drawn for it. */
export function mmioOf(device: DsaDevice, mdev: DsaMdev): readonly MmioRegion[] {
  if (mdev.strategy === 'pf') return [];
  return [
    {
      bar: 'config space',
      name: 'PCI configuration',
      offset: 0,
      size: 4096,
      how: 'emulated',
      host: null,
      value: `vendor ${PCI_VENDOR}, device ${PCI_DEVICE[device.kind]}, class ${PCI_CLASS}, MSI-X with 2 vectors`,
    },
    ...capabilities(device, mdev),
    ...control(mdev),
    ...tables(device, mdev),
    portal(device, mdev, false),
    portal(device, mdev, true),
  ];
}
