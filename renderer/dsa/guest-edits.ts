/** Edits with the label undo shows, so that list, inspector, menus and actions make the same ones. */
import type { DsaEdit } from '../../shared/dsa/edits.ts';
import type {
  DsaGuest,
  DsaMdev,
  DsaState,
  MdevStart,
  StoredDefinition,
  StrategyId,
} from '../../shared/dsa/types.ts';
import { type LabelledEdits as Labelled, nextHue } from '../panels/guests/guest-names.ts';
import { shortId } from './parts.ts';

export type LabelledEdits = Labelled<DsaEdit>;

export function addGuest(state: DsaState, id: string, name: string): LabelledEdits {
  return {
    label: `Add guest ${name.trim()}`,
    edits: [{ family: 'dsa', op: 'addGuest', guest: id, name: name.trim(), hue: nextHue(state.guests) }],
  };
}

export function renameGuest(guest: DsaGuest, name: string): LabelledEdits {
  return {
    label: `Rename ${guest.name} to ${name.trim()}`,
    edits: [{ family: 'dsa', op: 'renameGuest', guest: guest.id, name: name.trim() }],
  };
}

export function setDomain(guest: DsaGuest, domain: string): LabelledEdits {
  return {
    label: `Say that ${guest.name} is the domain ${domain}`,
    edits: [{ family: 'dsa', op: 'setDomain', guest: guest.id, domain }],
  };
}

/** As `nameError`, for what libvirt calls it. */
export function domainError(state: DsaState, text: string, own?: string): string | null {
  const domain = text.trim();
  if (domain === '') return 'Type the name that virsh list shows.';
  if (domain.length > 64) return 'A name has at most 64 characters.';
  const other = state.guests.find((guest) => guest.domain === domain && guest.id !== own);
  return other === undefined ? null : `${other.name} is that domain already.`;
}

export function recolourGuest(guest: DsaGuest, hue: number): LabelledEdits {
  return {
    label: `Recolour ${guest.name}`,
    edits: [{ family: 'dsa', op: 'recolourGuest', guest: guest.id, hue }],
  };
}

export function removeGuest(guest: DsaGuest): LabelledEdits {
  return { label: `Delete ${guest.name}`, edits: [{ family: 'dsa', op: 'removeGuest', guest: guest.id }] };
}

export function powerGuest(guest: DsaGuest, running: boolean): LabelledEdits {
  return running
    ? { label: `Stop ${guest.name}`, edits: [{ family: 'dsa', op: 'stopGuest', guest: guest.id }] }
    : { label: `Start ${guest.name}`, edits: [{ family: 'dsa', op: 'startGuest', guest: guest.id }] };
}

export function setStrategy(strategy: StrategyId, title: string): LabelledEdits {
  return {
    label: `Give queues to guests by ${title}`,
    edits: [{ family: 'dsa', op: 'setStrategy', strategy }],
  };
}

export function assignMdev(mdev: DsaMdev, guest: DsaGuest | null): LabelledEdits {
  return {
    label:
      guest === null
        ? `Keep mdev ${shortId(mdev.id)} for no guest`
        : `Assign mdev ${shortId(mdev.id)} to ${guest.name}`,
    edits: [{ family: 'dsa', op: 'assignMdev', mdev: mdev.id, guest: guest?.id ?? null }],
  };
}

export function tellWq(mdev: DsaMdev, wq: string): LabelledEdits {
  return {
    label: `Say that mdev ${shortId(mdev.id)} has ${wq}`,
    edits: [{ family: 'dsa', op: 'tellWq', mdev: mdev.id, wq }],
  };
}

export function untellWq(mdev: DsaMdev): LabelledEdits {
  return {
    label: `Leave open which queue mdev ${shortId(mdev.id)} has`,
    edits: [{ family: 'dsa', op: 'tellWq', mdev: mdev.id, wq: null }],
  };
}

/** One undo step for both. */
export function addGuestFor(state: DsaState, mdev: DsaMdev, id: string, name: string): LabelledEdits {
  const { label, edits } = addGuest(state, id, name);
  return {
    label: `${label} and assign mdev ${shortId(mdev.id)} to it`,
    edits: [...edits, { family: 'dsa', op: 'assignMdev', mdev: mdev.id, guest: id }],
  };
}

export const STARTS: readonly {
  readonly value: MdevStart | 'none';
  readonly label: string;
  readonly hint: string;
}[] = [
  { value: 'auto', label: 'At boot', hint: 'mdevctl definition with start: auto' },
  { value: 'manual', label: 'By hand', hint: 'mdevctl definition with start: manual' },
  { value: 'none', label: 'Not kept', hint: 'No definition: gone after a reboot' },
];

export function setStart(mdev: DsaMdev, start: MdevStart | 'none'): LabelledEdits {
  const how = { auto: 'at boot', manual: 'by hand', none: 'without a definition' }[start];
  return {
    label: `Start mdev ${shortId(mdev.id)} ${how}`,
    edits: [{ family: 'dsa', op: 'setStart', mdev: mdev.id, start }],
  };
}

export function removeDefinition({ uuid }: StoredDefinition): LabelledEdits {
  return {
    label: `Forget the definition ${shortId(uuid)}`,
    edits: [{ family: 'dsa', op: 'removeDefinition', uuid }],
  };
}

export function configure(part: string, file: string, value: string, through: boolean): LabelledEdits {
  return {
    label: `Set ${file} of ${part} to ${value === '' ? 'nothing' : value.slice(0, 60)}`,
    edits: [{ family: 'dsa', op: 'configure', part, values: { [file]: value }, through }],
  };
}

export function loadConfig(text: string, through: boolean): LabelledEdits {
  return { label: 'Load an accel-config file', edits: [{ family: 'dsa', op: 'loadConfig', text, through }] };
}
