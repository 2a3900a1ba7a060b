/** What administrators get wrong (dsa.md 8), told where a script does it. */
import { type DsaState, parseChild, wqNamed } from '../../../../shared/dsa/types.ts';
import type { Outcome } from './outcome.ts';
import type { Advice } from '../../perform/outcome.ts';
import type { Place } from './place.ts';

function onThreshold(state: DsaState, of: string, outcome: Outcome): Advice[] {
  const wq = wqNamed(state, of)?.wq;
  if (outcome.errno !== 'EINVAL' || wq === undefined) return [];
  if (wq.mode === 'dedicated')
    return [{ rule: 'DSA-M2', text: `${of} is dedicated, and only shared queues have a threshold.` }];
  if (wq.size === 0)
    return [
      { rule: 'DSA-M2', text: `The threshold of ${of} was written before its size: write the size first.` },
    ];
  return [];
}

/** E13, 8.6: what is lost without a failure. */
function onType(state: DsaState, of: string, text: string): Advice[] {
  const wq = wqNamed(state, of)?.wq;
  if (wq === undefined || wq.name === '' || wq.type === text.trim()) return [];
  return [
    {
      rule: 'DSA-O7',
      text: `Writing another type clears the name of ${of}: write the type first and the name behind it.`,
    },
  ];
}

function onSize(state: DsaState, of: string, outcome: Outcome): Advice[] {
  if (outcome.errno === 'EPERM')
    return [{ rule: 'DSA-M12', text: `A size can be written only while the whole device is disabled.` }];
  const [now, before] = [wqNamed(outcome.state, of)?.wq, wqNamed(state, of)?.wq];
  if (now === undefined || before === undefined || now.threshold <= now.size) return [];
  if (before.threshold > before.size) return [];
  return [
    {
      rule: 'DSA-M25',
      text: `The threshold of ${of} (${now.threshold}) is above its size (${now.size}) now; the driver does not check that when the size shrinks.`,
    },
  ];
}

function onGroup(state: DsaState, of: string, outcome: Outcome): Advice[] {
  const child = parseChild(of);
  const device = state.devices.find(({ id }) => id === child?.device);
  if (outcome.errno !== null || device?.state !== 'enabled') return [];
  return [
    {
      rule: child?.kind === 'engine' ? 'DSA-O16' : 'DSA-M13',
      text: `${device.name} is enabled: its hardware learns of the new group of ${of} only when it is enabled next.`,
    },
  ];
}

/** 8.8: what unbinding forgets, and 3.2: a status that is a former one. */
function onDriver(
  state: DsaState,
  { driver, file }: Extract<Place, { readonly kind: 'driver' }>,
  name: string,
  outcome: Outcome,
): Advice[] {
  const device = state.devices.find((one) => one.name === name) ?? wqNamed(state, name)?.device;
  if (device === undefined) return [];
  if (file === 'unbind' && outcome.errno === null)
    return [
      {
        rule: 'DSA-M8',
        text:
          device.name === name
            ? `Disabling ${name} has cleared sizes, groups, engines and all settings of its queues; only driver names stay. Write them again before it is enabled.`
            : `Unbinding ${name} has reset mode, type, name, priority, threshold, flags and maxima; write them again before it is bound.`,
      },
    ];
  if (file !== 'bind' || device.cmdStatus === 0 || outcome.errno === null) return [];
  return [
    {
      rule: 'DSA-M9',
      text: `cmd_status of ${device.name} was not cleared before (it showed 0x${device.cmdStatus.toString(16)}); a failure that sets none would be told by the old one. Write 1 to it first. Driver: ${driver}.`,
    },
  ];
}

export function adviceOnWrite(
  state: DsaState,
  place: Place,
  text: string,
  outcome: Outcome,
): readonly Advice[] {
  if (place.kind === 'driver') return onDriver(state, place, text.trim(), outcome);
  if (place.kind !== 'part') return [];
  switch (place.file) {
    case 'threshold':
      return onThreshold(state, place.of, outcome);
    case 'type':
      return onType(state, place.of, text);
    case 'size':
      return onSize(state, place.of, outcome);
    case 'group_id':
      return onGroup(state, place.of, outcome);
    default:
      return [];
  }
}
