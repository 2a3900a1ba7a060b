/** The values of `-device` for one device of a guest (zpci.md 4.3, X-3). */
import type { ZpciGuest } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { plainLine } from '../../export/plain-line.ts';
import { deviceArguments, type QemuFunction, type QemuStyle } from '../kernel/qemu-arguments.ts';
import { switchesOf } from '../kernel/switches.ts';
import { addressParts } from '../plan/hostdev.ts';
import type { WrittenDevice } from './written.ts';

/** A property that the machine type has anyway is not written, nor one that the binary does not know. */
function unlessDefault(asked: boolean | null, byDefault: boolean, isKnown: boolean): boolean | null {
  return !isKnown || asked === byDefault ? null : asked;
}

function qemuFunction(guest: ZpciGuest, { device, numbers }: WrittenDevice): QemuFunction {
  const known = switchesOf(guest);
  const { card, zpci, id } = device;
  if (card?.kind === 'vfio') addressParts(card.host);
  return {
    target: id,
    ...numbers,
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
    card,
  };
}

/** Throws StudioError `bad-request` for what no argument can hold. */
export function deviceValues(guest: ZpciGuest, written: WrittenDevice, style: QemuStyle): readonly string[] {
  const made = deviceArguments(qemuFunction(guest, written), style);
  if (!made.ok)
    throw new StudioError(
      'bad-request',
      `${plainLine(guest.name)}: ${made.failure.message} (${made.failure.rule}).`,
    );
  return made.value;
}
