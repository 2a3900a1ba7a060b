/** What stops a guest, hides functions from it, or depends on chance: refusals before the start, K-9 to K-12, K-18, R-4, R-5, S-2. */
import type { Problem } from '../../../../shared/findings.ts';
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { fidText, uidText } from '../../../../shared/zpci/types.ts';
import { listWords, plural } from '../../words.ts';
import { MOST_FUNCTIONS } from '../kernel/clp.ts';
import { MOST_UID } from '../kernel/identifiers.ts';
import { DEBIAN_FUNCTION_LIMIT } from '../kernel/linux.ts';
import { builtOf, functionOf } from './built.ts';
import { fixOf, guestRefs, problemOf } from './problem-of.ts';
import { refusalOf } from './refusal-of.ts';

function refusals(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const built = builtOf(state, guest);
  return [...built.failures].map(([device, failure]) => {
    const { message, because, fixes, rule } = refusalOf(guest, device, failure, built);
    const others = because.flatMap(({ refs }) => refs);
    const who = because.map(({ text }) => text).join(' ');
    return problemOf(
      'error',
      rule,
      `${guest.id}/${device}`,
      who === '' ? message : `${message} ${who}`,
      [...guestRefs(guest, [device]), ...others],
      fixes,
    );
  });
}

function isAutomatic({ card, zpci }: GuestDevice): boolean {
  const isThere = card !== null || zpci !== null;
  return isThere && (zpci === null || zpci.uid === null || zpci.uid === 0 || zpci.fid === null);
}

function automaticNumbers(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const built = builtOf(state, guest);
  const automatic = guest.devices.filter((device) => isAutomatic(device) && !built.failures.has(device.id));
  const [first] = automatic;
  if (first === undefined) return [];
  const made = functionOf(built, first.id);
  const example =
    made === undefined ? '' : ` (${first.id} has UID ${uidText(made.uid)}, FID ${fidText(made.fid)})`;
  const whose =
    automatic.length === 1
      ? `What ${first.id} of ${guest.name} has no number written for is chosen when it starts${example}: that depends`
      : `The numbers of ${automatic.length} functions of ${guest.name} are chosen when it starts${example}: they depend`;
  return [
    problemOf(
      'info',
      'ZPCI-K9',
      guest.id,
      `${whose} on the order of its devices, and the names in the guest follow the UID.`,
      guestRefs(
        guest,
        automatic.map(({ id }) => id),
      ),
      [
        fixOf(
          `Write down the numbers of ${guest.name}`,
          [{ family: 'zpci', op: 'writeDown', guest: guest.id }],
          'They stay as they are now.',
        ),
      ],
    ),
  ];
}

/** Half an address before others of a libvirt domain (V-5, R-3); where it went wrong already, the refusal says so. */
function halfAddresses(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  if (guest.domain === null || builtOf(state, guest).failures.size > 0) return [];
  const half = guest.devices.filter(
    ({ zpci }) => zpci !== null && (zpci.uid === null) !== (zpci.fid === null),
  );
  if (half.length === 0) return [];
  return [
    problemOf(
      'warning',
      'ZPCI-R3',
      guest.id,
      `${listWords(half.map(({ id }) => id))} of ${guest.name} ${half.length === 1 ? 'has' : 'have'} only half an address written. libvirt fills the other half before it looks at later devices, and can take a number that one of them has written.`,
      guestRefs(
        guest,
        half.map(({ id }) => id),
      ),
      [fixOf(`Write both halves for ${guest.name}`, [{ family: 'zpci', op: 'writeDown', guest: guest.id }])],
    ),
  ];
}

function zeroUids(guest: ZpciGuest): readonly Problem[] {
  if (guest.domain !== null) return [];
  return guest.devices
    .filter(({ zpci }) => zpci?.uid === 0)
    .map(({ id, zpci }) =>
      problemOf(
        'warning',
        'ZPCI-R4',
        `${guest.id}/${id}`,
        `${id} of ${guest.name} has UID 0, for which QEMU chooses another number; libvirt would refuse it.`,
        guestRefs(guest, [id]),
        [
          fixOf(`Leave the UID of ${id} to QEMU`, [
            {
              family: 'zpci',
              op: 'setIds',
              guest: guest.id,
              device: id,
              guestUid: null,
              guestFid: zpci?.fid ?? null,
            },
          ]),
        ],
      ),
    );
}

/** Letters that differ, for a typing error of one or two. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [at, letter] of Array.from(left).entries()) {
    const next = [at + 1];
    for (const [other, otherLetter] of Array.from(right).entries())
      next.push(
        Math.min(next[other]! + 1, row[other + 1]! + 1, row[other]! + (letter === otherLetter ? 0 : 1)),
      );
    row = next;
  }
  return row[right.length]!;
}

function waiting(guest: ZpciGuest): readonly Problem[] {
  return guest.devices
    .filter(({ card, zpci }) => card === null && zpci !== null)
    .map(({ id }) => {
      const meant = guest.devices.find(
        (other) => other.card !== null && other.zpci === null && distance(other.id, id) <= 2,
      );
      const hint =
        meant === undefined
          ? 'Check how its target is spelled.'
          : `${meant.id}, which has no zpci device of its own, is probably meant.`;
      return problemOf(
        'warning',
        'ZPCI-K12',
        `${guest.id}/${id}`,
        `A zpci device of ${guest.name} waits for a card called ${id}, which does not exist; it takes its numbers, and the guest sees nothing of it. ${hint}`,
        guestRefs(guest, meant === undefined ? [id] : [id, meant.id]),
        [
          ...(meant === undefined
            ? []
            : [
                fixOf(`Make it the zpci device of ${meant.id}`, [
                  { family: 'zpci', op: 'renameDevice', guest: guest.id, device: id, to: meant.id } as const,
                ]),
              ]),
          fixOf(`Take the waiting zpci device ${id} out`, [
            { family: 'zpci', op: 'take', guest: guest.id, device: id, giveBack: false },
          ]),
        ],
      );
    });
}

/** R-5, in its order: each limit only where the ones before hold. */
function tooMany(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const count = builtOf(state, guest).machine.functions.filter((one) => one.state !== 'reserved').length;
  const refs = guestRefs(guest, []);
  if (count > MOST_UID)
    return [
      problemOf(
        'error',
        'ZPCI-R5',
        guest.id,
        `${guest.name} has ${count.toLocaleString('en-US')} functions, more than there are UIDs (65,535).`,
        refs,
      ),
    ];
  if (count > MOST_FUNCTIONS)
    return [
      problemOf(
        'warning',
        'ZPCI-R5',
        guest.id,
        `${guest.name} has ${count.toLocaleString('en-US')} functions, more than the 4,096 that QEMU announces in its list.`,
        refs,
      ),
    ];
  const limit = guest.functionLimit;
  if (limit !== null && count > limit)
    return [
      problemOf(
        'warning',
        'ZPCI-K11',
        guest.id,
        `${guest.name} has ${count} functions, but its kernel takes ${limit}: the last ${count - limit} are not added.`,
        refs,
      ),
    ];
  if (limit === null && count > DEBIAN_FUNCTION_LIMIT)
    return [
      problemOf(
        'info',
        'ZPCI-K11',
        guest.id,
        `${guest.name} has ${count} functions. A kernel of Debian takes 64 and leaves out the rest, others take 512 or more; which one it has is not known.`,
        refs,
      ),
    ];
  return [];
}

function others(guest: ZpciGuest): readonly Problem[] {
  const withZpci = guest.devices.filter(({ card, zpci }) => card !== null || zpci !== null);
  if (withZpci.length === 0) return [];
  const unplugged = guest.devices.filter(({ unplugRequested }) => unplugRequested);
  return [
    ...unplugged.map(({ id }) =>
      problemOf(
        'warning',
        'ZPCI-K18',
        `${guest.id}/${id}`,
        `Somebody asked ${guest.name} to release ${id}, and the guest has not answered. It stays until the guest deconfigures it or is reset.`,
        guestRefs(guest, [id]),
        [
          fixOf(
            `Stop ${guest.name}`,
            [{ family: 'zpci', op: 'stopGuest', guest: guest.id }],
            'A reset completes the removal without the guest.',
          ),
        ],
      ),
    ),
    ...(guest.cpuZpci
      ? []
      : [
          problemOf(
            'error',
            'ZPCI-A17',
            guest.id,
            `The CPU of ${guest.name} has no feature zpci, so that its kernel uses none of its ${plural(withZpci.length, 'function')}.`,
            guestRefs(guest, []),
            [
              fixOf(`Switch the CPU feature zpci of ${guest.name} on`, [
                { family: 'zpci', op: 'setGuest', guest: guest.id, cpuZpci: true },
              ]),
            ],
          ),
        ]),
    problemOf(
      'info',
      'ZPCI-K10',
      guest.id,
      `${guest.name} cannot be migrated or saved while it has ${plural(withZpci.length, 'zPCI function')}: detach, migrate, and attach again.`,
      guestRefs(guest, []),
    ),
  ];
}

export function guestProblems(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  return [
    ...refusals(state, guest),
    ...halfAddresses(state, guest),
    ...zeroUids(guest),
    ...waiting(guest),
    ...tooMany(state, guest),
    ...automaticNumbers(state, guest),
    ...others(guest),
  ];
}
