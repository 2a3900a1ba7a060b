/** Binding with the cures of what the model answers, for edits that do more than bind. */
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import { type DsaDevice, type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import { deviceChecks } from '../derive/checks-device.ts';
import { phraseOf } from './fix-words.ts';
import { runOps, type Step } from './step.ts';

/** Binds the device (`index` null) or wq. Fixes for a device come first in the gesture; those of a wq are the edit's own task. */
export function enableFailure(
  state: DsaState,
  device: DsaDevice,
  index: number | null,
  driver: string,
  edit: DsaEdit,
): Step {
  if (index !== null) return runOps(state, [{ op: 'bind', driver, name: wqName(device, index) }]);
  const failing = deviceChecks(state, device).find(({ holds }) => !holds);
  const fixes = failing?.fixes() ?? [];
  return runOps(
    state,
    [{ op: 'bind', driver, name: device.name }],
    fixes.map((fix) => ({
      ...fix,
      label: `${fix.label}, then ${phraseOf(state, edit)}`,
      edits: [...fix.edits, edit],
    })),
  );
}
