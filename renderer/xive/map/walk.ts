/** From one source or page to the next with the keyboard. */
import type { VmMoment } from '../../../shared/xive/moment.ts';
import { guestOfAddress, type Ground } from './ground.ts';
import { lastUpTo, sourceAt, vmaAt } from './lookup.ts';
import type { Selection } from './map-props.ts';
import { placed } from './space.ts';

/** The next LISN that is a source, in a direction; null at the end. */
export function nextSource(moment: VmMoment, lisn: number, by: 1 | -1): number | null {
  if (sourceAt(moment, lisn + by) !== null) return lisn + by;
  const before = lastUpTo(moment.sources, ({ from }) => from, lisn);
  if (by === 1) return moment.sources[before + 1]?.from ?? null;
  const inside = moment.sources[before];
  if (inside === undefined) return null;
  return inside.to < lisn ? inside.to : (moment.sources[before - 1]?.to ?? null);
}

export function firstSource(moment: VmMoment): number | null {
  return moment.sources[0]?.from ?? null;
}

export function lastSource(moment: VmMoment): number | null {
  return moment.sources.at(-1)?.to ?? null;
}

/** At most `count` sources from some before `lisn` on. */
export function sourcesAround(moment: VmMoment, lisn: number, count: number): readonly number[] {
  let first =
    sourceAt(moment, lisn) === null ? (nextSource(moment, lisn, 1) ?? nextSource(moment, lisn, -1)) : lisn;
  if (first === null) return [];
  for (let back = 0; back < count / 3; back++) first = nextSource(moment, first, -1) ?? first;
  const list = [first];
  while (list.length < count) {
    const next = nextSource(moment, list.at(-1)!, 1);
    if (next === null) break;
    list.push(next);
  }
  while (list.length < count) {
    const before = nextSource(moment, list[0]!, -1);
    if (before === null) break;
    list.unshift(before);
  }
  return list;
}

/** Left and right: the next source, or the next page of the same kind of thing. */
export function aside(ground: Ground, from: Selection | null, start: number, by: 1 | -1): Selection | null {
  const { moment } = ground;
  if (from === null || from.kind === 'device') {
    const first = sourceAt(moment, start) === null ? nextSource(moment, start, 1) : start;
    const lisn = first ?? lastSource(moment);
    return lisn === null ? null : { kind: 'source', lisn };
  }
  if (from.kind === 'source') {
    const lisn = nextSource(moment, from.lisn, by);
    return lisn === null ? from : { kind: 'source', lisn };
  }
  if (from.kind === 'vma') {
    const at = moment.vmas.findIndex(({ id }) => id === from.id);
    const next = moment.vmas[at + by];
    return next === undefined ? from : { kind: 'vma', id: next.id };
  }
  const guest = guestOfAddress(ground, from.page);
  if (guest === null)
    return vmaAt(moment, from.page + by) === null ? from : { kind: 'page', page: from.page + by };
  const inPair = guest % 2 === (by === 1 ? 0 : 1);
  const lisn = inPair ? Math.floor(guest / 2) : nextSource(moment, Math.floor(guest / 2), by);
  if (lisn === null) return from;
  const page = placed(ground.space.guestToAddress, 2 * lisn + (by === 1 ? (inPair ? 1 : 0) : inPair ? 0 : 1));
  return page === null ? from : { kind: 'page', page };
}

/** Down: source, its management page, the mapping it is in; up: the way back. */
export function across(ground: Ground, from: Selection | null, by: 1 | -1): Selection | null {
  if (from?.kind === 'source' && by === 1) {
    const page = placed(ground.space.guestToAddress, 2 * from.lisn + 1);
    return page === null ? from : { kind: 'page', page };
  }
  if (from?.kind === 'page') {
    const vma = vmaAt(ground.moment, from.page);
    if (by === 1) return vma === null ? from : { kind: 'vma', id: vma.id };
    const guest = guestOfAddress(ground, from.page);
    return guest === null ? from : { kind: 'source', lisn: Math.floor(guest / 2) };
  }
  if (from?.kind === 'vma' && by === -1) {
    const stands = ground.moment.vmas.find(({ id }) => id === from.id)?.stands ?? null;
    return stands === null ? from : { kind: 'source', lisn: Math.floor(stands / 2) };
  }
  return from;
}
