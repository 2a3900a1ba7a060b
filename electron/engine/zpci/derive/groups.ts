/** Groups as sets: of the host, and of each guest with what made them (zpci.md 3.5). */
import type { Problem } from '../../../../shared/findings.ts';
import type { GroupCard, GroupsCard } from '../../../../shared/zpci/cards.ts';
import { GROUP_FIELDS } from '../../../../shared/zpci/fields.ts';
import { functionName, deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import {
  FIRST_SIMULATED_GROUP,
  type HostFunction,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { listWords } from '../../words.ts';
import { NO_SIMULATED_LEFT } from '../kernel/constants.ts';
import type { GuestGroup } from '../kernel/machine.ts';
import { switchesOf } from '../kernel/switches.ts';
import { builtOf } from './built.ts';
import { hostRaw } from './field-ways.ts';
import { tracedDevices } from './lies-of.ts';
import { problems } from './problems.ts';
import { hex, type Raw, sameRaw, shown } from './shown.ts';

const FIELDS = GROUP_FIELDS.filter(
  ({ usualClass, name }) => usualClass !== 'frame' && !['maxfaal', 'dnoi', 'maxcpu'].includes(name),
);

/** The value that members share; one that is known of some counts for all. */
function sharedValue(raws: readonly Raw[]): Raw {
  return raws.find((raw) => raw !== null) ?? null;
}

function differing(members: readonly HostFunction[]): readonly string[] {
  return FIELDS.flatMap((field) => {
    const known = members.map((one) => hostRaw(field, one)).filter((raw) => raw !== null);
    const [first] = known;
    if (first === undefined || known.every((raw) => sameRaw(raw, first))) return [];
    return [`Its members were read with different values of ${field.label}.`];
  });
}

function hostGroup(number: number, members: readonly HostFunction[]): GroupCard {
  const simulated = number >= FIRST_SIMULATED_GROUP;
  const unknown = FIELDS.every((field) => members.every((one) => hostRaw(field, one) === null));
  return {
    number,
    kind: 'host',
    hostGroup: number,
    creator: null,
    members: members.map((one) => ({
      id: hex(one.fid, 8),
      label: functionName(one),
      ref: functionRef(one.fid),
    })),
    values: FIELDS.map((field) => ({
      name: field.name,
      label: field.label,
      value: shown(field, sharedValue(members.map((one) => hostRaw(field, one)))),
    })),
    notes: [
      ...(simulated ? ['Numbers from 0xf0 on are simulated by QEMU: this machine is a guest itself.'] : []),
      ...(unknown ? ['Its values were not read; sysfs has none of them.'] : []),
      ...differing(members),
    ],
    problems: [],
  };
}

function hostGroups(state: ZpciState): readonly GroupCard[] {
  const groups = new Map<number, HostFunction[]>();
  for (const one of state.functions) {
    if (one.group === null) continue;
    const members = groups.get(one.group);
    if (members === undefined) groups.set(one.group, [one]);
    else members.push(one);
  }
  return [...groups]
    .toSorted(([left], [right]) => left - right)
    .map(([number, members]) => hostGroup(number, members));
}

function notesOf(
  state: ZpciState,
  guest: ZpciGuest,
  group: GuestGroup,
  members: readonly string[],
): readonly string[] {
  const notes: string[] = [];
  if (group.kind === 'default')
    notes.push('It is QEMU’s own and always there, with the same values for every member.');
  else if (group.kind === 'simulated')
    notes.push(
      group.hostGroup === null || group.hostGroup < 0
        ? 'It stands for a group of the host whose number is not known.'
        : `It stands for group ${hex(group.hostGroup, 2)} of the host; the number in the guest means nothing to the hardware.`,
    );
  else notes.push('It has the number of the host’s group.');
  if (group.creator !== null)
    notes.push(
      members.length > 1
        ? `${group.creator} came first and fixed its values; ${listWords(members.filter((id) => id !== group.creator))} only joined.`
        : `${group.creator} made it.`,
    );
  const passed = tracedDevices(state, guest).filter(({ context }) => context.made.group === group.id);
  if (group.kind === 'default' && passed.length > 0)
    notes.push(
      `${listWords(passed.map(({ device }) => device.id))} of the host fell into it, and ${passed.length === 1 ? 'gets' : 'get'} QEMU’s values.`,
    );
  if (members.length === 0) notes.push('No function is in it.');
  return notes;
}

function isAbout(problem: Problem, guest: ZpciGuest, number: number, members: ReadonlySet<string>): boolean {
  const rules: readonly string[] = ['ZPCI-K3', 'ZPCI-K4', 'ZPCI-K15'];
  if (!rules.includes(problem.rule)) return false;
  const wanted = new Set([...members].map((id) => JSON.stringify(deviceRef(guest.id, id))));
  return (
    problem.id === `ZPCI-K4 ${guest.id}/${hex(number, 2)}` ||
    (problem.rule !== 'ZPCI-K4' && problem.refs.some((ref) => wanted.has(JSON.stringify(ref))))
  );
}

function guestGroup(state: ZpciState, guest: ZpciGuest, group: GuestGroup): GroupCard {
  const members = builtOf(state, guest)
    .machine.functions.filter((one) => one.card !== null && one.group === group.id)
    .map(({ target }) => target);
  const names = new Set(members);
  return {
    number: group.id < 0 ? 0 : group.id,
    kind: group.kind,
    hostGroup: group.hostGroup !== null && group.hostGroup < 0 ? null : group.hostGroup,
    creator: group.creator,
    members: members.map((id) => ({ id, label: id, ref: deviceRef(guest.id, id) })),
    values: FIELDS.map((field) => ({
      name: field.name,
      label: field.label,
      value: shown(field, groupRaw(field.name, group)),
    })),
    notes: [
      ...(group.id < 0 ? ['Its number is that of the host’s group, which was not read.'] : []),
      ...notesOf(state, guest, group, members),
    ],
    problems: problems(state, state).filter((problem) => isAbout(problem, guest, group.id, names)),
  };
}

function groupRaw(name: string, { values }: GuestGroup): Raw {
  const raws: Readonly<Record<string, Raw>> = { ...values };
  return raws[name] ?? null;
}

export function groupsCard(state: ZpciState): GroupsCard {
  return {
    host: hostGroups(state),
    guests: state.guests.map((guest) => {
      const { machine } = builtOf(state, guest);
      return {
        guest: guest.id,
        groups: machine.groups.map((group) => guestGroup(state, guest, group)),
        simulatedLeft: switchesOf(machine.setup).simulatesGroups
          ? NO_SIMULATED_LEFT - machine.nextSimulated
          : null,
      };
    }),
  };
}
