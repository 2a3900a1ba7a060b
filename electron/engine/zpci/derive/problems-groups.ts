/** What functions of one group do to each other: K-4, K-7, K-15 (zpci.md 3.5). */
import type { Problem } from '../../../../shared/findings.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { zpciRef } from '../../../../shared/zpci/refs.ts';
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { listWords } from '../../words.ts';
import { isMisledByGroup, isOutOfSimulatedGroups } from '../kernel/conditions.ts';
import { builtOf } from './built.ts';
import { type TracedDevice, tracedDevices } from './lies-of.ts';
import { fixOf, guestRefs, problemOf } from './problem-of.ts';
import { hex } from './shown.ts';

function propertyEdit(
  guest: ZpciGuest,
  device: string,
  property: 'interpret' | 'relaxedTranslation',
  value: boolean | null,
): ZpciEdit {
  return { family: 'zpci', op: 'setProperty', guest: guest.id, device, property, value };
}

function byGroup(
  traced: readonly TracedDevice[],
  number: (one: TracedDevice) => number | null,
): ReadonlyMap<number, readonly TracedDevice[]> {
  const groups = new Map<number, TracedDevice[]>();
  for (const one of traced) {
    const group = number(one);
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return groups;
}

function relaxedShared(guest: ZpciGuest, traced: readonly TracedDevice[]): readonly Problem[] {
  const made = traced.filter(({ context }) => context.group !== null && context.group.kind !== 'default');
  return [...byGroup(made, ({ context }) => context.made.group)].flatMap(([group, members]) => {
    const different = members.filter(({ context }) => isMisledByGroup(context.made, context.group));
    if (different.length === 0) return [];
    const { creator, values } = different[0]!.context.group!;
    const names = listWords(different.map(({ device }) => device.id));
    const ids = different.map(({ device }) => device.id);
    const allowed = values.rtr === true;
    const message = allowed
      ? `Group ${hex(group, 2)} of ${guest.name} says that relaxed translation is allowed, as ${creator ?? 'its first function'} has it, but ${names} must not use it: a direct mapping there gets an operand exception.`
      : `Group ${hex(group, 2)} of ${guest.name} was made by ${creator ?? 'its first function'} without relaxed translation, so that the guest cannot know that ${names} may use it.`;
    const same = (value: boolean) =>
      members.map(({ device }) => propertyEdit(guest, device.id, 'relaxedTranslation', value));
    return [
      problemOf(
        allowed ? 'error' : 'warning',
        'ZPCI-K4',
        `${guest.id}/${hex(group, 2)}`,
        message,
        [zpciRef({ kind: 'group', guest: guest.id, group }), ...guestRefs(guest, ids)],
        [
          fixOf('Allow relaxed translation to all functions of the group', same(true)),
          fixOf('Forbid relaxed translation to all functions of the group', same(false)),
        ],
      ),
    ];
  });
}

function bothModes(guest: ZpciGuest, traced: readonly TracedDevice[]): readonly Problem[] {
  const groups = byGroup(traced, ({ context }) => context.report?.base?.gid ?? null);
  return [...groups].flatMap(([group, members]) => {
    const intercepted = members.filter(({ context }) => context.made.mode === 'intercept');
    const interpreted = members.filter(({ context }) => context.made.mode === 'interpret');
    const [one] = intercepted;
    const [other] = interpreted;
    if (one === undefined || other === undefined) return [];
    const block = (traced: TracedDevice) => traced.context.group?.values.maxstbl ?? null;
    const sizes =
      block(one) === null || block(other) === null
        ? ''
        : `: store blocks of ${block(one)} and of ${block(other)} bytes`;
    return [
      problemOf(
        'warning',
        'ZPCI-K15',
        `${guest.id}/${hex(group, 2)}`,
        `Group ${hex(group, 2)} of the host shows as two groups in ${guest.name}, because ${one.device.id} is intercepted and ${other.device.id} interpreted${sizes}.`,
        guestRefs(
          guest,
          members.map(({ device }) => device.id),
        ),
        [
          fixOf(
            'Interpret all of them',
            intercepted.map(({ device }) => propertyEdit(guest, device.id, 'interpret', null)),
          ),
          fixOf(
            'Intercept all of them',
            interpreted.map(({ device }) => propertyEdit(guest, device.id, 'interpret', false)),
          ),
        ],
      ),
    ];
  });
}

function usedUp(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const { machine } = builtOf(state, guest);
  if (!isOutOfSimulatedGroups(machine)) return [];
  return [
    problemOf(
      'warning',
      'ZPCI-K7',
      guest.id,
      `All 15 simulated groups of ${guest.name} are used. A function of another group of the host would get QEMU’s own group 0xff with QEMU’s values; interpreted functions need no simulated group.`,
      guestRefs(guest, []),
    ),
  ];
}

export function groupProblems(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const traced = tracedDevices(state, guest);
  return [...relaxedShared(guest, traced), ...bothModes(guest, traced), ...usedUp(state, guest)];
}
