/** Edits of one guest with the label undo shows, so that list, inspector, menus and actions make the same ones. */
import type { ApEdit } from '../../shared/ap/edits.ts';
import type { ApState, Mdev } from '../../shared/ap/types.ts';
import type { LabelledEdits as Labelled } from '../panels/guests/guest-names.ts';

export type LabelledEdits = Labelled<ApEdit>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Null when the text can be the id of a new mediated device (AP-C7), else what is wrong with it. */
export function uuidError(state: ApState, text: string, own?: string): string | null {
  if (!UUID.test(text))
    return 'A UUID has 36 characters: 8, 4, 4, 4 and 12 hex digits with hyphens between them.';
  const id = text.toLowerCase();
  const other = state.mdevs.find((mdev) => mdev.id === id && mdev.id !== own);
  return other ? `${other.name} has this UUID already.` : null;
}

export function startGuest(mdev: Mdev): LabelledEdits {
  return {
    label: `Start ${mdev.name}`,
    edits: [{ family: 'ap', op: 'guestStart', mdev: mdev.id, guest: mdev.name }],
  };
}

export function stopGuest(mdev: Mdev): LabelledEdits {
  return { label: `Stop ${mdev.name}`, edits: [{ family: 'ap', op: 'guestStop', mdev: mdev.id }] };
}

export function reapplyGuest(mdev: Mdev): LabelledEdits {
  return { label: `Re-apply ${mdev.name}`, edits: [{ family: 'ap', op: 'reapply', mdev: mdev.id }] };
}

export function renameGuest(mdev: Mdev, name: string): LabelledEdits {
  return {
    label: `Rename ${mdev.name} to ${name.trim()}`,
    edits: [{ family: 'ap', op: 'renameGuest', mdev: mdev.id, name: name.trim() }],
  };
}

export function recolourGuest(mdev: Mdev, hue: number): LabelledEdits {
  return {
    label: `Recolour ${mdev.name}`,
    edits: [{ family: 'ap', op: 'recolourGuest', mdev: mdev.id, hue }],
  };
}

export function removeGuest(mdev: Mdev): LabelledEdits {
  return { label: `Delete ${mdev.name}`, edits: [{ family: 'ap', op: 'removeGuest', mdev: mdev.id }] };
}

export function setStart(mdev: Mdev, start: 'auto' | 'manual' | 'none'): LabelledEdits {
  const how = { auto: 'at boot', manual: 'by hand', none: 'without a definition' }[start];
  return {
    label: `Start ${mdev.name} ${how}`,
    edits: [{ family: 'ap', op: 'setStart', mdev: mdev.id, start }],
  };
}

export function setControl(mdev: Mdev, domain: number, wanted: boolean): LabelledEdits {
  return {
    label: `${wanted ? 'Add' : 'Remove'} control domain ${domain} ${wanted ? 'to' : 'from'} ${mdev.name}`,
    edits: [
      {
        family: 'ap',
        op: wanted ? 'assign' : 'unassign',
        mdev: mdev.id,
        adapters: [],
        domains: [],
        controlDomains: [domain],
      },
    ],
  };
}
