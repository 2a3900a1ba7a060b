/** A mapping text as somebody types it: what it means, or why a virtual guest would not take it. */
import type { VirtualCheck } from '../../../../shared/ap/cards.ts';
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { refusalOf } from '../refusals.ts';
import { parseMapping, type VirtualAxis, writeMapping } from './virtual.ts';

export function checkMapping(state: ApState, mdev: Mdev, axis: VirtualAxis, text: string): VirtualCheck {
  const max = axis === 'adapter' ? state.max.adapter : state.max.domain;
  const parsed = parseMapping(axis, text, max);
  if ('errno' in parsed) return { ok: false, refusal: refusalOf(state, parsed) };
  const { failure } = writeMapping(state, mdev.id, axis, text);
  return failure === null ? { ok: true, ...parsed } : { ok: false, refusal: refusalOf(state, failure) };
}
