/** What a reference of the engine points at in the view: `branch:<id>@<step>/lisn:0x1304`, `reading:<id>/page:9`. */
import type { Ref } from '../../shared/findings.ts';
import { lisnName } from '../../shared/xive/pages.ts';
import type { XiveView } from '../../shared/xive/view.ts';
import type { Selection } from './map/map-props.ts';
import type { XiveViewState } from './xive-view-state.ts';

export interface Target {
  readonly shown: XiveViewState['shown'];
  /** Null = where the branch stood last. */
  readonly step: number | null;
  readonly vm: string | null;
  readonly selection: Selection | null;
}

const NOWHERE: Target = { shown: null, step: null, vm: null, selection: null };

function selectionOf(kind: string, value: string): Selection | null {
  const number = Number(value);
  if (kind === 'dev' || kind === 'device') return value === '' ? null : { kind: 'device', name: value };
  if (value === '' || !Number.isInteger(number)) return null;
  if (kind === 'lisn') return { kind: 'source', lisn: number };
  if (kind === 'page') return { kind: 'page', page: number };
  return kind === 'vma' ? { kind: 'vma', id: number } : null;
}

/** One part of a reference, added to what the parts before it said. */
function withPart(target: Target, part: string): Target {
  const colon = part.indexOf(':');
  if (colon < 0) return target;
  const [kind, value] = [part.slice(0, colon), part.slice(colon + 1)];
  if (kind === 'branch') {
    const [, id, step] = /^(.*?)(?:@(\d+))?$/.exec(value) ?? [];
    if (id === undefined || id === '') return target;
    return { ...target, shown: { kind: 'branch', id }, step: step === undefined ? null : Number(step) };
  }
  if (kind === 'reading') return { ...target, shown: { kind: 'reading', id: value } };
  if (kind === 'vm') return { ...target, vm: value };
  const selection = selectionOf(kind, value);
  return selection === null ? target : { ...target, selection };
}

export function targetOf(id: string): Target {
  return id.split('/').reduce(withPart, NOWHERE);
}

/** Where the first reference that means something in this study leads. */
export function targetOfRefs(
  refs: readonly Ref[],
  view: Pick<XiveView, 'branches' | 'readings'>,
): Target | null {
  for (const ref of refs) {
    if (ref.kind !== 'part' || ref.family !== 'xive') continue;
    const target = targetOf(ref.id);
    const { shown } = target;
    const known = shown?.kind === 'reading' ? view.readings : view.branches;
    if (shown !== null && !known.some(({ id }) => id === shown.id)) continue;
    if (shown !== null || target.selection !== null) return target;
  }
  return null;
}

export function selectionWords(selection: Selection): string {
  switch (selection.kind) {
    case 'source':
      return `LISN ${lisnName(selection.lisn)}`;
    case 'page':
      return `page ${selection.page < 0 ? '-' : ''}0x${Math.abs(selection.page).toString(16)}`;
    case 'vma':
      return `mapping ${selection.id}`;
    case 'device':
      return selection.name;
  }
}

/** `0x1304 in re-plug, step 6` */
export function refWords(id: string, view: Pick<XiveView, 'branches' | 'readings'>): string {
  const { shown, step, selection } = targetOf(id);
  const owner =
    shown === null
      ? null
      : ([...view.branches, ...view.readings].find((one) => one.id === shown.id)?.name ?? shown.id);
  const words = [
    ...(selection === null ? [] : [selectionWords(selection)]),
    ...(owner === null
      ? []
      : [`${selection === null ? '' : 'in '}${owner}${step === null ? '' : `, step ${step}`}`]),
  ].join(' ');
  return words === '' ? id : words;
}
