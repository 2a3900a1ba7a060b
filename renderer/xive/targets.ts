/** What a reference points at in the view. */
import type { Ref } from '../../shared/findings.ts';
import { hex, lisnName } from '../../shared/xive/pages.ts';
import { parseXiveRef } from '../../shared/xive/refs.ts';
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

/** Names the view gives itself: `device:nvme1`, `branch:replug`, `lisn:0x1304`, all where one is. */
function ownTarget(id: string): Target {
  const colon = id.indexOf(':');
  const [kind, value] = [id.slice(0, colon), id.slice(colon + 1)];
  if (colon < 0 || value === '') return NOWHERE;
  if (kind === 'device') return { ...NOWHERE, selection: { kind: 'device', name: value } };
  if (kind === 'branch') return { ...NOWHERE, shown: { kind: 'branch', id: value } };
  const lisn = Number(value);
  return kind === 'lisn' && Number.isInteger(lisn)
    ? { ...NOWHERE, selection: { kind: 'source', lisn } }
    : NOWHERE;
}

export function targetOf(id: string): Target {
  const ref = parseXiveRef(id);
  if (ref === null) return ownTarget(id);
  const { at, vm, part } = ref;
  return {
    shown: at.kind === 'branch' ? { kind: 'branch', id: at.branch } : { kind: 'reading', id: at.reading },
    step: at.kind === 'branch' ? at.step : null,
    vm,
    selection:
      part === null
        ? null
        : part.kind === 'lisn'
          ? { kind: 'source', lisn: part.lisn }
          : { kind: 'page', page: part.page },
  };
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
      return `page ${hex(selection.page)}`;
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
