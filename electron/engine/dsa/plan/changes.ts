/** What a wish changes, in the field's words, by guest and by device. */
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  type DsaWq,
  deviceNamed,
  wqName,
} from '../../../../shared/dsa/types.ts';
import type { ChangeGroup } from '../../../../shared/plan.ts';
import { type Difference, findDifferences, frameDifferences, part, wqDifferences } from './differences.ts';

type Line = ChangeGroup['lines'][number];

const WORDS: Readonly<Record<string, string>> = {
  driver_name: 'driver name',
  group_id: 'group',
  max_transfer_size: 'largest transfer',
  max_batch_size: 'largest batch',
  block_on_fault: 'block on fault',
  ats_disable: 'ATS off',
  prs_disable: 'PRS off',
  op_config: 'operations',
  enqcmds_retries: 'ENQCMDS retries',
  read_buffers_reserved: 'reserved read buffers',
  read_buffers_allowed: 'allowed read buffers',
  use_read_buffer_limit: 'use of the read buffer limit',
  read_buffer_limit: 'read buffer limit',
  traffic_class_a: 'traffic class A',
  traffic_class_b: 'traffic class B',
  desc_progress_limit: 'descriptor progress limit',
  batch_progress_limit: 'batch progress limit',
  event_log_size: 'event log size',
};

function fieldWords({ what, right }: Difference): string {
  if (what === 'driver') return right === null ? 'bound to no driver' : `bound to ${right}`;
  if (what === 'state') return right === 'disabled' ? 'disabled' : 'enabled';
  if (what === 'group_id' && right === '-1') return 'in no group';
  return `${WORDS[what] ?? what} ${right === '' || right === null ? 'empty' : right}`;
}

/** The order a person reads a queue in. */
const ORDER = ['mode', 'size', 'threshold', 'type', 'name', 'group_id', 'priority'];

function rank({ what }: Difference): number {
  const place = ORDER.indexOf(what);
  return place < 0 ? ORDER.length : place;
}

function wqLine(was: DsaWq, wish: DsaWq, name: string): Line[] {
  const found = wqDifferences(name, was, wish).sort((left, right) => rank(left) - rank(right));
  if (found.length === 0) return [];
  // Who is bound says as well that it is enabled.
  const isTold = found.some(({ what, right }) => what === 'driver' && right !== null);
  const words = found.filter(({ what }) => !(isTold && what === 'state')).map(fieldWords);
  return [{ kind: 'change', text: `${name}: ${words.join(', ')}`, refs: [part(name)] }];
}

function frameLines(was: DsaDevice, wish: DsaDevice): Line[] {
  return frameDifferences(was, wish)
    .filter(({ what }) => what !== 'driver')
    .map((one) => ({ kind: 'change', text: `${one.of}: ${fieldWords(one)}`, refs: one.refs }));
}

function deviceGroups(observed: DsaState, desired: DsaState): ChangeGroup[] {
  const wishes = new Map(desired.devices.map((device) => [device.bdf, device]));
  return observed.devices.flatMap((was) => {
    const wish = wishes.get(was.bdf);
    if (wish === undefined || wish === was) return [];
    const lines = [
      ...frameLines(was, wish),
      ...was.wqs.flatMap((wq, index) => {
        const other = wish.wqs[index];
        return other === undefined || other === wq ? [] : wqLine(wq, other, wqName(was, index));
      }),
    ];
    return lines.length === 0
      ? []
      : [{ family: 'dsa', title: `${was.name} (${was.bdf})`, refs: [part(was.name)], lines }];
  });
}

function placeWords(state: DsaState, { device, wq, type }: DsaMdev): string {
  const parent = deviceNamed(state, device);
  const on = wq === null || parent === undefined ? device : wqName(parent, wq);
  return type === '' ? on : `${on} as ${type}`;
}

function startWords(start: DsaMdev['definition']): string {
  if (start === null) return 'no longer kept for the next boot';
  return start === 'auto' ? 'started at boot' : 'kept, and started by hand';
}

function mdevLines(
  observed: DsaState,
  desired: DsaState,
  was: DsaMdev | undefined,
  wish: DsaMdev | undefined,
): Line[] {
  const mdev = (wish ?? was)!;
  const refs = [part(mdev.id)];
  const short = mdev.id.length > 12 ? mdev.id.slice(0, 8) : mdev.id;
  if (was === undefined)
    return [{ kind: 'add', text: `gets ${short} on ${placeWords(desired, mdev)}`, refs }];
  if (wish === undefined)
    return [{ kind: 'remove', text: `loses ${short} on ${placeWords(observed, mdev)}`, refs }];
  const lines: Line[] = [];
  const [before, after] = [placeWords(observed, was), placeWords(desired, wish)];
  if (before !== after && was.wq !== null)
    lines.push({ kind: 'change', text: `${short} moves from ${before} to ${after}`, refs });
  if (was.guest !== wish.guest) lines.push({ kind: 'change', text: `${short} is for this guest now`, refs });
  if (was.runningTold && wish.runningTold && (was.running === null) !== (wish.running === null))
    lines.push({
      kind: 'change',
      text: wish.running === null ? `stops (${short})` : `starts (${short})`,
      refs,
    });
  if (was.definition !== wish.definition)
    lines.push({ kind: 'change', text: `${short} ${startWords(wish.definition)}`, refs });
  return lines;
}

function guestGroups(observed: DsaState, desired: DsaState): ChangeGroup[] {
  const groups = new Map<string, { title: string; refs: ChangeGroup['refs']; lines: Line[] }>();
  const groupOf = (mdev: DsaMdev) => {
    const id = mdev.guest ?? '';
    const guest = [...desired.guests, ...observed.guests].find((one) => one.id === id);
    const known = groups.get(id) ?? {
      title: guest?.name ?? 'Devices of no told guest',
      refs: guest === undefined ? [] : [{ kind: 'guest' as const, id }],
      lines: [],
    };
    groups.set(id, known);
    return known;
  };
  const wishes = new Map(desired.mdevs.map((mdev) => [mdev.id, mdev]));
  for (const was of observed.mdevs) {
    const wish = wishes.get(was.id);
    wishes.delete(was.id);
    const lines = was === wish ? [] : mdevLines(observed, desired, was, wish);
    if (lines.length > 0) groupOf(wish ?? was).lines.push(...lines);
  }
  for (const wish of wishes.values())
    groupOf(wish).lines.push(...mdevLines(observed, desired, undefined, wish));
  return [...groups.values()].map((group) => ({ family: 'dsa', ...group }));
}

function lastingGroup(observed: DsaState, desired: DsaState): ChangeGroup[] {
  const mdevs = new Set([...observed.mdevs, ...desired.mdevs].map(({ id }) => id));
  const lines = findDifferences(
    { ...observed, devices: [], mdevs: [] },
    { ...desired, devices: [], mdevs: [] },
  )
    .filter(({ layer, of }) => layer === 'persistent' && !mdevs.has(of))
    .map(
      ({ of, what, right, refs }): Line => ({
        kind: right === null ? 'remove' : 'change',
        text: what === 'text' ? `${of}: another text` : `definition of ${of}: ${right ?? 'none'}`,
        refs,
      }),
    );
  return lines.length === 0 ? [] : [{ family: 'dsa', title: 'Next boot', refs: [], lines }];
}

export function changeGroups(observed: DsaState, desired: DsaState): readonly ChangeGroup[] {
  if (observed === desired) return [];
  return [
    ...guestGroups(observed, desired),
    ...deviceGroups(observed, desired),
    ...lastingGroup(observed, desired),
  ];
}
