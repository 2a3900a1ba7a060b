/** Places in words, for titles and lists. */
import type { HostView } from '../../shared/view.ts';
import type { Place } from '../../shared/xive/moment.ts';
import { STRATEGIES } from '../../shared/xive/strategies.ts';
import type { StrategyId } from '../../shared/xive/types.ts';
import type { XiveView } from '../../shared/xive/view.ts';
import type { Beside } from './xive-view-state.ts';

type Study = Pick<XiveView, 'branches' | 'readings'>;

/** `B1: merged`; only the id where nothing more is told of it. */
export function strategyTitle(id: StrategyId): string {
  const strategy = STRATEGIES.find((one) => one.id === id);
  return strategy?.short ?? id;
}

/** `re-plug, step 6: B1, …` */
export function placeWords(study: Study, place: Place): string {
  if (place.kind === 'reading')
    return `${study.readings.find(({ id }) => id === place.reading)?.name ?? place.reading}, as read`;
  const branch = study.branches.find(({ id }) => id === place.branch);
  const strategy = place.strategy ?? branch?.config.strategy;
  const words = `${branch?.name ?? place.branch}, step ${place.step}`;
  return strategy === undefined ? words : `${words}: ${strategyTitle(strategy)}`;
}

/** `replug-no-measure-step-6`: a file name that any system takes. */
export function pictureName(host: string, study: Study, place: Place): string {
  if (place.kind === 'reading') return slug(`${host} ${placeWords(study, place)}`);
  const branch = study.branches.find(({ id }) => id === place.branch);
  const strategy = place.strategy ?? branch?.config.strategy;
  const measure = strategy === 'none' ? 'no measure' : (strategy ?? '');
  const name = slug(branch?.name ?? place.branch);
  const isNamed = `-${name}-`.includes(`-${slug(measure)}-`);
  return slug(`${host} ${name} ${isNamed ? '' : measure} step ${place.step}`);
}

function slug(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100);
}

export function besideWords(
  study: Study,
  hostId: string,
  hosts: readonly HostView[],
  beside: Beside,
  place: Place | null,
): string {
  if (beside.kind === 'strategy') {
    const step = place?.kind === 'branch' ? `the same events, step ${place.step}` : 'the same events';
    return `${step}: ${strategyTitle(beside.strategy)}`;
  }
  if (beside.kind === 'branch') {
    const branch = study.branches.find(({ id }) => id === beside.branch);
    return branch === undefined ? beside.branch : `${branch.name}: ${strategyTitle(branch.config.strategy)}`;
  }
  const host = hosts.find(({ id }) => id === beside.hostId);
  const reading = host?.xive?.readings.find(({ id }) => id === beside.reading);
  const name = `${reading?.name ?? beside.reading}, as read`;
  return beside.hostId === hostId || host === undefined ? name : `${name} on ${host.name}`;
}
