/** What a gesture in the control-domain mode would do: columns, since the right is on a domain of all adapters. */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { Gesture, PaintPreview } from '../../../../shared/ap/preview.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import { hasId, maskOf } from '../../../../shared/mask.ts';
import { applyEdit } from '../edits.ts';
import { findMdev } from '../model.ts';
import { domainWords } from '../wording.ts';
import { blockedCells } from './blocked.ts';
import { rectangle, toRows } from './cells.ts';
import { choiceOf, seenChange } from './choices.ts';
import { controlNotes } from './problems-control.ts';

/** Takes the domains away when the guest may control all of them, else adds the missing ones. */
export function previewControl(
  state: ApState,
  { mdev: id, domains }: Pick<Gesture, 'mdev' | 'domains'>,
): PaintPreview {
  const mdev = findMdev(state, id);
  if (!mdev) return { choices: [] };
  if (domains.length === 0)
    return { choices: [choiceOf('Control domains are columns: click a cell or the head of a column.')] };
  const has = domains.every((domain) => hasId(mdev.matrix.adm, domain));
  const changed = domains.filter((domain) => has || !hasId(mdev.matrix.adm, domain));
  const edit: ApEdit = {
    family: 'ap',
    op: has ? 'unassign' : 'assign',
    mdev: id,
    adapters: [],
    domains: [],
    controlDomains: changed,
  };
  const outcome = applyEdit(state, edit);
  const refusal = outcome.ok ? null : outcome.refusal;
  const now = outcome.ok ? (findMdev(outcome.state, id) ?? mdev) : mdev;
  const label = has
    ? `Take control of ${domainWords(changed)} from ${mdev.name}`
    : `Let ${mdev.name} control ${domainWords(changed)}`;
  return {
    choices: [
      choiceOf(label, {
        edits: [edit],
        refusal,
        hostOwned: toRows(blockedCells(state, mdev.matrix, mdev.matrix, refusal)),
        ...seenChange(mdev, now, rectangle(mdev.matrix)),
        notes: [
          ...(has ? [] : controlNotes(state, mdev, maskOf(changed))),
          ...(outcome.ok ? outcome.notes : []),
        ],
      }),
    ],
  };
}
