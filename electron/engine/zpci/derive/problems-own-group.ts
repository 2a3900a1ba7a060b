/** What helps where functions of a guest have QEMU's own group (K-3, zpci.md 3.14). */
import type { Fix } from '../../../../shared/findings.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { NEWEST_PROFILE, PROFILES } from '../../../../shared/zpci/profiles.ts';
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { listWords } from '../../words.ts';
import { isInDefaultGroup } from '../kernel/conditions.ts';
import { builtOf } from './built.ts';
import { fixOf } from './problem-of.ts';

export function newerQemu(guest: ZpciGuest): Fix {
  const edit: ZpciEdit = {
    family: 'zpci',
    op: 'setGuest',
    guest: guest.id,
    profile: NEWEST_PROFILE,
    machine: null,
  };
  return fixOf(
    `Run ${guest.name} with ${PROFILES[NEWEST_PROFILE].name} or newer`,
    [edit],
    'The guest has to be started anew, and sees another machine.',
  );
}

/** What gets functions out of QEMU's own group, each seen to do so: another QEMU, or interpretation, which needs no simulated group. */
export function ownGroupFixes(
  state: ZpciState,
  guest: ZpciGuest,
  devices: readonly string[],
): readonly Fix[] {
  const wanted = new Set(devices);
  const built = builtOf(state, guest).machine.functions.length;
  const helps = (changed: ZpciGuest): boolean => {
    const { machine } = builtOf(state, changed);
    const freed = machine.functions.filter(
      (one) => wanted.has(one.target) && !isInDefaultGroup(machine, one),
    );
    return machine.functions.length === built && freed.length === wanted.size;
  };
  const intercepted = guest.devices.filter(({ id, zpci }) => wanted.has(id) && zpci?.interpret === false);
  const interpreted = guest.devices.map((device) =>
    intercepted.includes(device) && device.zpci !== null
      ? { ...device, zpci: { ...device.zpci, interpret: null } }
      : device,
  );
  const isNewest = guest.profile === NEWEST_PROFILE;
  const newer = newerQemu(guest);
  const { machine } = PROFILES[NEWEST_PROFILE];
  return [
    ...(helps({ ...guest, profile: NEWEST_PROFILE, machine: null })
      ? [isNewest ? { ...newer, label: `Give ${guest.name} machine ${machine}` } : newer]
      : []),
    ...(intercepted.length > 0 && helps({ ...guest, devices: interpreted })
      ? [
          fixOf(
            `Interpret ${listWords(intercepted.map(({ id }) => id))}`,
            intercepted.map(
              ({ id: device }): ZpciEdit => ({
                family: 'zpci',
                op: 'setProperty',
                guest: guest.id,
                device,
                property: 'interpret',
                value: null,
              }),
            ),
            'Interpreted functions need no simulated group.',
          ),
        ]
      : []),
  ];
}
