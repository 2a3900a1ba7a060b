/** Active, persistent and wished, side by side: what the next boot would change (mistakes 7 and 8). */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import type { Fix, Ref } from '../../../../shared/findings.ts';
import { countIds, FULL_MASK, formatRanges, idsOf, type Mask, sameMask } from '../../../../shared/mask.ts';
import type { DriftRow } from '../../../../shared/plan.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { findMdev, sameMatrix } from '../model.ts';
import { attemptOn } from '../edits.ts';
import { definitionOf, type WishedDefinition } from './target.ts';

const UNTOLD = '?';

function stateOf(unknown: boolean, lasts: boolean, wished: boolean): DriftRow['state'] {
  if (unknown) return 'unknown';
  if (!lasts) return 'drift';
  return wished ? 'same' : 'pending';
}

const PERSIST: Fix = {
  label: 'Make the wish last',
  detail:
    'The masks of the wish, and its matrix of every guest that has a definition, are kept for the next boot.',
  edits: [{ family: 'ap', op: 'persist' } satisfies ApEdit],
};

/** Ids that stay with the host, as chzdev tells them. */
function hostIds(mask: Mask | null): string {
  if (mask === null) return 'not set: all ids stay with the host';
  if (sameMask(mask, FULL_MASK)) return 'all ids stay with the host';
  const ranges = formatRanges(idsOf(mask));
  return ranges === '' ? 'no id stays with the host' : `${ranges} stay with the host`;
}

function maskMeaning(name: string, state: DriftRow['state'], persistent: Mask | null): string {
  if (state === 'unknown') return `The source does not tell ${name} on both sides.`;
  if (state === 'pending') return 'Active and persistent agree; the wish changes it.';
  if (state === 'same') return '';
  return persistent === null
    ? `The active ${name} is gone after the next boot, and all its queues go to the host.`
    : `The next boot brings another ${name} than the one that is active now.`;
}

function maskRow(observed: ApState, desired: ApState, name: 'apmask' | 'aqmask'): DriftRow {
  const isActiveUntold = observed.unknown.has(name);
  const isLastingUntold = observed.unknown.has('persistentMasks');
  const kept = observed.persistent[name];
  const state = stateOf(
    isActiveUntold || isLastingUntold,
    sameMask(kept ?? FULL_MASK, observed[name]),
    sameMask(desired[name], observed[name]),
  );
  return {
    family: 'ap',
    what: name,
    refs: [{ kind: 'mask', id: name }],
    active: isActiveUntold ? UNTOLD : hostIds(observed[name]),
    persistent: isLastingUntold ? UNTOLD : hostIds(kept),
    desired: hostIds(desired[name]),
    state,
    meaning: maskMeaning(name, state, kept),
    fixes: state === 'drift' ? [PERSIST] : [],
  };
}

function matrixText({ apm, aqm, adm }: MatrixMasks): string {
  const named = (what: string, mask: Mask): string =>
    `${what}${countIds(mask) === 1 ? '' : 's'} ${formatRanges(idsOf(mask)) || 'none'}`;
  const control = countIds(adm) === 0 ? '' : `; ${named('control domain', adm)}`;
  return `${named('adapter', apm)}; ${named('domain', aqm)}${control}`;
}

function definitionText(definition: WishedDefinition | null): string {
  if (definition === null) return 'not defined';
  const how = definition.start === 'auto' ? 'at boot' : 'by hand';
  return `${matrixText(definition.masks)}; started ${how}`;
}

function activeText(mdev: Mdev | undefined): string {
  return mdev?.active ? matrixText(mdev.matrix) : 'not started';
}

interface Lasting {
  readonly lasts: boolean;
  readonly meaning: string;
  readonly isMissing: boolean;
}

function lasting(mdev: Mdev, definition: WishedDefinition | null): Lasting {
  if (definition === null)
    return {
      lasts: !mdev.active,
      isMissing: true,
      meaning: `${mdev.name} has no definition, so it is gone after the next boot.`,
    };
  if (!mdev.active)
    return {
      lasts: definition.start === 'manual',
      isMissing: false,
      meaning: `${mdev.name} is started at the next boot, and is not started now.`,
    };
  return {
    lasts: sameMatrix(mdev.matrix, definition.masks),
    isMissing: false,
    meaning: `The definition of ${mdev.name} has other queues than it runs with: its next start changes them.`,
  };
}

/** What the wish can do about it; a guest that the wish removes needs nothing. */
function driftFixes(desired: ApState, wish: Mdev | undefined, isMissing: boolean): Fix[] {
  if (!wish) return [];
  const start = (how: 'auto' | 'manual', label: string): Fix => ({
    label,
    edits: [{ family: 'ap', op: 'setStart', mdev: wish.id, start: how } satisfies ApEdit],
  });
  const fixes = isMissing
    ? [
        start('auto', `Define ${wish.name} and start it at boot`),
        start('manual', `Define ${wish.name} and start it by hand`),
      ]
    : wish.active
      ? [PERSIST]
      : [start('manual', `Start ${wish.name} by hand only`)];
  const attempt = attemptOn(desired);
  return fixes.filter(({ edits }) => attempt(edits) === null);
}

function guestRow(observed: ApState, desired: ApState, id: string): DriftRow[] {
  const [was, wish] = [findMdev(observed, id), findMdev(desired, id)];
  const mdev = wish ?? was!;
  if (mdev.type === 'virtual') return [];
  const refs: Ref[] = [{ kind: 'guest', id }];
  const untold = {
    active: observed.unknown.has('mdevs') || observed.unknown.has('matrix'),
    persistent: observed.unknown.has('definitions'),
  };
  const definition = definitionOf(was);
  const told = was ? lasting({ ...was, name: mdev.name }, definition) : null;
  const isWished =
    was !== undefined &&
    wish !== undefined &&
    was.active === wish.active &&
    was.defined === wish.defined &&
    sameMatrix(was.matrix, wish.matrix);
  const state = stateOf(
    was !== undefined && (untold.active || untold.persistent),
    told?.lasts ?? true,
    isWished,
  );
  const meanings: Readonly<Record<DriftRow['state'], string>> = {
    same: '',
    drift: told?.meaning ?? '',
    pending:
      was === undefined ? 'Only the wish has it.' : 'Active and persistent agree; the wish changes it.',
    unknown: 'The source does not tell what runs and what is defined.',
  };
  const wished = wish
    ? wish.active
      ? matrixText(wish.matrix)
      : definitionText(definitionOf(wish))
    : 'removed';
  return [
    {
      family: 'ap',
      what: mdev.name,
      refs,
      active: untold.active && was ? UNTOLD : activeText(was),
      persistent: untold.persistent && was ? UNTOLD : definitionText(definition),
      desired: wished,
      state,
      meaning: meanings[state],
      fixes: state === 'drift' ? driftFixes(desired, wish, told?.isMissing ?? false) : [],
    },
  ];
}

/** The masks (where the kernel has them), then every guest of host or wish. */
export function driftRows(observed: ApState, desired: ApState): readonly DriftRow[] {
  const ids = new Set([...observed.mdevs, ...desired.mdevs].map(({ id }) => id));
  const masks = rulesOf(observed).hostMasks
    ? [maskRow(observed, desired, 'apmask'), maskRow(observed, desired, 'aqmask')]
    : [];
  return [...masks, ...[...ids].flatMap((id) => guestRow(observed, desired, id))];
}
