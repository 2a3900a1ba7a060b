/** What the zPCI formats share: guests that have something to write, and their numbers in full. */
import { StudioError } from '../../../../shared/errors.ts';
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { plainLine } from '../../export/plain-line.ts';
import type { Numbers } from '../plan/hostdev.ts';
import { guestNumbers, zeroUid } from '../plan/numbers.ts';

export interface WrittenDevice {
  readonly device: GuestDevice;
  readonly numbers: Numbers;
}

/** Every device of the guest with both numbers. Throws StudioError `bad-request` where its tool would refuse one. */
export function writtenDevices(state: ZpciState, guest: ZpciGuest): readonly WrittenDevice[] {
  const zero = zeroUid(guest);
  if (zero !== null)
    throw new StudioError(
      'bad-request',
      `The UID of ${plainLine(zero)} in ${plainLine(guest.name)} is written as 0, which no export holds (ZPCI-R4): libvirt refuses it, and QEMU takes it for “choose one”. Leave it out instead.`,
    );
  const numbers = guestNumbers(state, guest);
  if (!numbers.ok)
    throw new StudioError(
      'bad-request',
      `${plainLine(guest.name)}: ${numbers.failure.message} (${numbers.failure.rule}).`,
    );
  return guest.devices.flatMap((device) => {
    const own = numbers.of.get(device.id);
    return own === undefined ? [] : [{ device, numbers: own }];
  });
}

/** How many numbers of it the tool would have chosen (K-9). */
export function automaticCount({ devices }: ZpciGuest): number {
  return devices.filter(({ zpci }) => zpci?.uid == null || zpci.fid === null).length;
}

/** What every reader of guests with functions must know. */
export function commonNotes(state: ZpciState, guests: readonly ZpciGuest[]): string[] {
  const limit = state.host.dmaEntryLimit;
  const chosen = guests.filter((guest) => automaticCount(guest) > 0);
  return [
    ...(guests.length > 0
      ? ['A guest with a zPCI device can be neither migrated nor saved: detach, migrate, attach (ZPCI-K10).']
      : []),
    ...chosen.map(
      (guest) =>
        `${plainLine(guest.name)}: ${automaticCount(guest)} of its devices had numbers that the tool chooses by their order; they are written down here as it would choose them now (ZPCI-K9).`,
    ),
    ...(limit !== null && guests.some(({ devices }) => devices.some(({ card }) => card?.kind === 'vfio'))
      ? [
          `A container of this host may make ${limit.toLocaleString('en')} DMA mappings of 4 KiB (dma_entry_limit); without relaxed translation the guest’s window is cut to that (ZPCI-D4, ZPCI-K5).`,
        ]
      : []),
  ];
}
