/** The P/Q machine of a source (xive.md 1.3), and where the two bits of each hardware source are kept. */
import { type HwPage, hwSource, isPhbPage, sourceOfHwPage } from '../../../../shared/xive/pages.ts';
import {
  ended as endedState,
  type Pq,
  PQ_STATES,
  type PqOutcome,
  pqValue,
  triggered as triggeredState,
} from '../../../../shared/xive/pq.ts';
import type { Draft } from './draft.ts';
import type { KeptMap } from './kept-map.ts';

/** P = 2, Q = 1. */
export const READY = 0;
export const OFF = 1;
export const PENDING = 2;
export const QUEUED = 3;

const BY_VALUE = [...PQ_STATES].sort((left, right) => pqValue(left) - pqValue(right));

export function pqText(pq: number): Pq {
  return BY_VALUE[pq]!;
}

interface Readable {
  get(index: number): number;
}

/** P/Q of the source behind a hardware page: 01 for an IPI source nobody touched, 00 for a PHB source of the host. */
export function pqOf(
  host: { readonly ipiPq: Readable; readonly phbPq: KeptMap<number> },
  page: HwPage,
): number {
  const source = hwSource(page);
  if (source?.kind === 'ipi') {
    const kept = host.ipiPq.get(source.hw);
    return kept === 0 ? OFF : kept - 1;
  }
  return host.phbPq.get(sourceOfHwPage(page)) ?? READY;
}

export function setPq(draft: Draft, page: HwPage, pq: number): void {
  const source = hwSource(page);
  if (source?.kind === 'ipi') draft.ipiPq.set(source.hw, pq + 1);
  else if (isPhbPage(page)) {
    const key = sourceOfHwPage(page);
    if ((draft.phbPq.get(key) ?? READY) === pq) return;
    draft.phbPq = draft.phbPq.with(key, pq);
  }
}

export interface PqStep {
  readonly pq: number;
  readonly notify: boolean;
}

function stepsOf(outcome: (pq: Pq) => PqOutcome): readonly PqStep[] {
  return BY_VALUE.map((state) => {
    const { after, notify } = outcome(state);
    return { pq: pqValue(after), notify };
  });
}
const TRIGGERED = stepsOf(triggeredState);
const ENDED = stepsOf(endedState);

/** An LSI keeps no Q: what fires again while it is pending changes nothing. */
export function triggered(pq: number, lsi: boolean): PqStep {
  return lsi && pq === PENDING ? { pq, notify: false } : TRIGGERED[pq]!;
}

export function ended(pq: number): PqStep {
  return ENDED[pq]!;
}
