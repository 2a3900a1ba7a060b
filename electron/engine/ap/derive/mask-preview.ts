/**
 * What a gesture on the host masks would do: release host-owned cells, give released ones back, or flip whole rows
 * or columns at their heads (ap.md 3.3).
 */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { Gesture, MaskMove, PaintChoice, PaintPreview } from '../../../../shared/ap/preview.ts';
import { type ApState, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, apqnOf } from '../../../../shared/apqn.ts';
import { hasId, idsOf, type Mask, maskOf, minus, union } from '../../../../shared/mask.ts';
import { applyGesture } from '../edits.ts';
import { hostOwned } from '../model.ts';
import { releaseAlternatives, returnToHost } from '../pool/planner.ts';
import { keptBy, losesDefaultDomain } from '../pool/release.ts';
import { adapterWords, domainWords } from '../wording.ts';
import { plural } from '../../words.ts';
import { cellsFrom, countCells, countRows, minusCells, toRows } from './cells.ts';
import { choiceOf } from './choices.ts';

function moved(
  state: ApState,
  after: { readonly apmask: Mask; readonly aqmask: Mask },
): Omit<MaskMove, 'collateral' | 'compare'> {
  const then = keptBy(state, after);
  const now = keptBy(state, state);
  return {
    toHost: toRows(minusCells(then, now)),
    toGuests: toRows(minusCells(now, then)),
    hostKeeps: countCells(then),
    givesAwayDefaultDomain: losesDefaultDomain(state, now, then),
  };
}

function defaultDomainNote(state: ApState, gone: boolean): string[] {
  return gone ? [`The host loses its default ${domainWords([state.defaultDomain])}.`] : [];
}

/** Ways to release cells; always compared, since masks are rows times columns and most ways drag others along. */
function releaseChoices(state: ApState, cells: readonly Apqn[]): PaintChoice[] {
  return releaseAlternatives(state, cells).map((way) => {
    const byMask = way.adapters.length + way.domains.length > 0;
    const apmask = minus(state.apmask, maskOf(way.adapters));
    const aqmask = minus(state.aqmask, maskOf(way.domains));
    return choiceOf(way.label, {
      edits: way.edits,
      refusal: way.refusal,
      notes: defaultDomainNote(state, way.givesAwayDefaultDomain),
      masks: {
        ...(byMask ? moved(state, { apmask, aqmask }) : { toHost: [], toGuests: toRows(cellsFrom(cells)) }),
        collateral: way.collateral,
        hostKeeps: way.hostKeeps,
        givesAwayDefaultDomain: way.givesAwayDefaultDomain,
        compare: true,
      },
    });
  });
}

/** A mask change that was asked for as it is: run through the model kernel for its refusal and its notes. */
function madeChoice(
  state: ApState,
  label: string,
  edits: readonly ApEdit[],
  move: Omit<MaskMove, 'compare'>,
): PaintChoice {
  const outcome = applyGesture(state, edits);
  return choiceOf(label, {
    edits,
    refusal: outcome.ok ? null : outcome.refusal,
    notes: [...defaultDomainNote(state, move.givesAwayDefaultDomain), ...(outcome.ok ? outcome.notes : [])],
    masks: { ...move, compare: move.collateral.length > 0 || move.givesAwayDefaultDomain },
  });
}

function returnChoice(state: ApState, cells: readonly Apqn[]): PaintChoice {
  const way = returnToHost(state, cells);
  if (way === null)
    return choiceOf(
      'The masks keep this for the host already; a driver_override gives it to vfio_ap: clear that to get it back.',
    );
  const apmask = union(state.apmask, maskOf(way.adapters));
  const aqmask = union(state.aqmask, maskOf(way.domains));
  const move = { ...moved(state, { apmask, aqmask }), collateral: way.collateral };
  const unasked = countRows(way.collateral);
  const more = unasked === 0 ? '' : `, ${unasked} of them ${unasked === 1 ? 'comes' : 'come'} along unasked`;
  return madeChoice(
    state,
    `Return ${plural(countRows(move.toHost), 'queue')} to the host${more}`,
    way.edits,
    move,
  );
}

/** The head of a row or column: released when the host has all of them, else kept for the host. */
function headChoice(state: ApState, mask: 'apmask' | 'aqmask', ids: readonly number[]): PaintChoice {
  const releases = ids.every((id) => hasId(state[mask], id));
  const bits = releases ? minus(state[mask], maskOf(ids)) : union(state[mask], maskOf(ids));
  const move = {
    ...moved(state, { apmask: state.apmask, aqmask: state.aqmask, [mask]: bits }),
    collateral: [],
  };
  const what = (mask === 'apmask' ? adapterWords : domainWords)(ids);
  const label = releases
    ? `Release ${what} for guests: the host gives up ${plural(countRows(move.toGuests), 'queue')}`
    : `Keep ${what} for the host: it gets ${plural(countRows(move.toHost), 'queue')}`;
  const value = ids.map((id) => `${releases ? '-' : '+'}${id}`).join(',');
  return madeChoice(state, label, [{ family: 'ap', op: 'writeMask', mask, value }], move);
}

/** Whether painted or erased makes no difference: what a cell can do follows from who has it. */
export function previewMasks(state: ApState, gesture: Pick<Gesture, 'adapters' | 'domains'>): PaintPreview {
  const adapters = idsOf(maskOf(gesture.adapters));
  const domains = idsOf(maskOf(gesture.domains));
  if (adapters.length + domains.length === 0) return { choices: [] };
  if (domains.length === 0) return { choices: [headChoice(state, 'apmask', adapters)] };
  if (adapters.length === 0) return { choices: [headChoice(state, 'aqmask', domains)] };
  const cells = adapters
    .flatMap((adapter) => domains.map((domain) => apqnOf(adapter, domain)))
    .filter((apqn) => state.queues.state[apqn] !== QUEUE.ABSENT);
  if (cells.length === 0) return { choices: [choiceOf('The LPAR has no queue here.')] };
  const owned = cells.filter((apqn) => hostOwned(state, apqn));
  if (owned.length === 0) return { choices: [returnChoice(state, cells)] };
  const ways = releaseChoices(state, owned);
  return {
    choices:
      ways.length > 0
        ? ways
        : [choiceOf('Masks cannot release this: a driver_override keeps it with the host.')],
  };
}
