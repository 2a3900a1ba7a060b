/** A gesture's edits on one host: checked by their families' schemas, then made together or not at all. */
import { StudioError } from '../../../shared/errors.ts';
import type { Edit } from '../../../shared/edit.ts';
import type { Refusal } from '../../../shared/findings.ts';
import type { DeviceFamily, Outcome } from '../family.ts';
import { applyInOrder } from '../gesture.ts';
import { type HostDocument, withDesired } from '../workspace/document.ts';

export type EditOutcome =
  | { readonly ok: true; readonly host: HostDocument; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** Throws `bad-request`: an edit that does not fit its schema is a programming error, not a user's mistake. */
function checkEdit(edit: Edit, index: number, host: HostDocument, families: readonly DeviceFamily[]): Edit {
  const family = families.find(({ id }) => id === edit.family);
  if (!family)
    throw new StudioError('bad-request', `There is no device family “${edit.family.slice(0, 16)}”.`);
  if (!host.families.has(family.id))
    throw new StudioError('not-found', `${host.name} has no ${family.title} devices.`);
  const parsed = family.editSchema.safeParse(edit);
  if (parsed.success) return parsed.data;
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
  const before = new Map([...host.families].map(([id, states]) => [id, states.desired]));
  const outcome = applyInOrder(before, checked, (desired, edit): Outcome<Map<string, unknown>> => {
    // Every edit was checked to be of a family that the host has.
    const made = families.find(({ id }) => id === edit.family)!.apply(desired.get(edit.family), edit);
    return made.ok ? { ...made, state: new Map(desired).set(edit.family, made.state) } : made;
  });
  if (!outcome.ok) return outcome;
  const changed = [...outcome.state].filter(([id, state]) => before.get(id) !== state);
  return {
    ok: true,
    host: changed.length === 0 ? host : withDesired(host, new Map(changed)),
    notes: outcome.notes,
  };
}
