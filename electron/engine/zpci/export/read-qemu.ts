/** Arguments of QEMU as a wish: the devices of each guest that a file tells. */
import { PROFILES } from '../../../../shared/zpci/profiles.ts';
import {
  functionAt,
  type GuestDevice,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { HostTree } from '../../hosts/tree.ts';
import { createGuest, withFunction } from '../model.ts';
import { readCommand } from '../observe/guests/command-guest.ts';
import { ZpciReader } from '../observe/reader.ts';

/** The guest's name stands in the first remark of an exported file; a command line may name it itself. */
function fileParts({ path, text }: ExportFile): { readonly name: string; readonly line: string } {
  const lines = text.split('\n');
  const remark = /^#\s*(\S.*)$/.exec(lines[0] ?? '')?.[1]?.trim();
  const line = lines.filter((one) => !one.trimStart().startsWith('#')).join(' ');
  return { name: remark ?? path.replace(/^.*\/|\.(?:json\.)?args$/g, ''), line };
}

/** Machine type in the remark of an exported file, which has the devices' arguments only. */
function machineRemark(text: string): string | null {
  return /^#\s*-machine\s+s390-ccw-virtio-(\d{1,2}\.\d{1,2})\b/m.exec(text)?.[1] ?? null;
}

/** What a line says of the machine; all else stays as the guest has it. */
function machineOf(
  guest: ZpciGuest,
  read: ZpciGuest,
  { text, line }: { readonly text: string; readonly line: string },
): Partial<ZpciGuest> {
  const told = read.machine ?? machineRemark(text);
  const isNewest = guest.machine === null && told === PROFILES[guest.profile].machine;
  const has = (option: RegExp): boolean => option.test(line);
  return {
    machine: isNewest ? null : (told ?? guest.machine),
    ...(has(/(?:^|\s)--?(?:accel|enable-kvm)\b|\baccel=/) && { kvm: read.kvm }),
    ...(has(/(?:^|\s)--?cpu\s/) && { cpuZpci: read.cpuZpci }),
    ...(read.isProtected && { isProtected: true }),
    memory: read.memory ?? guest.memory,
  };
}

function withIommufd(
  { iommufd: _before, ...device }: GuestDevice,
  iommufd: boolean | undefined,
): GuestDevice {
  return iommufd === undefined ? device : { ...device, iommufd };
}

/** Bound by hand before QEMU starts. */
function withVfio(state: ZpciState, guest: ZpciGuest): ZpciState {
  return guest.devices.reduce((now, { card }) => {
    const one = card?.kind === 'vfio' ? functionAt(now, card.host) : undefined;
    if (one === undefined || one.driver === 'vfio-pci') return now;
    return withFunction(now, one.fid, {
      driver: 'vfio-pci',
      driverTold: true,
      ownDriver: one.driver ?? one.ownDriver,
    });
  }, state);
}

export function readQemu(files: readonly ExportFile[], base: ZpciState): ReadFormat<ZpciState> {
  const reader = new ZpciReader(new HostTree());
  const notes: string[] = [];
  let state = base;
  const seen = new Set<string>();
  // The JSON form of a guest says the same once more.
  for (const file of [...files].sort((left, right) => left.path.length - right.path.length)) {
    if (file.path.endsWith('.qmp')) continue;
    const { name, line } = fileParts(file);
    const read = readCommand(line, {
      reader,
      path: file.path,
      fallbackName: name,
      profile: null,
      running: null,
    });
    if (read === null) {
      notes.push(`${quotedLine(file.path)} has no PCI device; left out.`);
      continue;
    }
    if (seen.has(read.name)) continue;
    seen.add(read.name);
    const strange = read.devices.flatMap(({ card }) =>
      card?.kind === 'vfio' && functionAt(base, card.host) === undefined ? [card.host] : [],
    );
    for (const host of strange)
      notes.push(`${quotedLine(file.path)} gives ${host}, which this host does not have.`);
    const known =
      state.guests.find((guest) => guest.name === read.name) ??
      createGuest({ id: read.id, name: read.name, running: false });
    const guest = {
      ...known,
      ...machineOf(known, read, { text: file.text, line }),
      // Only functions of the host are opened through one or the other.
      iommu: read.devices.some(({ card }) => card?.kind === 'vfio') ? read.iommu : known.iommu,
      devices: read.devices.map((device) => {
        const before = known.devices.find(({ id }) => id === device.id);
        return before === undefined
          ? device
          : withIommufd(
              { ...before, card: device.card, zpci: device.zpci, cardFirst: device.cardFirst },
              device.iommufd,
            );
      }),
    };
    const guests = state.guests.includes(known)
      ? state.guests.map((one) => (one === known ? guest : one))
      : [...state.guests, guest];
    state = guest.domain === null ? withVfio({ ...state, guests }, guest) : { ...state, guests };
  }
  return seen.size > 0
    ? { ok: true, state, notes }
    : notRead('ZPCI-X2', 'No argument -device zpci,… or -device vfio-pci,… was found.');
}
