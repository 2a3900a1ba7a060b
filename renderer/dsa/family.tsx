/** The DSA family as the shell sees it. */
import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import type { FamilyEntry, KeyHelp, Place } from '../app/family.ts';
import { desiredDsa } from './dsa-host.ts';
import { DsaOverview } from './DsaOverview.tsx';
import { DsaView } from './DsaView.tsx';
import { dsaStoreOf } from './dsa-stores.ts';
import { guestOf, mdevsOf, type PartRow, rowsOf, shortId } from './parts.ts';
import { refLabel } from './ref-label.ts';

function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
}

/** Typed answers of one kind; the palette shows fewer still. */
const MOST_PLACES = 20;

function partRef(id: string): readonly Ref[] {
  return [{ kind: 'part', family: 'dsa', id }];
}

function detailOf(row: PartRow): string {
  const whose = row.guests === '' ? '' : `, ${row.guests}`;
  if (row.kind === 'device') return `${row.type} device ${row.address}, ${row.state}`;
  if (row.kind === 'wq') return `work queue, ${row.mode}, ${row.state}${whose}`;
  if (row.kind === 'mdev') return `mdev on ${row.device}${whose}`;
  return `${row.kind} on ${row.device}`;
}

/** `wq0.3`, `dsa0`, a BDF, the beginning of a UUID, a guest; all guests for an empty question. */
export function places(host: HostView, question: string): readonly Place[] {
  if (host.dsa === undefined) return [];
  const state = desiredDsa(host.dsa);
  const wanted = question.trim().toLowerCase();
  const guests = state.guests
    .filter((guest) => guest.name.toLowerCase().includes(wanted))
    .slice(0, MOST_PLACES)
    .map(
      (guest): Place => ({
        id: `dsa-guest-${guest.id}`,
        label: guest.name,
        detail: `guest, ${counted(mdevsOf(state, guest.id).length, 'mdev')}`,
        icon: 'guest',
        refs: [{ kind: 'guest', id: guest.id }],
      }),
    );
  if (wanted === '') return guests;
  const parts = rowsOf(state)
    .filter((row) => row.id.startsWith(wanted) || row.address.includes(wanted))
    .toSorted((left, right) => Number(right.id === wanted) - Number(left.id === wanted))
    .slice(0, MOST_PLACES)
    .map(
      (row): Place => ({
        id: `dsa-${row.id}`,
        label: row.kind === 'mdev' ? `mdev ${shortId(row.id)}` : row.id,
        detail: detailOf(row),
        icon: 'graph',
        refs: partRef(row.id),
      }),
    );
  return [...parts, ...guests];
}

const KEYS: readonly KeyHelp[] = [
  { keys: '1, 9', what: 'Pick the first to the ninth guest' },
  { keys: 'Arrow keys', what: 'Move to the next part, in the graph and in the table' },
  { keys: 'Home, End', what: 'Move to the first or last row of the table' },
  { keys: 'Enter', what: 'Give the work queue to the guest that is picked, or choose one' },
  { keys: 'Shift+F10', what: 'All that can be done with the part' },
  { keys: 'Escape', what: 'Close what was refused or offered, or drop the guest that is dragged' },
];

export const DSA_FAMILY: FamilyEntry = {
  id: 'dsa',
  title: 'DSA work queues',
  icon: 'graph',
  View: DsaView,
  Overview: DsaOverview,
  problems: (host) =>
    host.dsa === undefined ? null : { problems: host.dsa.problems, count: host.dsa.problemCount },
  summary: (host) => {
    if (host.dsa === undefined) return '';
    const { devices, guests } = desiredDsa(host.dsa);
    const dsa = devices.filter((device) => device.kind === 'dsa').length;
    return [
      ...(dsa > 0 ? [`${dsa} DSA`] : []),
      ...(devices.length > dsa ? [`${devices.length - dsa} IAA`] : []),
      counted(
        devices.reduce((sum, device) => sum + device.wqs.length, 0),
        'work queue',
      ),
      counted(guests.length, 'guest'),
    ].join(', ');
  },
  places,
  guests: (host) => (host.dsa === undefined ? [] : desiredDsa(host.dsa).guests),
  picked: (host) => {
    if (host.dsa === undefined) return null;
    return guestOf(desiredDsa(host.dsa), dsaStoreOf(host).getState().guestId)?.id ?? null;
  },
  refLabel,
  profileName: (id) => id,
  architectures: ['x86_64', 'i686'],
  bus: 'a DSA bus (/sys/bus/dsa)',
  queueExample: 'wq0.3',
  queueWriting: 'A work queue is written wq0.3, a device dsa0.',
  device: 'a DSA work queue',
  keys: KEYS,
};
