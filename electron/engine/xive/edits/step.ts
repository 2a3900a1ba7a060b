/** Result of an edit before its fixes are tried. */
import type { Fix, Ref } from '../../../../shared/findings.ts';
import { xiveRef } from '../../../../shared/xive/refs.ts';
import type { XiveEdit } from '../../../../shared/xive/edits.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import type { Branch, XiveState } from '../../../../shared/xive/types.ts';

export interface Refused {
  readonly rule: string;
  readonly message: string;
  readonly because: readonly { readonly text: string; readonly refs: readonly Ref[] }[];
  readonly fixes: readonly Fix[];
}

export type Step =
  | { readonly ok: true; readonly state: XiveState; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refused: Refused };

export type EditOf<Op extends XiveEdit['op']> = Extract<XiveEdit, { readonly op: Op }>;

export function done(state: XiveState, notes: readonly string[] = []): Step {
  return { ok: true, state, notes };
}

export function refuse(
  rule: string,
  message: string,
  because: readonly (string | { readonly text: string; readonly refs: readonly Ref[] })[],
  fixes: readonly Fix[] = [],
): Step {
  const reasons = because.map((reason) => (typeof reason === 'string' ? { text: reason, refs: [] } : reason));
  return { ok: false, refused: { rule, message, because: reasons, fixes } };
}

export function branchRef(id: string): Ref {
  return xiveRef({ at: { kind: 'branch', branch: id, step: 0 }, vm: null, part: null });
}

export function isRefused<Found extends object>(
  found: Found | Extract<Step, { ok: false }>,
): found is Extract<Step, { ok: false }> {
  return 'ok' in found && !found.ok;
}

/** XIVE-T1. `instead` makes the same edit for another branch, which is the fix. */
export function findBranch(
  state: XiveState,
  id: string,
  instead: ((other: Branch) => XiveEdit) | null = null,
): Branch | Extract<Step, { ok: false }> {
  const found = state.branches.find((branch) => branch.id === id);
  if (found !== undefined) return found;
  const names = state.branches.map(({ name }) => name);
  return refuse(
    'XIVE-T1',
    `There is no branch ${id} in this study.`,
    [names.length === 0 ? 'The study has no branches.' : `The study has ${names.slice(0, 6).join(', ')}.`],
    instead === null
      ? []
      : state.branches.slice(0, 2).map((other) => ({ label: `Use ${other.name}`, edits: [instead(other)] })),
  ) as Extract<Step, { ok: false }>;
}

export function withBranch(state: XiveState, id: string, change: Partial<Branch>): XiveState {
  return {
    ...state,
    branches: state.branches.map((branch) => (branch.id === id ? { ...branch, ...change } : branch)),
  };
}

export function withEvents(state: XiveState, id: string, events: readonly XiveEvent[]): XiveState {
  return withBranch(state, id, { events });
}
