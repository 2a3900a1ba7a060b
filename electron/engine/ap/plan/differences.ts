/** How two states of one host differ in what the host can show. */
import { type ApFact, type ApState, driverOf, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import { type Mask, minus, idsOf, sameMask } from '../../../../shared/mask.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { sameMatrix, UNKNOWN_GUEST } from '../model.ts';
import { adapterWords, apqnsWords, domainWords } from '../wording.ts';
import { listWords } from '../../words.ts';
import { minusMasks } from './matrix-sets.ts';
import { definitionOf, sameDefinition, sameOrUnset } from './target.ts';
import { controlWords, masksWords } from './words.ts';

const LPAR_AXES = [
  ['lparAdapters', 'apm', adapterWords],
  ['lparDomains', 'aqm', domainWords],
  ['lparControlDomains', 'adm', controlWords],
] as const;

/** A set bit of a host mask is the host's. */
function hostMaskDifferences(name: 'apmask' | 'aqmask', left: Mask, right: Mask): string[] {
  const words = name === 'apmask' ? adapterWords : domainWords;
  const [given, reserved] = [idsOf(minus(left, right)), idsOf(minus(right, left))];
  const were = (ids: readonly number[]) => (ids.length === 1 ? 'it was' : 'they were');
  return [
    ...(given.length > 0 ? [`${name} now gives ${words(given)} to guests; ${were(given)} the host’s.`] : []),
    ...(reserved.length > 0
      ? [`${name} now reserves ${words(reserved)} for the host; ${were(reserved)} free for guests.`]
      : []),
  ];
}

/** `now has domain 5, and no longer has adapter 4`. */
function havingWords(more: string, less: string): string {
  if (less === '') return `now has ${more}`;
  return more === '' ? `no longer has ${less}` : `now has ${more}, and no longer has ${less}`;
}

/** Names of drivers, queue by queue; a queue that is not there differs from one without a driver. */
function queueDifferences(left: ApState, right: ApState): string[] {
  if (left.queues.state === right.queues.state) return [];
  const differing = new Map<string, Apqn[]>();
  const word = (state: ApState, apqn: Apqn) =>
    state.queues.state[apqn] === QUEUE.ABSENT
      ? 'not there'
      : (driverOf(state.queues, apqn) ?? 'without driver');
  const [ours, theirs] = [left.queues.state, right.queues.state];
  for (let apqn = 0; apqn < ours.length; apqn++) {
    if (ours[apqn] === theirs[apqn] && ours[apqn]! < QUEUE.OTHER) continue;
    const [was, is] = [word(left, apqn), word(right, apqn)];
    if (was === is) continue;
    const key = `${was}, then ${is}`;
    differing.set(key, [...(differing.get(key)?.slice(0, 64) ?? []), apqn]);
  }
  return [...differing].map(
    ([how, apqns]) =>
      `${apqns.length > 64 ? 'More than 64 queues' : `Queue driver of ${apqnsWords(apqns)}`}: ${how}.`,
  );
}

function overrideDifferences(left: ApState, right: ApState): string[] {
  if (!rulesOf(left).driverOverride || !rulesOf(right).driverOverride) return [];
  const [ours, theirs] = [left.queues.overrides, right.queues.overrides];
  if (ours === theirs) return [];
  const cells = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    (apqn) => ours.get(apqn) !== theirs.get(apqn),
  );
  return cells.length === 0 ? [] : [`The driver_override of ${apqnsWords(cells)} is another one now.`];
}

function sameGuest(left: string | null, right: string | null): boolean {
  if (left === right) return true;
  // One runs that nothing names: it may well be this one.
  return left !== null && right !== null && (left === UNKNOWN_GUEST || right === UNKNOWN_GUEST);
}

function guestDifferences(was: Mdev, is: Mdev, skips: (fact: ApFact) => boolean): string[] {
  const parts: string[] = [];
  const shows = skips('controlDomains')
    ? sameMatrix({ ...was.matrix, adm: is.matrix.adm }, is.matrix)
    : sameMatrix(was.matrix, is.matrix);
  if (!skips('matrix') && was.active && is.active && !shows) {
    const told = skips('controlDomains') ? { ...is.matrix, adm: was.matrix.adm } : is.matrix;
    const more = masksWords(minusMasks(told, was.matrix));
    const less = masksWords(minusMasks(was.matrix, told));
    parts.push(`${was.name} ${havingWords(more, less)}.`);
  }
  if (!skips('mdevs') && was.active !== is.active)
    parts.push(
      `${was.name} is ${is.active ? 'there, and was only defined' : 'only defined, and was there'}.`,
    );
  if (!skips('guests') && !sameGuest(was.guest, is.guest))
    parts.push(
      is.guest === null
        ? `The guest of ${was.name} does not run any more.`
        : `The guest of ${was.name} runs.`,
    );
  if (!skips('definitions') && !sameDefinition(definitionOf(was), definitionOf(is)))
    parts.push(`The definition of ${was.name} is another one now.`);
  return parts;
}

/** Neither started nor defined: a wish that a host has no trace of. */
function isSomewhere({ active, defined }: Mdev): boolean {
  return active || defined !== null;
}

function mdevDifferences(left: ApState, right: ApState, skips: (fact: ApFact) => boolean): string[] {
  const ours = new Map(left.mdevs.filter(isSomewhere).map((mdev) => [mdev.id, mdev]));
  const theirs = new Map(right.mdevs.filter(isSomewhere).map((mdev) => [mdev.id, mdev]));
  const isTold = (mdev: Mdev) => isSomewhere(mdev) && !skips(mdev.active ? 'mdevs' : 'definitions');
  const gone = left.mdevs.filter((mdev) => !theirs.has(mdev.id) && isTold(mdev));
  const come = right.mdevs.filter((mdev) => !ours.has(mdev.id) && isTold(mdev));
  const names = (mdevs: readonly Mdev[]) => listWords(mdevs.map(({ name }) => name));
  return [
    ...(gone.length > 0 ? [`${names(gone)} ${gone.length === 1 ? 'is' : 'are'} gone.`] : []),
    ...(come.length > 0 ? [`${names(come)} ${come.length === 1 ? 'is' : 'are'} new.`] : []),
    ...[...theirs.values()].flatMap((is) => {
      const was = ours.get(is.id);
      return was === undefined || was === is ? [] : guestDifferences(was, is, skips);
    }),
  ];
}

/**
 * Sentences; none = a host cannot show a difference. Facts that either side does not know are left out, and so is what
 * depends on the way and not on the state, such as what FILTER hid (AP-P6).
 */
export function stateDifferences(left: ApState, right: ApState): readonly string[] {
  if (left === right) return [];
  const skips = (fact: ApFact): boolean => left.unknown.has(fact) || right.unknown.has(fact);
  const hasMasks = rulesOf(left).hostMasks && rulesOf(right).hostMasks;
  const masks = ['apmask', 'aqmask'] as const;
  return [
    ...LPAR_AXES.flatMap(([fact, key, words]) => {
      const [was, is] = [left.lpar[key], right.lpar[key]];
      if (skips(fact) || sameMask(was, is)) return [];
      const told = (ids: readonly number[]) => (ids.length === 0 ? '' : words(ids));
      return [`The LPAR ${havingWords(told(idsOf(minus(is, was))), told(idsOf(minus(was, is))))}.`];
    }),
    ...(hasMasks ? masks : []).flatMap((name) =>
      skips(name) ? [] : hostMaskDifferences(name, left[name], right[name]),
    ),
    ...(skips('persistentMasks') ? [] : masks).flatMap((name) =>
      sameOrUnset(left.persistent[name], right.persistent[name])
        ? []
        : [`The ${name} kept for the next boot is another one now.`],
    ),
    ...(skips('defaultDomain') || left.defaultDomain === right.defaultDomain
      ? []
      : [`The default domain is ${right.defaultDomain}, and was ${left.defaultDomain}.`]),
    ...(skips('vfioApLoaded') || left.vfioApLoaded === right.vfioApLoaded
      ? []
      : [`Module vfio_ap is ${right.vfioApLoaded ? 'loaded' : 'not loaded'} now.`]),
    ...queueDifferences(left, right),
    ...overrideDifferences(left, right),
    ...mdevDifferences(left, right, skips),
  ];
}
