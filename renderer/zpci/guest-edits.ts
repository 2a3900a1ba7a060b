/** Edits with the label undo shows, so that lists, inspector, menus and actions make the same ones. */
import type { ZpciEdit, ZpciEditOf } from '../../shared/zpci/edits.ts';
import type { ZpciGuest, ZpciState } from '../../shared/zpci/types.ts';
import { type LabelledEdits as Labelled, nextHue } from '../panels/guests/guest-names.ts';

export type LabelledEdits = Labelled<ZpciEdit>;

const family = 'zpci';

function one(label: string, edit: ZpciEdit): LabelledEdits {
  return { label, edits: [edit] };
}

export function addGuest(state: ZpciState, guest: string, name: string): LabelledEdits {
  return one(`Add guest ${name.trim()}`, {
    family,
    op: 'addGuest',
    guest,
    name: name.trim(),
    hue: nextHue(state.guests),
  });
}

export function renameGuest(guest: ZpciGuest, name: string): LabelledEdits {
  return one(`Rename ${guest.name} to ${name.trim()}`, {
    family,
    op: 'renameGuest',
    guest: guest.id,
    name: name.trim(),
  });
}

export function recolourGuest(guest: ZpciGuest, hue: number): LabelledEdits {
  return one(`Recolour ${guest.name}`, { family, op: 'recolourGuest', guest: guest.id, hue });
}

export function removeGuest(guest: ZpciGuest): LabelledEdits {
  return one(`Delete ${guest.name}`, { family, op: 'removeGuest', guest: guest.id });
}

export function powerGuest(guest: ZpciGuest): LabelledEdits {
  return guest.running === true
    ? one(`Stop ${guest.name}`, { family, op: 'stopGuest', guest: guest.id })
    : one(`Start ${guest.name}`, { family, op: 'startGuest', guest: guest.id });
}

export function setDomain(guest: ZpciGuest, domain: string | null): LabelledEdits {
  return one(
    domain === null
      ? `Say that ${guest.name} is started by hand`
      : `Say that ${guest.name} is the domain ${domain}`,
    { family, op: 'setDomain', guest: guest.id, domain },
  );
}

export function setGuest(
  guest: ZpciGuest,
  facts: Omit<ZpciEditOf<'setGuest'>, 'family' | 'op' | 'guest'>,
): LabelledEdits {
  return one(`Change settings of ${guest.name}`, { family, op: 'setGuest', guest: guest.id, ...facts });
}

export function writeDown(guest: ZpciGuest): LabelledEdits {
  return one(`Write down the numbers of ${guest.name}`, { family, op: 'writeDown', guest: guest.id });
}

export type Property = ZpciEditOf<'setProperty'>['property'];

/** As QEMU writes the properties of a zpci device. */
export const PROPERTIES: readonly {
  readonly property: Property;
  readonly name: string;
  readonly hint: string;
}[] = [
  { property: 'interpret', name: 'interpret', hint: 'The hardware executes the guest’s instructions (I-1).' },
  {
    property: 'forwardingAssist',
    name: 'forwarding-assist',
    hint: 'Interrupts go to the guest without the host.',
  },
  {
    property: 'relaxedTranslation',
    name: 'relaxed-translation',
    hint: 'The guest may use its memory without mapping it first (QEMU 10.0).',
  },
];

export function setProperty(
  guest: ZpciGuest,
  device: string,
  { property, name }: { readonly property: Property; readonly name: string },
  value: boolean | null,
): LabelledEdits {
  return one(
    value === null
      ? `Leave ${name} of ${device} to the tool`
      : `Set ${name} of ${device} to ${value ? 'on' : 'off'}`,
    { family, op: 'setProperty', guest: guest.id, device, property, value },
  );
}

export function renameDevice(guest: ZpciGuest, device: string, to: string): LabelledEdits {
  return one(`Call ${device} of ${guest.name} ${to.trim()}`, {
    family,
    op: 'renameDevice',
    guest: guest.id,
    device,
    to: to.trim(),
  });
}

export function reorder(guest: ZpciGuest, device: string, to: number): LabelledEdits {
  return one(`Create ${device} of ${guest.name} as number ${to + 1}`, {
    family,
    op: 'reorder',
    guest: guest.id,
    device,
    to,
  });
}

export function setDmaLimit(limit: number, keep: boolean): LabelledEdits {
  return one(`Limit containers to ${limit.toLocaleString('en')} DMA mappings`, {
    family,
    op: 'setDmaLimit',
    limit,
    keep,
  });
}

/** Null when it can be what libvirt calls the guest. */
export function domainError(state: ZpciState, text: string, own: string): string | null {
  const domain = text.trim();
  if (domain === '') return null;
  if (domain.length > 64) return 'A name has at most 64 characters.';
  const other = state.guests.find((guest) => guest.domain === domain && guest.id !== own);
  return other === undefined ? null : `${other.name} is that domain already.`;
}
