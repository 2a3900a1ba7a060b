/** Hosts and edits for tests of the DSA family: small, made by hand, and from the shipped worked examples' sizes. */
import type { DsaEdit, DsaEditOf } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Outcome } from '../../family.ts';
import { applyEdit } from '../edits.ts';
import { createDevice, createState } from '../model.ts';

export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** Two DSA and an IAA with nothing configured, and two guests. */
export function idleHost(parts: Parameters<typeof createState>[0] = {}): DsaState {
  return createState({
    devices: [
      createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0' }),
      createDevice({ kind: 'iax', id: 1, bdf: '0000:6a:02.0' }),
      createDevice({ kind: 'dsa', id: 2, bdf: '0000:e7:01.0' }),
    ],
    guests: [
      { id: 'web', name: 'vm-web', hue: 1, domain: 'web' },
      { id: 'db', name: 'vm-db', hue: 2, domain: null },
    ],
    ...parts,
  });
}

type WithoutFamily<Value> = Value extends DsaEdit ? Omit<Value, 'family'> : never;
export type ShortEdit = WithoutFamily<DsaEdit>;

export function edit(short: ShortEdit): DsaEdit {
  return { family: 'dsa', ...short };
}

export function tryEdit(state: DsaState, short: ShortEdit): Outcome<DsaState> {
  return applyEdit(state, edit(short));
}

/** The state after the edits; throws what refuses one. */
export function after(state: DsaState, ...edits: readonly ShortEdit[]): DsaState {
  return edits.reduce((current, short) => {
    const outcome = tryEdit(current, short);
    if (!outcome.ok) throw new Error(`${short.op}: ${outcome.refusal.message}`);
    return outcome.state;
  }, state);
}

export function configured(
  part: string,
  values: Record<string, string>,
  through = false,
): Omit<DsaEditOf<'configure'>, 'family'> {
  return { op: 'configure', part, values, through };
}

export function given(
  wq: string,
  guest: string,
  number: number,
  parts: Partial<DsaEditOf<'give'>> = {},
): Omit<DsaEditOf<'give'>, 'family'> {
  return { op: 'give', wq, guest, uuid: uuid(number), values: {}, through: false, ...parts };
}

/** vm-web with wq0.0, dedicated; vm-db with a part of wq0.1, shared. */
export function busyHost(): DsaState {
  return after(
    idleHost(),
    configured('wq0.1', { size: '32', group_id: '0', mode: 'shared', threshold: '28' }),
    given('wq0.0', 'web', 1),
    given('wq0.1', 'db', 2, { values: { mode: 'shared' } }),
  );
}

/** The same host started without PASID (E09); what is configured stays. */
export function withoutPasid(state: DsaState): DsaState {
  return {
    ...state,
    devices: state.devices.map((device) => ({ ...device, caps: { ...device.caps, pasid: false } })),
  };
}
