/** The state a host has after a plan: the wish in the layers that the style writes, the host as it was in the others. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { PlanStyle } from '../../../../shared/plan.ts';
import { savedConfigText } from '../config/write-config.ts';
import { definitionsOf, withDefinitions } from './definitions.ts';
import { deviceDifferences } from './differences.ts';

function devicesDiffer(observed: DsaState, desired: DsaState): boolean {
  if (observed.devices === desired.devices) return false;
  const now = new Map(observed.devices.map((device) => [device.bdf, device]));
  return desired.devices.some((wish) => {
    const was = now.get(wish.bdf);
    return was === undefined || deviceDifferences(was, wish).length > 0;
  });
}

/**
 * What accel-config is to bring at the next boot. A text that was asked for stands; otherwise it follows the devices where they
 * change, and stays, drift included, where they do not.
 */
function wishedSaved(observed: DsaState, desired: DsaState): string | null {
  if (desired.saved !== observed.saved) return desired.saved;
  return devicesDiffer(observed, desired) ? savedConfigText(desired) : observed.saved;
}

export function targetState(observed: DsaState, desired: DsaState, style: PlanStyle): DsaState {
  if (observed === desired) return observed;
  const persists = style !== 'immediate';
  const running = style === 'persistent' ? observed : desired;
  const saved = persists ? wishedSaved(observed, desired) : observed.saved;
  const lasting = withDefinitions(running, definitionsOf(persists ? desired : observed));
  const savedTold = observed.savedTold || saved !== observed.saved;
  return lasting.saved === saved && lasting.savedTold === savedTold
    ? lasting
    : { ...lasting, saved, savedTold };
}
