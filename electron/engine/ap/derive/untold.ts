/** Queues of mediated devices that the source does not tell: a status says somebody has them, and no known mdev does (AP-P7). */
import type { ApState } from '../../../../shared/ap/types.ts';
import { adapterOf, type Apqn, domainOf } from '../../../../shared/apqn.ts';
import type { Problem } from '../../../../shared/findings.ts';
import { hasId, type Mask } from '../../../../shared/mask.ts';
import { apqnNames, listWords, plural, sentence } from '../wording.ts';
import { ownersOf } from '../../../../shared/ap/uses.ts';
import { cellRefs, guestRef } from './problem-parts.ts';

/** The words of vfio_ap's `status` for a queue that some mdev has. */
const TAKEN: ReadonlySet<string | undefined> = new Set(['assigned', 'in use']);

export const UNTOLD_OWNER = 'taken by a mediated device that this source does not tell';

/** Whether the status of the queue, as it was read, says that an mdev has it which is not among the known ones. */
export function untoldTaken(observed: ApState, apqn: Apqn): boolean {
  return TAKEN.has(observed.queues.details.get(apqn)?.status) && ownersOf(observed, apqn).length === 0;
}

function untoldCells(observed: ApState): Apqn[] {
  return [...observed.queues.details.keys()]
    .filter((apqn) => untoldTaken(observed, apqn))
    .sort((left, right) => left - right);
}

export function untoldProblems(observed: ApState, desired: ApState): Problem[] {
  const cells = untoldCells(observed);
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

/**
 * What an edit tells when guests gain such cells. An edit sees the wishes only, in which a known guest may have let a cell
 * go that its status still names; so only a source that leaves mdevs or their matrices out counts.
 */
export function untoldNotes(before: ApState, after: ApState): string[] {
  if (before.mdevs === after.mdevs || !(before.unknown.has('mdevs') || before.unknown.has('matrix')))
    return [];
  const earlier = new Map(before.mdevs.map((mdev) => [mdev.id, mdev]));
  const has = (masks: { readonly apm: Mask; readonly aqm: Mask } | undefined, apqn: Apqn) =>
    masks !== undefined && hasId(masks.apm, adapterOf(apqn)) && hasId(masks.aqm, domainOf(apqn));
  const taken = [...before.queues.details]
    .filter(([, { status }]) => TAKEN.has(status))
    .map(([apqn]) => apqn);
  return after.mdevs.flatMap((mdev) => {
    const was = earlier.get(mdev.id)?.matrix;
    if (was === mdev.matrix) return [];
    const gained = taken.filter((apqn) => has(mdev.matrix, apqn) && !has(was, apqn));
    if (gained.length === 0) return [];
    const [is, devices, it] =
      gained.length === 1 ? ['is', 'a mediated device', 'it'] : ['are', 'mediated devices', 'them'];
    return [
      `${apqnNames(gained)} ${is} assigned to ${devices} this source does not tell: giving ${it} to ${mdev.name} may collide (AP-P7).`,
    ];
  });
}
