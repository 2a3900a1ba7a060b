/** What an admin should read before the steps of a plan. */
import type { PlanStyle } from '../../../../shared/plan.ts';
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { listWords } from '../../words.ts';
import { switchesOf } from '../kernel/switches.ts';
import { isDomain, twinOf } from './differences.ts';
import { additions, type GuestTask, liveRemovals, writtenDown } from './guests.ts';

function cardKey({ id, card, zpci }: GuestDevice): string {
  return JSON.stringify([id, card, zpci?.uid, zpci?.fid]);
}

/** Cards of QEMU itself: nothing on this host tells how a domain describes them. */
function emulatedNotes(was: ZpciGuest, wish: ZpciGuest): string[] {
  const own = ({ devices }: ZpciGuest) =>
    new Map(devices.filter(({ card }) => card?.kind === 'emulated').map((one) => [cardKey(one), one.id]));
  const [before, after] = [own(was), own(wish)];
  const changed = [...before, ...after].flatMap(([key, id]) =>
    before.has(key) === after.has(key) ? [] : [id],
  );
  return changed.length === 0
    ? []
    : [
        `${listWords([...new Set(changed)])} of ${wish.name} ${changed.length === 1 ? 'is a card' : 'are cards'} of QEMU itself: libvirt describes such cards in its own words, so put ${changed.length === 1 ? 'it' : 'them'} in with virsh edit ${wish.domain}.`,
      ];
}

function machineFacts({ profile, machine, kvm, cpuZpci, isProtected, iommu }: ZpciGuest): string {
  return JSON.stringify([profile, machine, kvm, cpuZpci, isProtected, iommu]);
}

/** Properties that are written and that the machine type does not have anyway, as QEMU names them. */
function askedProperties(wish: ZpciGuest, { zpci }: GuestDevice): string[] {
  const known = switchesOf(wish);
  const differs = (asked: boolean | null | undefined, byDefault: boolean): boolean =>
    asked != null && asked !== byDefault;
  return [
    ...(differs(zpci?.interpret, known.interpretByDefault) ? ['interpret'] : []),
    ...(differs(zpci?.forwardingAssist, known.interpretByDefault) ? ['forwarding-assist'] : []),
    ...(differs(zpci?.relaxedTranslation, known.relaxedByDefault) ? ['relaxed-translation'] : []),
  ];
}

/** libvirt has no words for these properties of a zpci device. */
function propertyNotes(wish: ZpciGuest): string[] {
  const asked = wish.devices.flatMap((device) => {
    const names = askedProperties(wish, device);
    return names.length === 0 ? [] : [{ id: device.id, names }];
  });
  if (asked.length === 0) return [];
  const names = [...new Set(asked.flatMap((one) => one.names))];
  return [
    `libvirt has no ${names.length === 1 ? 'attribute' : 'attributes'} for ${listWords(names)}, which ${listWords(asked.map(({ id }) => id))} of ${wish.name} ${asked.length === 1 ? 'asks' : 'ask'} for; only QEMU that is started by hand takes ${names.length === 1 ? 'it' : 'them'}.`,
  ];
}

function guestNotes(host: ZpciState, wish: ZpciGuest): string[] {
  const was = twinOf(host.guests, wish);
  if (was === undefined) return [];
  if (!isDomain(wish))
    return was.running !== true && wish.running === true
      ? [`Start ${wish.name} by hand: its arguments are in the QEMU export.`]
      : [];
  return [
    ...emulatedNotes(was, wish),
    ...propertyNotes(wish),
    ...(machineFacts(was) === machineFacts(wish)
      ? []
      : [
          `What ${wish.name} is made of changes only in its domain XML (virsh edit ${wish.domain}) and with its next start: QEMU, machine type, CPU and IOMMU.`,
        ]),
    ...(was.running === null
      ? [
          `Nothing tells whether ${wish.name} runs; the steps change its definition, which counts from its next start on.`,
        ]
      : []),
  ];
}

export function notesOf(
  host: ZpciState,
  desired: ZpciState,
  tasks: readonly GuestTask[],
  style: PlanStyle,
): string[] {
  const limit = desired.host.dmaEntryLimit;
  const isRaised = style !== 'persistent' && limit !== null && limit !== host.host.dmaEntryLimit;
  const running = host.guests.filter(({ running: runs }) => runs === true).map(({ name }) => name);
  const gives = tasks.some((task) => additions(task).length > 0);
  const takes =
    style !== 'persistent' &&
    tasks.some((task) => task.was.running === true && !task.stops && liveRemovals(task, host).length > 0);
  const guessed = tasks.flatMap((task) => writtenDown(task, host).map(({ device }) => device.id));
  return [
    ...desired.guests.flatMap((wish) => guestNotes(host, wish)),
    ...(isRaised && running.length > 0
      ? [
          `The new limit of DMA mappings counts for containers made after it: what ${listWords(running)} ${running.length === 1 ? 'has' : 'have'} now keeps the old one (ZPCI-D5).`,
        ]
      : []),
    ...(guessed.length > 0
      ? [
          `The source does not tell which numbers ${listWords(guessed)} ${guessed.length === 1 ? 'has' : 'have'}: written down are those that libvirt would choose, and no running guest is changed for it (ZPCI-K9).`,
        ]
      : []),
    ...(takes
      ? [
          'A guest that is asked for a function must answer; one that does not keeps it until it is restarted (ZPCI-K18).',
        ]
      : []),
    ...(gives ? ['A guest with a zPCI function can be neither migrated nor saved (ZPCI-K10).'] : []),
    ...(style === 'immediate' && tasks.some(({ was }) => was.running === true)
      ? ['Definitions of running guests are left as they are: their next start has the old devices.']
      : []),
    ...(style === 'persistent' && tasks.some(({ was }) => was.running === true)
      ? ['Running guests keep what they have until their next start.']
      : []),
  ];
}
