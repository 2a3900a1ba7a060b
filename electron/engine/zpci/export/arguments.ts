/** The values of `-device` for one device of a guest (zpci.md 4.3, X-3). */
import type { GuestDevice, ZpciGuest } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { plainLine } from '../../export/plain-line.ts';
import { deviceArguments, type QemuFunction, type QemuStyle } from '../kernel/qemu-arguments.ts';
import { switchesOf } from '../kernel/switches.ts';
import { namedAddress } from '../plan/hostdev.ts';
import type { WrittenDevice } from './written.ts';

/** A property that the machine type has anyway is not written, nor one that the binary does not know. */
function unlessDefault(asked: boolean | null, byDefault: boolean, isKnown: boolean): boolean | null {
  return !isKnown || asked === byDefault ? null : asked;
}

/** The one object that all functions of a guest share; it has to stand before them. */
export const IOMMUFD_OBJECT = 'iommufd0';

export function isThroughIommufd({ iommu }: ZpciGuest, { card, iommufd }: GuestDevice): boolean {
  return iommu === 'iommufd' && iommufd !== false && card?.kind === 'vfio';
}

/** The MAC of a domain's `<interface>` is set by libvirt on the host; vfio-pci has no such property. */
function cardOf(guest: ZpciGuest, device: GuestDevice): QemuFunction['card'] {
  const { card } = device;
  if (card === null) return null;
  if (card.kind === 'emulated')
    return { kind: 'emulated', driver: card.driver, vectors: card.msix, options: card.options };
  return {
    kind: 'vfio',
    host: card.host,
    iommufd: isThroughIommufd(guest, device) ? IOMMUFD_OBJECT : null,
    options: card.options.filter(([name]) => name !== 'mac'),
  };
}

/** QEMU itself makes ids with a colon, but takes none that is written. */
function writableId(id: string): string {
  return id.replaceAll(':', '-');
}

/** Numbers that are null are left to QEMU. Throws StudioError `bad-request` for what is no PCI address. */
export function qemuFunction(
  guest: ZpciGuest,
  device: GuestDevice,
  { uid, fid }: Pick<QemuFunction, 'uid' | 'fid'>,
): QemuFunction {
  const known = switchesOf(guest);
  const { card, zpci, id } = device;
  if (card?.kind === 'vfio') namedAddress(card.host);
  return {
    target: writableId(id),
    uid,
    fid,
    zpciId: zpci?.id ?? null,
    interpret: unlessDefault(zpci?.interpret ?? null, known.interpretByDefault, known.knowsInterpret),
    forwardingAssist: unlessDefault(
      zpci?.forwardingAssist ?? null,
      known.interpretByDefault,
      known.knowsInterpret,
    ),
    relaxedTranslation: unlessDefault(
      zpci?.relaxedTranslation ?? null,
      known.relaxedByDefault,
      known.knowsRelaxed,
    ),
    card: cardOf(guest, device),
  };
}

/** Throws StudioError `bad-request` for what no argument can hold. */
export function deviceValues(guest: ZpciGuest, written: WrittenDevice, style: QemuStyle): readonly string[] {
  const made = deviceArguments(qemuFunction(guest, written.device, written.numbers), style);
  if (!made.ok)
    throw new StudioError(
      'bad-request',
      `${plainLine(guest.name)}: ${made.failure.message} (${made.failure.rule}).`,
    );
  return made.value;
}
