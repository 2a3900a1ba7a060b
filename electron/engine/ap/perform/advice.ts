/** What a reader should know of a host that a script leaves: what does not last, and what is only half there (ap.md 7). */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { QUEUE } from '../../../../shared/ap/types.ts';
import { bothBases } from '../../../../shared/apqn.ts';
import { hasId, intersect, isEmptyMask, type Mask, sameMask } from '../../../../shared/mask.ts';
import { hiddenAdapters } from '../derive/hidden.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { findMdev, sameMatrix } from '../model.ts';
import { adapterWords } from '../wording.ts';
import { listWords, plural } from '../../words.ts';
import type { Advice } from '../../perform/outcome.ts';

const MASKS = ['apmask', 'aqmask'] as const;

function samePersistent(left: Mask | null, right: Mask | null): boolean {
  return left === right || (left !== null && right !== null && sameMask(left, right));
}

/** Mistake 7. Only what the script itself has changed. */
function lostMasks(before: ApState, after: ApState): Advice[] {
  const lost = MASKS.filter(
    (name) => !sameMask(before[name], after[name]) && !samePersistent(after.persistent[name], after[name]),
  );
  if (lost.length === 0) return [];
  const text = `${listWords(lost)} ${lost.length === 1 ? 'is' : 'are'} not what the next boot brings: the change is lost then. chzdev --type ap -p keeps it, together with the loading of vfio_ap.`;
  return [{ rule: 'AP-Z5', text }];
}

function changedMatrix(before: ApState, mdev: Mdev): boolean {
  const was = findMdev(before, mdev.id);
  return mdev.active && (!was?.active || !sameMatrix(was.matrix, mdev.matrix));
}

function lostDevices(before: ApState, after: ApState): Advice[] {
  const changed = after.mdevs.filter((mdev) => changedMatrix(before, mdev));
  const none = changed.filter(({ defined }) => defined === null).map(({ name }) => name);
  const other = changed
    .filter(
      ({ defined, stored, matrix }) => defined !== null && stored !== null && !sameMatrix(stored, matrix),
    )
    .map(({ name }) => name);
  return [
    ...(none.length === 0
      ? []
      : [
          {
            rule: 'AP-D2',
            text: `${listWords(none)} ${none.length === 1 ? 'has' : 'have'} no definition and ${none.length === 1 ? 'is' : 'are'} gone after the next boot; mdevctl define keeps ${none.length === 1 ? 'it' : 'them'}.`,
          },
        ]),
    ...(other.length === 0
      ? []
      : [
          {
            rule: 'AP-D4',
            text: `What runs of ${listWords(other)} differs from what is defined; the next start brings back the definition.`,
          },
        ]),
  ];
}

/** Mistakes 9 and 11: the matrix looks right, and the guest sees less. */
function hidden(before: ApState, after: ApState): Advice[] {
  if (!rulesOf(after).hotPlug) return [];
  return after.mdevs
    .filter(({ active }) => active)
    .flatMap((mdev) => {
      const was = findMdev(before, mdev.id);
      const known = was?.active ? hiddenAdapters(before, was).map(({ adapter }) => adapter) : [];
      const [first, ...more] = hiddenAdapters(after, mdev).filter(
        ({ adapter, reason }) => reason === 'stale' || !known.includes(adapter),
      );
      if (!first) return [];
      const adapters = adapterWords([first, ...more].map(({ adapter }) => adapter));
      const cure =
        first.reason === 'stale'
          ? 'Taking a domain away does not bring an adapter back; writing the content of ap_config again does.'
          : 'Compare guest_matrix with matrix.';
      return [
        {
          rule: first.reason === 'stale' ? 'AP-U13' : 'AP-P1',
          text: `${mdev.name} does not see ${adapters}, although assigned: ${first.why}. ${cure}`,
        },
      ];
    });
}

/** Mistakes 5 and 26. */
function pool(before: ApState, after: ApState): Advice[] {
  const found: Advice[] = [];
  const waiting = after.queues.state.filter((value) => value === QUEUE.NO_DRIVER).length;
  const waited = before.queues.state.filter((value) => value === QUEUE.NO_DRIVER).length;
  if (!after.vfioApLoaded && waiting > waited)
    found.push({
      rule: 'AP-M5',
      text: `${plural(waiting, 'queue has', 'queues have')} no driver, because vfio_ap is not loaded: modprobe vfio_ap.`,
    });
  const domain = after.defaultDomain;
  if (domain >= 0 && hasId(before.aqmask, domain) && !hasId(after.aqmask, domain))
    found.push({
      rule: 'AP-M5',
      text: `Domain ${bothBases(domain)} is the default domain of the host’s own programs, and it is given away.`,
    });
  const kept = (state: ApState) => intersect(state.lpar.apm, state.apmask);
  if (!isEmptyMask(kept(before)) && isEmptyMask(kept(after)))
    found.push({ rule: 'AP-M5', text: 'The host keeps no adapter of its own any more.' });
  return found;
}

/** From the state a script found to the one it leaves. */
export function adviceOnEnd(before: ApState, after: ApState): readonly Advice[] {
  if (before === after) return [];
  return [
    ...lostMasks(before, after),
    ...lostDevices(before, after),
    ...hidden(before, after),
    ...pool(before, after),
  ];
}
