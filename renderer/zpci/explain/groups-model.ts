/** How the groups of a host and of its guests are laid beside each other. */
import type { GroupCard, GroupsCard } from '../../../shared/zpci/cards.ts';
import { parseZpciRef } from '../../../shared/zpci/refs.ts';
import type { ZpciState } from '../../../shared/zpci/types.ts';

export interface GuestSet {
  readonly guest: string;
  readonly group: GroupCard;
}

/** A group of the host with the groups of guests that stand for it; `host` null = QEMU's own groups. */
export interface GroupRow {
  readonly host: GroupCard | null;
  readonly sets: readonly GuestSet[];
}

/** Simulated numbers a guest can use: 0xf0 to 0xfe (ZPCI-G3). */
export const SIMULATED_GROUPS = 15;

function hostNumber({ kind, number, hostGroup }: GroupCard): number | null {
  return kind === 'host' ? (hostGroup ?? number) : hostGroup;
}

/** One row for each group of the host, by number, then QEMU's own; a set whose host group was not read gets a row too. */
export function groupRows({ host, guests }: GroupsCard): readonly GroupRow[] {
  const sets = guests.flatMap(({ guest, groups }) => groups.map((group) => ({ guest, group })));
  const rows = host.map(
    (group): GroupRow => ({
      host: group,
      sets: sets.filter((set) => hostNumber(set.group) === group.number),
    }),
  );
  const placed = new Set(rows.flatMap((row) => row.sets));
  const rest = sets.filter((set) => !placed.has(set));
  return [
    ...rows.toSorted((left, right) => left.host!.number - right.host!.number),
    ...(rest.length === 0 ? [] : [{ host: null, sets: rest }]),
  ];
}

/** What the line between the two sides says. */
export function linkWords({ host, sets }: GroupRow): string {
  if (sets.length === 0) return '';
  if (host === null) return 'no card';
  return sets.every(({ group }) => group.kind === 'host') ? 'same number' : 'stands for';
}

/** Names of the values that are others than in the host's group. */
export function differingValues(group: GroupCard, host: GroupCard | null): ReadonlySet<string> {
  const theirs = new Map(host?.values.map(({ name, value }) => [name, value.text]));
  return new Set(
    group.values.flatMap(({ name, value }) => {
      const other = theirs.get(name) ?? null;
      return other === null || value.text === null || other === value.text ? [] : [name];
    }),
  );
}

/** Members that a problem of the group points at. */
export function markedMembers({ members, problems }: GroupCard): ReadonlySet<string> {
  const pointed = new Set(
    problems.flatMap(({ refs }) => refs.flatMap((ref) => ('id' in ref ? [ref.id] : []))),
  );
  return new Set(members.flatMap(({ id, ref }) => ('id' in ref && pointed.has(ref.id) ? [id] : [])));
}

/** `0x07` */
export function groupText(number: number): string {
  return `0x${number.toString(16).padStart(2, '0')}`;
}

export const KIND_WORDS: Readonly<Record<GroupCard['kind'], string>> = {
  default: 'QEMU’s own',
  simulated: 'simulated',
  host: 'host',
};

/** Members shown before `and 250 more`. */
export const MEMBERS_SHOWN = 24;

/** The group that the selected thing is in, or is: a name of refs.ts. */
export function isOfSelected(group: GroupCard, guest: string | null, selected: string | null): boolean {
  const ref = selected === null ? null : parseZpciRef(selected);
  if (ref?.kind === 'group') return ref.guest === guest && ref.group === group.number;
  if (ref?.kind === 'hostgroup') return guest === null && ref.group === group.number;
  return group.members.some((member) => 'id' in member.ref && member.ref.id === selected);
}

/** `3 functions share 64 vectors and blocks of 128 bytes.` */
export function sharedSentence({ members, values }: GroupCard): string {
  const text = (name: string) => values.find((value) => value.name === name)?.value.text ?? null;
  const limits = [
    text('noi') === null ? null : `${text('noi')} interrupt vectors each`,
    text('maxstbl') === null ? null : `store blocks of up to ${text('maxstbl')} bytes`,
  ].filter((limit) => limit !== null);
  const who = members.length === 1 ? 'One function has' : `${members.length} functions share`;
  if (members.length === 0) return 'No function is in it.';
  return limits.length === 0
    ? `${who} ${members.length === 1 ? 'this group' : 'one group'}; its limits were not read.`
    : `${who} ${limits.join(' and ')}.`;
}

/** Name of a guest; its id where it is gone meanwhile. */
export function guestName(state: Pick<ZpciState, 'guests'>, id: string): string {
  return state.guests.find((guest) => guest.id === id)?.name ?? id;
}
