/** What a gesture on the grid would do, before it is done: every cell, what stands in the way, what the guest would see. */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { Gesture, PaintChoice, PaintPreview } from '../../../../shared/ap/preview.ts';
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import {
  EMPTY_MASK,
  idsOf,
  intersect,
  isEmptyMask,
  type Mask,
  maskOf,
  masksMeet,
  minus,
  sameMask,
  union,
} from '../../../../shared/mask.ts';
import { blockedCells } from './blocked.ts';
import { type Cells, commonCells, countCells, joinCells, minusCells, rectangle, toRows } from './cells.ts';
import { applyGesture } from '../edits.ts';
import { choiceOf, seenChange } from './choices.ts';
import { previewControl } from './control-preview.ts';
import { filteredAdapters, type HiddenAdapter } from './hidden.ts';
import { previewMasks } from './mask-preview.ts';
import { findMdev } from '../model.ts';
import { adapterWords, domainWords } from '../wording.ts';
import { plural } from '../../words.ts';
import { usedMasks } from '../../../../shared/ap/uses.ts';

const NO_CELLS = rectangle({ apm: EMPTY_MASK, aqm: EMPTY_MASK });

interface Plan {
  readonly label: string;
  readonly edits: readonly ApEdit[];
  readonly matrix: MatrixMasks;
}

function takenCells(state: ApState, mdev: Mdev, adds: Cells, area: MatrixMasks): Cells {
  let taken = NO_CELLS;
  for (const other of state.mdevs) {
    if (other.id === mdev.id) continue;
    const has = usedMasks(other);
    if (!masksMeet(has.apm, area.apm) || !masksMeet(has.aqm, area.aqm)) continue;
    taken = joinCells(taken, commonCells(adds, rectangle(has)));
  }
  return taken;
}

function whyNotSeen(
  before: readonly HiddenAdapter[],
  after: readonly HiddenAdapter[],
  name: string,
): string[] {
  const known = new Set(before.map(({ adapter }) => adapter));
  return after
    .filter(({ adapter }) => !known.has(adapter))
    .slice(0, 4)
    .map(({ adapter, why }) => `${name} would not see ${adapterWords([adapter])}: ${why}.`);
}

/** A plan as a choice: runs it, and compares what the guest sees before and after. */
function toChoice(state: ApState, mdev: Mdev, plan: Plan): PaintChoice {
  const before = rectangle(mdev.matrix);
  const wished = rectangle(plan.matrix);
  const adds = minusCells(wished, before);
  const removes = minusCells(before, wished);
  const outcome = plan.edits.length === 0 ? null : applyGesture(state, plan.edits);
  const after = outcome?.ok ? outcome.state : state;
  const now = findMdev(after, mdev.id) ?? mdev;
  const notes = [...(outcome?.ok ? outcome.notes : [])];
  if (outcome?.ok && now.guest === null)
    notes.push(...whyNotSeen(filteredAdapters(state, mdev), filteredAdapters(after, now), mdev.name));
  const grows = !sameMask(plan.matrix.apm, mdev.matrix.apm) || !sameMask(plan.matrix.aqm, mdev.matrix.aqm);
  if (grows && isEmptyMask(plan.matrix.aqm) && !isEmptyMask(plan.matrix.apm))
    notes.push(`${mdev.name} has no domain yet, so no queue arises from its adapters.`);
  if (grows && isEmptyMask(plan.matrix.apm) && !isEmptyMask(plan.matrix.aqm))
    notes.push(`${mdev.name} has no adapter yet, so no queue arises from its domains.`);
  const refusal = outcome === null || outcome.ok ? null : outcome.refusal;
  return choiceOf(plan.label, {
    edits: plan.edits,
    refusal,
    adds: toRows(adds),
    removes: toRows(removes),
    takenByGuest: toRows(takenCells(state, mdev, adds, plan.matrix)),
    hostOwned: toRows(blockedCells(state, mdev.matrix, plan.matrix, refusal)),
    ...seenChange(mdev, now, wished),
    notes: [...new Set(notes)],
  });
}

function axes(adapters: Mask, domains: Mask): string {
  return [
    ...(isEmptyMask(adapters) ? [] : [adapterWords(idsOf(adapters))]),
    ...(isEmptyMask(domains) ? [] : [domainWords(idsOf(domains))]),
  ].join(' and ');
}

function assignEdit(op: 'assign' | 'unassign', mdev: string, adapters: Mask, domains: Mask): ApEdit {
  return { family: 'ap', op, mdev, adapters: idsOf(adapters), domains: idsOf(domains), controlDomains: [] };
}

function paint(mdev: Mdev, rows: Mask, columns: Mask): Plan {
  const adapters = minus(rows, mdev.matrix.apm);
  const domains = minus(columns, mdev.matrix.aqm);
  const matrix = {
    ...mdev.matrix,
    apm: union(mdev.matrix.apm, rows),
    aqm: union(mdev.matrix.aqm, columns),
  };
  if (isEmptyMask(adapters) && isEmptyMask(domains))
    return { label: `${mdev.name} has this already`, edits: [], matrix };
  const gained = countCells(rectangle(matrix)) - countCells(rectangle(mdev.matrix));
  const label = `Add ${axes(adapters, domains)} to ${mdev.name}: ${plural(gained, 'new queue')}`;
  return { label, edits: [assignEdit('assign', mdev.id, adapters, domains)], matrix };
}

function removal(mdev: Mdev, adapters: Mask, domains: Mask): Plan {
  const matrix = {
    ...mdev.matrix,
    apm: minus(mdev.matrix.apm, adapters),
    aqm: minus(mdev.matrix.aqm, domains),
  };
  const lost = countCells(rectangle(mdev.matrix)) - countCells(rectangle(matrix));
  return {
    label: `Take ${axes(adapters, domains)} from ${mdev.name}: ${plural(lost, 'queue')} less`,
    edits: [assignEdit('unassign', mdev.id, adapters, domains)],
    matrix,
  };
}

/** Single cells cannot be removed from a rectangle: rows or columns go, the way that loses less first. */
function erase(mdev: Mdev, rows: Mask, columns: Mask): Plan[] {
  const adapters = intersect(rows, mdev.matrix.apm);
  const domains = intersect(columns, mdev.matrix.aqm);
  const nothing = isEmptyMask(adapters) && isEmptyMask(domains);
  const offMatrix =
    !isEmptyMask(rows) && !isEmptyMask(columns) && (isEmptyMask(adapters) || isEmptyMask(domains));
  if (nothing || offMatrix)
    return [{ label: `${mdev.name} has nothing there`, edits: [], matrix: mdev.matrix }];
  if (isEmptyMask(rows) || isEmptyMask(columns)) return [removal(mdev, adapters, domains)];
  const allRows = sameMask(adapters, mdev.matrix.apm);
  const allColumns = sameMask(domains, mdev.matrix.aqm);
  if (allRows && allColumns) return [removal(mdev, adapters, domains)];
  if (allColumns) return [removal(mdev, adapters, EMPTY_MASK)];
  if (allRows) return [removal(mdev, EMPTY_MASK, domains)];
  const size = (plan: Plan) => countCells(rectangle(plan.matrix));
  return [removal(mdev, adapters, EMPTY_MASK), removal(mdev, EMPTY_MASK, domains)].sort(
    (left, right) => size(right) - size(left),
  );
}

/** Header gestures have one empty axis: whole adapters, or whole domains. No choice at all = the guest is not there. */
export function previewUsage(state: ApState, gesture: Omit<Gesture, 'target'>): PaintPreview {
  const mdev = findMdev(state, gesture.mdev);
  if (!mdev || mdev.type === 'virtual') return { choices: [] };
  const rows = maskOf(gesture.adapters);
  const columns = maskOf(gesture.domains);
  const plans = gesture.mode === 'paint' ? [paint(mdev, rows, columns)] : erase(mdev, rows, columns);
  return { choices: plans.map((plan) => toChoice(state, mdev, plan)) };
}

/** The answer to `ap.preview`, for whatever the gesture changes. */
export function previewGesture(state: ApState, gesture: Gesture): PaintPreview {
  if (gesture.target === 'masks') return previewMasks(state, gesture);
  if (gesture.target === 'control') return previewControl(state, gesture);
  return previewUsage(state, gesture);
}
