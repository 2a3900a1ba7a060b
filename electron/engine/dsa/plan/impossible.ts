/** Wishes that no order of operations brings, told before any is looked for. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { findDifferences, part } from './differences.ts';
import type { Way } from './way.ts';

type Refusal = Extract<Way, { readonly ok: false }>;

function refuse(rule: string, message: string, ...ids: readonly string[]): Refusal {
  return { ok: false, rule, errno: null, message, refs: ids.map(part) };
}

function ofDevices(from: DsaState, to: DsaState): Refusal | null {
  const wishes = new Map(to.devices.map((device) => [device.bdf, device]));
  for (const device of from.devices) {
    const wish = wishes.get(device.bdf);
    wishes.delete(device.bdf);
    if (wish === undefined)
      return refuse('DSA-O20', `The wish lacks ${device.name}, which the host has.`, device.name);
    if (wish.name !== device.name)
      return refuse(
        'DSA-M21',
        `${device.bdf} is ${device.name} now and ${wish.name} in the wish; read the host again.`,
        device.name,
      );
    if (wish.state === device.state) continue;
    if (device.state === 'halted')
      return refuse(
        'DSA-O42',
        `${device.name} has halted after a fatal error. No write brings it back: reset the function or load the driver again, then read the host again.`,
        device.name,
      );
    if (wish.state === 'halted')
      return refuse(
        'DSA-O42',
        `The wish has ${device.name} halted, which only a fatal error brings about.`,
        device.name,
      );
  }
  const [added] = wishes.values();
  if (added === undefined) return null;
  return refuse('DSA-O20', `The wish has ${added.name} (${added.bdf}), which the host has not.`, added.name);
}

function ofMdevs(from: DsaState, to: DsaState): Refusal | null {
  const now = new Map(from.mdevs.map((mdev) => [mdev.id, mdev]));
  for (const mdev of to.mdevs)
    if (mdev.orphan && now.get(mdev.id)?.orphan !== true)
      return refuse(
        'DSA-O23',
        `The wish has ${mdev.id} without its queue; such a device can only be removed.`,
        mdev.id,
      );
  return null;
}

/** Null also for equal states: then the way is empty. */
export function impossible(from: DsaState, to: DsaState): Refusal | null {
  return findDifferences(from, to).length === 0 ? null : (ofDevices(from, to) ?? ofMdevs(from, to));
}
