/** Menus of functions, devices and guests, the same on the board, in the lists and in the inspector. */
import type { StoreApi } from 'zustand/vanilla';
import { deviceRef, functionName, parseZpciRef } from '../../shared/zpci/refs.ts';
import {
  deviceById,
  functionAt,
  functionByFid,
  type GuestDevice,
  guestById,
  type HostFunction,
  type ZpciGuest,
  type ZpciState,
} from '../../shared/zpci/types.ts';
import { guestReadFromInside } from '../../shared/zpci/own-view.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import { type LabelledEdits, powerGuest, reorder, writeDown } from './guest-edits.ts';
import { counted, ownerOf } from './parts.ts';
import type { ZpciStore } from './zpci-view-state.ts';

/** More guests than a menu can hold are chosen in a dialog. */
const MOST_GUESTS = 8;

interface EntryPlace {
  readonly store: StoreApi<ZpciStore>;
  readonly state: ZpciState;
}

function item(
  id: string,
  icon: Extract<MenuEntry, { kind: 'item' }>['icon'],
  label: string,
  onSelect: () => void,
  more: Partial<Extract<MenuEntry, { kind: 'item' }>> = {},
): MenuEntry {
  return { kind: 'item', id, icon, label, onSelect, ...more };
}

const line = (id: string): MenuEntry => ({ kind: 'separator', id: `line-${id}` });
const heading = (id: string, label: string): MenuEntry => ({ kind: 'heading', id, label });

function giveEntries({ store, state }: EntryPlace, fids: readonly number[], label: string): MenuEntry[] {
  const { give, set } = store.getState();
  const guests = state.guests.slice(0, MOST_GUESTS);
  return [
    heading('give', label),
    ...guests.map((guest) => item(`give-${guest.id}`, 'guest', guest.name, () => void give(guest.id, fids))),
    item('give-choose', 'plus', state.guests.length > guests.length ? 'Another guest…' : 'A new guest…', () =>
      set({ dialog: { kind: 'choose-guest', fids } }),
    ),
  ];
}

function hostEntries({ store }: EntryPlace, fn: HostFunction): MenuEntry[] {
  const { propose, show, set } = store.getState();
  const name = functionName(fn);
  const isOff = fn.state === 'standby' || fn.state === 'reserved';
  return [
    line('host'),
    heading('host', 'On the host'),
    fn.driver === 'vfio-pci'
      ? item(
          'unbind',
          'revert',
          'Give it back to the host’s driver…',
          () =>
            void propose(`Give ${name} back to the host’s driver`, {
              kind: 'driver',
              fid: fn.fid,
              driver: fn.ownDriver,
            }),
        )
      : item(
          'bind',
          'lock',
          'Bind it to vfio-pci…',
          () => void propose(`Bind ${name} to vfio-pci`, { kind: 'driver', fid: fn.fid, driver: 'vfio-pci' }),
          { disabledReason: isOff ? 'It is not configured: power it on first.' : null },
        ),
    item(
      'power',
      isOff ? 'play' : 'stop',
      isOff ? 'Power it on…' : 'Power it off…',
      () =>
        void propose(`${isOff ? 'Power on' : 'Power off'} ${name}`, {
          kind: 'power',
          fid: fn.fid,
          on: isOff,
        }),
    ),
    line('look'),
    item('sources', 'eye', 'Where its facts are read', () => {
      show(`fn:${fn.fid.toString(16).padStart(8, '0')}`);
      set({ display: 'sources' });
    }),
  ];
}

export function functionEntries(place: EntryPlace, fn: HostFunction): readonly MenuEntry[] {
  const { marked, mark } = place.store.getState();
  const owner = ownerOf(place.state, fn);
  const many = marked.has(fn.fid) && marked.size > 1;
  return [
    heading('name', many ? counted(marked.size, 'function') : functionName(fn)),
    ...(owner !== null && !many
      ? deviceEntries(place, owner.guest, owner.device).slice(1)
      : guestReadFromInside(place.state) === undefined
        ? giveEntries(place, many ? [...marked] : [fn.fid], 'Give to')
        : []),
    line('mark'),
    item('mark', 'check', marked.has(fn.fid) ? 'Unmark it' : 'Mark it', () => mark(fn.fid), {
      shortcut: 'Space',
    }),
    ...hostEntries(place, fn),
  ];
}

export function deviceEntries(
  { store, state }: EntryPlace,
  guest: ZpciGuest,
  device: GuestDevice,
): readonly MenuEntry[] {
  const { take, move, set, edit, show } = store.getState();
  const others = state.guests.filter(({ id }) => id !== guest.id).slice(0, MOST_GUESTS);
  const at = guest.devices.indexOf(device);
  const make = ({ label, edits }: LabelledEdits) => void edit(label, edits);
  const target = { guest: guest.id, device: device.id };
  const host = device.card?.kind === 'vfio' ? functionAt(state, device.card.host) : undefined;
  const ref = deviceRef(guest.id, device.id);
  return [
    heading('name', `${device.id} of ${guest.name}`),
    item('answer', 'eye', 'What the guest reads of it', () => {
      if ('id' in ref) show(String(ref.id));
      set({ display: 'answer' });
    }),
    ...(host === undefined
      ? []
      : [
          item('host', 'host', 'Show its function of the host', () =>
            show(`fn:${host.fid.toString(16).padStart(8, '0')}`),
          ),
        ]),
    item('ids', 'edit', 'Change UID and FID…', () => set({ dialog: { kind: 'ids', ...target } }), {
      shortcut: 'U',
    }),
    item('rename', 'edit', 'Rename…', () => set({ dialog: { kind: 'rename-device', ...target } })),
    line('order'),
    item('earlier', 'arrowUp', 'Create it earlier', () => make(reorder(guest, device.id, at - 1)), {
      disabledReason: at === 0 ? 'It is the first.' : null,
    }),
    item('later', 'chevronDown', 'Create it later', () => make(reorder(guest, device.id, at + 1)), {
      disabledReason: at === guest.devices.length - 1 ? 'It is the last.' : null,
    }),
    ...(others.length === 0
      ? []
      : [
          line('move'),
          heading('move', 'Move to'),
          ...others.map((other) =>
            item(
              `move-${other.id}`,
              'arrowRight',
              other.name,
              () => void move(guest.id, device.id, other.id),
            ),
          ),
        ]),
    line('take'),
    item(
      'take',
      'minus',
      device.card?.kind === 'vfio' ? 'Give it back to the host' : 'Remove it',
      () => void take(guest.id, device.id),
      { shortcut: 'Delete' },
    ),
  ];
}

export function guestEntries({ store }: EntryPlace, guest: ZpciGuest): readonly MenuEntry[] {
  const { edit, set, pickGuest } = store.getState();
  const make = ({ label, edits }: LabelledEdits) => void edit(label, edits);
  const dialog = (kind: 'rename' | 'domain' | 'delete' | 'settings' | 'emulated') => () =>
    set({ dialog: { kind, guest: guest.id } });
  const isRunning = guest.running === true;
  return [
    heading('name', guest.name),
    item('pick', 'guest', 'Pick it: what is given next is for it', () => pickGuest(guest.id)),
    item('emulated', 'plus', 'Add an emulated device…', dialog('emulated'), { shortcut: 'E' }),
    item('settings', 'control', 'Settings…', dialog('settings'), { shortcut: 'Alt+G' }),
    item('write', 'lock', 'Write down its numbers', () => make(writeDown(guest)), {
      disabledReason: guest.devices.length === 0 ? 'It has no device yet.' : null,
    }),
    line('one'),
    item(
      'power',
      isRunning ? 'stop' : 'play',
      isRunning ? 'Stop the guest' : 'Start the guest',
      () => make(powerGuest(guest)),
      { shortcut: 'Alt+S' },
    ),
    line('two'),
    item('rename', 'edit', 'Rename…', dialog('rename'), { shortcut: 'F2' }),
    item('domain', 'terminal', 'Say which domain it is…', dialog('domain')),
    item('delete', 'trash', 'Delete…', dialog('delete'), { danger: true }),
  ];
}

/** What can be done with anything of the board. */
export function partEntries(place: EntryPlace, id: string): readonly MenuEntry[] {
  const gone = [heading('gone', 'It is not in the wish')];
  const guest = guestById(place.state, id);
  if (guest !== undefined) return guestEntries(place, guest);
  const ref = parseZpciRef(id);
  if (ref?.kind === 'fn') {
    const fn = functionByFid(place.state, ref.fid);
    return fn === undefined ? gone : functionEntries(place, fn);
  }
  if (ref?.kind !== 'dev') return gone;
  const whose = guestById(place.state, ref.guest);
  const device = whose === undefined ? undefined : deviceById(whose, ref.device);
  return whose === undefined || device === undefined ? gone : deviceEntries(place, whose, device);
}
