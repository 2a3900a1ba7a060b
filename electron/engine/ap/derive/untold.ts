/** Queues of mediated devices that the source does not tell: a status says somebody has them, and no known mdev does (AP-P7). */
import { type ApState, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, domainOf } from '../../../../shared/apqn.ts';
import type { Problem } from '../../../../shared/findings.ts';
import { hasId, type Mask } from '../../../../shared/mask.ts';
import { apqnNames } from '../wording.ts';
import { listWords, plural, sentence } from '../../words.ts';
import { ownersOf } from '../../../../shared/ap/uses.ts';
import { cellRefs, guestRef } from './problem-parts.ts';

export function untoldProblems(observed: ApState, desired: ApState): Problem[] {
  const cells = [...observed.queues.untold];
  if (cells.length === 0) return [];
  const takers = desired.mdevs.filter((mdev) =>
    cells.some((apqn) => ownersOf({ ...desired, mdevs: [mdev] }, apqn).length > 0),
  );
  const given =
    takers.length === 0
      ? ''
      : ` ${listWords(takers.map(({ name }) => name))} ${takers.length === 1 ? 'wants' : 'want'} some of them now.`;
  const devices = cells.length === 1 ? 'a mediated device' : 'mediated devices';
  return [
    {
      id: 'ap:untold-mdevs',
      severity: 'warning',
      rule: 'AP-P7',
      message: `${sentence(
        `${plural(cells.length, 'queue is', 'queues are')} assigned to ${devices} this source does not tell (${apqnNames(cells)}): giving ${cells.length === 1 ? 'it' : 'them'} to a guest may collide`,
      )}${given}`,
      refs: [...cellRefs(cells), ...takers.map(guestRef)],
      fixes: [],
    },
  ];
}

function gainedBy(before: ApState, mdev: Mdev): Apqn[] {
  const was = before.mdevs.find(({ id }) => id === mdev.id)?.matrix;
  if (was === mdev.matrix) return [];
  const has = (masks: { readonly apm: Mask; readonly aqm: Mask } | undefined, apqn: Apqn) =>
    masks !== undefined && hasId(masks.apm, adapterOf(apqn)) && hasId(masks.aqm, domainOf(apqn));
  return [...before.queues.untold].filter((apqn) => has(mdev.matrix, apqn) && !has(was, apqn));
}

function untoldNote(cells: readonly Apqn[], what: (it: string) => string): string[] {
  if (cells.length === 0) return [];
  const [is, devices, it] =
    cells.length === 1 ? ['is', 'a mediated device', 'it'] : ['are', 'mediated devices', 'them'];
  return [`${apqnNames(cells)} ${is} assigned to ${devices} this source does not tell: ${what(it)}.`];
}

/** What an edit, or its preview, tells when guests or the host gain such queues. */
export function untoldNotes(before: ApState, after: ApState): string[] {
  const { untold, state } = before.queues;
  if (untold.size === 0) return [];
  const toHost =
    state === after.queues.state
      ? []
      : [...untold].filter(
          (apqn) => state[apqn] === QUEUE.VFIO_AP && after.queues.state[apqn] === QUEUE.CEX4QUEUE,
        );
  const toGuests =
    before.mdevs === after.mdevs
      ? []
      : after.mdevs.flatMap((mdev) =>
          untoldNote(gainedBy(before, mdev), (it) => `giving ${it} to ${mdev.name} may collide (AP-P7)`),
        );
  return [
    ...toGuests,
    ...untoldNote(toHost, (it) => `the kernel may refuse to take ${it} for the host (AP-M4)`),
  ];
}
