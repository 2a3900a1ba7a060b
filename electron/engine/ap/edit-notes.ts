/** What a change did besides, in sentences: zeroized queues, adapters that come and go in front of guests, moved queues. */
import { type ApState, type Mdev, QUEUE } from '../../../shared/ap/types.ts';
import type { Apqn } from '../../../shared/apqn.ts';
import { hasId, idsOf, minus } from '../../../shared/mask.ts';
import { hiddenAdapters } from './derive/hidden.ts';
import { untoldNotes } from './derive/untold.ts';
import { guestReach } from './model.ts';
import { rulesOf } from './kernel/profiles.ts';
import { adapterWords, apqnNames, apqnsWords, guestWords } from './wording.ts';
import { plural } from '../words.ts';

export function zeroizeNote(resets: readonly Apqn[]): string[] {
  if (resets.length === 0) return [];
  const queues = apqnsWords(Array.from(Uint32Array.from(resets).sort()));
  return [`Zeroizes ${queues}: queued requests and replies are thrown away.`];
}

function queueMoves(before: ApState, after: ApState): string[] {
  if (before.queues.state === after.queues.state) return [];
  const moved = { toVfio: 0, toHost: 0, toNone: 0, gone: 0, created: 0 };
  const table = after.queues.state;
  for (let apqn = 0; apqn < table.length; apqn++) {
    const now = table[apqn];
    const was = before.queues.state[apqn];
    if (was === now) continue;
    if (now === QUEUE.ABSENT) moved.gone++;
    else if (was === QUEUE.ABSENT) moved.created++;
    else if (now === QUEUE.VFIO_AP) moved.toVfio++;
    else if (now === QUEUE.CEX4QUEUE) moved.toHost++;
    else moved.toNone++;
  }
  return [
    ...(moved.toVfio > 0 ? [`${plural(moved.toVfio, 'queue goes', 'queues go')} to vfio_ap.`] : []),
    ...(moved.toHost > 0 ? [`${plural(moved.toHost, 'queue goes', 'queues go')} to the host driver.`] : []),
    ...(moved.toNone > 0 ? [`${plural(moved.toNone, 'queue is', 'queues are')} left without a driver.`] : []),
    ...(moved.created > 0 ? [`${plural(moved.created, 'queue appears', 'queues appear')}.`] : []),
    ...(moved.gone > 0 ? [`${plural(moved.gone, 'queue disappears', 'queues disappear')}.`] : []),
  ];
}

function shadowNotes(after: ApState, was: Mdev, now: Mdev): string[] {
  const notes: string[] = [];
  const lost = hiddenAdapters(after, now).filter(({ adapter }) => hasId(was.shadow.apm, adapter));
  for (const { adapter, why } of lost)
    notes.push(`${now.name} no longer sees ${adapterWords([adapter])}, although it stays assigned: ${why}.`);
  const back = idsOf(minus(now.shadow.apm, was.shadow.apm)).filter((adapter) =>
    hasId(was.matrix.apm, adapter),
  );
  if (back.length > 0) notes.push(`${now.name} sees ${adapterWords(back)} again.`);
  if (now.guest !== null && was.guest !== null && rulesOf(after).hotPlug && now.shadow !== was.shadow)
    notes.push(
      `${guestWords(now)}, which is running, notices at once, or with older QEMU at its next AP scan (30 s by default).`,
    );
  return notes;
}

/** On 2018 kernels a guest keeps what it was started with (AP-V9). */
function sharedWithHost(before: ApState, after: ApState): string[] {
  if (rulesOf(after).hotPlug || before.queues.state === after.queues.state) return [];
  return after.mdevs.flatMap((mdev) => {
    if (mdev.guest === null) return [];
    const reach = guestReach(after, mdev);
    const shared: Apqn[] = [];
    for (const adapter of idsOf(reach.apm))
      for (const domain of idsOf(reach.aqm)) {
        const apqn = adapter * 256 + domain;
        if (after.queues.state[apqn] === QUEUE.CEX4QUEUE && before.queues.state[apqn] !== QUEUE.CEX4QUEUE)
          shared.push(apqn);
      }
    if (shared.length === 0) return [];
    const queues = apqnNames(shared);
    return [`${guestWords(mdev)} still reaches ${queues}: host and guest now share the keys there (AP-V9).`];
  });
}

export function changeNotes(before: ApState, after: ApState): string[] {
  const earlier = new Map(before.mdevs.map((mdev) => [mdev.id, mdev]));
  const guests = after.mdevs.flatMap((now) => {
    const was = earlier.get(now.id);
    return was === undefined || was === now ? [] : shadowNotes(after, was, now);
  });
  return [
    ...untoldNotes(before, after),
    ...queueMoves(before, after),
    ...guests,
    ...sharedWithHost(before, after),
  ];
}
