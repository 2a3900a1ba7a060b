/** Menus of parts, mdevs and guests, the same in the graph, the table, the list and the inspector. */
import type { StoreApi } from 'zustand/vanilla';
import { type DsaGuest, type DsaState, wqName } from '../../shared/dsa/types.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import { isPartEnabled } from './actions.ts';
import type { DsaStore } from './dsa-view-state.ts';
import {
  assignMdev,
  type LabelledEdits,
  powerGuest,
  STARTS,
  setStart,
  tellWq,
  untellWq,
} from './guest-edits.ts';
import { moveTargets } from './move-targets.ts';
import { type FoundPart, findPart, guestOf, isRunning, mdevOf, partLabel, shortId } from './parts.ts';

/** More queues and guests than a menu can hold are chosen in a dialog. */
const MOST_QUEUES = 3;
const MOST_GUESTS = 8;

interface Place {
  readonly store: StoreApi<DsaStore>;
  readonly state: DsaState;
  /** As read: tells what only the person has told since. */
  readonly observed: DsaState;
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

function giveEntries({ store, state }: Place, part: FoundPart): MenuEntry[] {
  const { give, set } = store.getState();
  const guests = state.guests.slice(0, MOST_GUESTS);
  return [
    heading('give', part.kind === 'wq' ? 'Give it to' : 'Give a queue of it to'),
    ...guests.map((guest) =>
      item(`give-${guest.id}`, 'guest', guest.name, () => void give(guest.id, part.id)),
    ),
    item('give-choose', 'plus', state.guests.length > guests.length ? 'Another guest…' : 'A new guest…', () =>
      set({ dialog: { kind: 'choose-guest', wq: part.id } }),
    ),
    line('give'),
  ];
}

function bindEntries({ store }: Place, part: FoundPart): MenuEntry[] {
  const { propose } = store.getState();
  return [
    isPartEnabled(part)
      ? item(
          'disable',
          'stop',
          `Disable ${part.id}…`,
          () => void propose(`Disable ${part.id}`, { kind: 'disable', part: part.id }),
        )
      : item(
          'enable',
          'check',
          `Enable ${part.id}…`,
          () => void propose(`Enable ${part.id}`, { kind: 'enable', part: part.id }),
        ),
  ];
}

export function mdevEntries({ store, state, observed }: Place, id: string): MenuEntry[] {
  const mdev = mdevOf(state, id);
  const device = state.devices.find((each) => each.name === mdev?.device);
  if (mdev === null || device === undefined) return [heading('gone', 'It is not in the wish')];
  const { edit, propose, set, move } = store.getState();
  const targets = moveTargets(state, mdev);
  const make = ({ label, edits }: LabelledEdits) => void edit(label, edits);
  const read = mdevOf(observed, id);
  const isTold = mdev.wqFrom === 'told';
  const possible = isTold && read?.wq === null ? read.candidates : mdev.candidates;
  const candidates = possible.length > 1 || isTold ? possible : [];
  return [
    item(
      'take',
      'minus',
      'Take it back…',
      () => void propose(`Remove ${partLabel(state, id)}`, { kind: 'take', mdev: id }),
      { shortcut: 'Delete' },
    ),
    line('move'),
    heading('move', 'Move to'),
    ...targets
      .slice(0, MOST_QUEUES)
      .map(({ name, says }) =>
        item(`move-${name}`, 'arrowRight', `${name}: ${says}`, () => void move(id, name)),
      ),
    item(
      'move-choose',
      'arrowRight',
      targets.length > MOST_QUEUES ? 'Another queue…' : 'Move to…',
      () => set({ dialog: { kind: 'move', mdev: id } }),
      {
        shortcut: 'M',
        disabledReason:
          targets.length === 0 ? 'All other queues are used by the host or by other guests.' : null,
      },
    ),
    line('assign'),
    heading('assign', 'It is for'),
    ...state.guests.slice(0, MOST_GUESTS).map((guest) =>
      item(`assign-${guest.id}`, 'guest', guest.name, () => make(assignMdev(mdev, guest)), {
        checked: mdev.guest === guest.id,
      }),
    ),
    item('assign-new', 'plus', 'A new guest…', () =>
      set({ dialog: { kind: 'new-guest', name: '', mdev: id } }),
    ),
    item('assign-none', undefined, 'No guest', () => make(assignMdev(mdev, null)), {
      checked: mdev.guest === null,
    }),
    ...(candidates.length === 0
      ? []
      : [
          line('tell'),
          heading('tell', 'Its work queue is'),
          ...candidates.map((index) =>
            item(
              `tell-${index}`,
              'unknown',
              wqName(device, index),
              () => make(tellWq(mdev, wqName(device, index))),
              { checked: mdev.wq === index },
            ),
          ),
          ...(isTold ? [item('tell-not', 'undo', 'Not told after all', () => make(untellWq(mdev)))] : []),
        ]),
    line('start'),
    heading('start', 'It is started'),
    ...STARTS.map(({ value, label }) =>
      item(`start-${value}`, undefined, label, () => make(setStart(mdev, value)), {
        checked: (mdev.definition ?? 'none') === value,
      }),
    ),
  ];
}

export function guestEntries({ store, state }: Place, guest: DsaGuest): MenuEntry[] {
  const { edit, set, pickGuest, give, show } = store.getState();
  const running = isRunning(state, guest.id) === true;
  const power = powerGuest(guest, running);
  return [
    item('pick', 'guest', 'Pick this guest', () => pickGuest(guest.id)),
    item('show', 'eye', 'Show it in the graph', () => show(guest.id)),
    item('give', 'plus', 'Give it a queue…', () => void give(guest.id, null)),
    line('one'),
    item(
      'power',
      running ? 'stop' : 'play',
      running ? 'Stop the guest' : 'Start the guest',
      () => void edit(power.label, power.edits),
    ),
    line('two'),
    item('rename', 'edit', 'Rename…', () => set({ dialog: { kind: 'rename', guest: guest.id } }), {
      shortcut: 'F2',
    }),
    item('delete', 'trash', 'Delete…', () => set({ dialog: { kind: 'delete', guest: guest.id } }), {
      danger: true,
    }),
  ];
}

/** What can be done with anything of the graph or the table. */
export function partEntries(place: Place, id: string): MenuEntry[] {
  const part = findPart(place.state, id);
  if (part === null) return [heading('gone', 'It is not in the wish')];
  const { show, toggleDevice, collapsed } = place.store.getState();
  if (part.kind === 'guest') return guestEntries(place, guestOf(place.state, id)!);
  if (part.kind === 'mdev') return [heading('name', shortId(id)), ...mdevEntries(place, id)];
  const name = heading('name', part.id);
  if (part.kind === 'wq') return [name, ...giveEntries(place, part), ...bindEntries(place, part)];
  if (part.kind === 'device')
    return [
      name,
      ...giveEntries(place, part),
      ...bindEntries(place, part),
      line('fold'),
      item('fold', collapsed.has(id) ? 'plus' : 'minus', collapsed.has(id) ? 'Unfold it' : 'Fold it', () =>
        toggleDevice(id),
      ),
    ];
  return [name, item('show', 'eye', 'Show its settings', () => show(id))];
}
