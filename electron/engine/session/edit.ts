/** A gesture's edits on one host: checked by their families' schemas, then made together or not at all. */
import { StudioError } from '../../../shared/errors.ts';
import type { Edit } from '../../../shared/edit.ts';
import type { Refusal } from '../../../shared/findings.ts';
import type { DeviceFamily } from '../family.ts';
import { type HostDocument, withDesired } from '../workspace/document.ts';

export type EditOutcome =
  | { readonly ok: true; readonly host: HostDocument; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

interface CheckedEdit {
  readonly family: DeviceFamily;
  readonly edit: Edit;
}

/** Throws `bad-request`: an edit that does not fit its schema is a programming error, not a user's mistake. */
function checkEdit(
  edit: Edit,
  index: number,
  host: HostDocument,
  families: readonly DeviceFamily[],
): CheckedEdit {
  const family = families.find(({ id }) => id === edit.family);
  if (!family)
    throw new StudioError('bad-request', `There is no device family “${edit.family.slice(0, 16)}”.`);
  if (!host.families.has(family.id))
    throw new StudioError('not-found', `${host.name} has no ${family.title} devices.`);
  const parsed = family.editSchema.safeParse(edit);
  if (parsed.success) return { family, edit: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'edit';
  throw new StudioError(
    'bad-request',
    `Edit ${index + 1} (${edit.op.slice(0, 40)}) is not complete: ${where}: ${issue?.message ?? 'not understood'}.`,
  );
}

export function applyEdits(
  host: HostDocument,
  edits: readonly Edit[],
  families: readonly DeviceFamily[],
): EditOutcome {
  const checked = edits.map((edit, index) => checkEdit(edit, index, host, families));
  const desired = new Map<string, unknown>();
  const notes: string[] = [];
  for (const { family, edit } of checked) {
    const state = desired.has(family.id) ? desired.get(family.id) : host.families.get(family.id)?.desired;
    const outcome = family.apply(state, edit);
    if (!outcome.ok) return { ok: false, refusal: outcome.refusal };
    desired.set(family.id, outcome.state);
    notes.push(...outcome.notes);
  }
  const changed = [...desired].filter(([id, state]) => host.families.get(id)?.desired !== state);
  return { ok: true, host: changed.length === 0 ? host : withDesired(host, new Map(changed)), notes };
}
