/** The story between two readings, in one or a few sentences. */
import { hwSourceName } from '../../../../shared/xive/pages.ts';
import type { Reading, ReadSource } from '../../../../shared/xive/types.ts';
import { deviceKey, deviceWords, xiveLineChanges } from './differences.ts';
import {
  deviceName,
  isOrphan,
  type LisnRange,
  ownerPage,
  rangesOf,
  rangesWords,
  rangeWords,
} from './facts.ts';

type Sources = ReadonlyMap<number, ReadSource>;

function byLisn({ sources }: Reading): Sources {
  return new Map(sources.map((source) => [source.lisn, source]));
}

function devicesPart(left: Reading, right: Reading): string[] {
  const only = (of: Reading, other: Reading) =>
    of.devices.filter((device) => other.devices.every((known) => deviceKey(known) !== deviceKey(device)));
  return [
    ...only(left, right).map((device) => `${deviceWords(device)} was removed from slot 00:${device.address}`),
    ...only(right, left).map((device) => `${deviceWords(device)} was plugged into slot 00:${device.address}`),
  ];
}

function claimsPart(left: Reading, right: Reading): string[] {
  const claimed = ({ sources }: Reading) => sources.filter(({ pic }) => pic !== null).map(({ lisn }) => lisn);
  const [one, two] = [new Set(claimed(left)), new Set(claimed(right))];
  if (one.size === 0 || two.size === 0) return [];
  const added = [...two].filter((lisn) => !one.has(lisn));
  const freed = [...one].filter((lisn) => !two.has(lisn));
  const known = byLisn(left);
  const again = added.filter((lisn) => known.get(lisn)?.kvm);
  const used =
    again.length === added.length ? ' again' : `, of which ${rangesWords(rangesOf(again))} were used before`;
  return [
    ...(freed.length > 0 ? [`LISNs ${rangesWords(rangesOf(freed))} released`] : []),
    ...(added.length > 0
      ? [`LISNs ${rangesWords(rangesOf(added))} claimed${again.length > 0 ? used : ''}`]
      : []),
  ];
}

/** `phb1[0] to phb1[3]` */
function ownersWords(reading: Reading, [first, last]: LisnRange): string {
  const sources = byLisn(reading);
  const names = [first, last].map((lisn) => {
    const source = sources.get(lisn);
    const page = source === undefined ? null : ownerPage(reading, source, 0);
    return page === null ? `HW 0x${source?.kvm?.hw.toString(16) ?? '?'}` : (hwSourceName(page) ?? '?');
  });
  return names[0] === names[1] ? names[0]! : `${names[0]} to ${names[1]}`;
}

function ownersPart(left: Reading, right: Reading): string[] {
  const [one, two] = [byLisn(left), byLisn(right)];
  if (![one, two].every((sources) => [...sources.values()].some(({ kvm }) => kvm !== null))) return [];
  const passed = [...two.values()].filter(
    ({ lisn, kvm }) =>
      kvm?.type === 'PT' && (one.get(lisn)?.kvm?.type !== 'PT' || one.get(lisn)?.kvm?.hw !== kvm.hw),
  );
  const back = [...two.values()].filter(
    ({ lisn, kvm }) => kvm?.type === 'IPI' && one.get(lisn)?.kvm?.type === 'PT',
  );
  return [
    ...rangesOf(passed.map(({ lisn }) => lisn)).map(
      (range) => `${rangeWords(range)} passed through (${ownersWords(right, range)})`,
    ),
    ...(back.length > 0
      ? [
          `${rangesWords(rangesOf(back.map(({ lisn }) => lisn)))} back on ${back.length === 1 ? 'its internal source' : 'their internal sources'}`,
        ]
      : []),
  ];
}

function orphansPart(left: Reading, right: Reading): string[] {
  const orphans = (reading: Reading) =>
    reading.sources.filter((source) => isOrphan(reading, source)).map(({ lisn }) => lisn);
  const before = new Set(orphans(left));
  const after = orphans(right);
  const fresh = after.filter((lisn) => !before.has(lisn));
  const gone = [...before].filter((lisn) => !after.includes(lisn));
  return [
    ...(fresh.length > 0
      ? [`${rangesWords(rangesOf(fresh))} left behind as orphans, claimed without a device`]
      : []),
    ...(gone.length > 0 ? [`${rangesWords(rangesOf(gone))} no longer orphaned`] : []),
  ];
}

/** Devices that both have, with other numbers: a rescan of the bus, or a reset. */
function movedPart(left: Reading, right: Reading): string[] {
  const numbers = (reading: Reading) => {
    const found = new Map<string, number[]>();
    for (const source of reading.sources) {
      const name = source.lisn >= 0x1300 && source.pic !== null ? deviceName(reading, source) : null;
      if (name !== null) found.set(name, [...(found.get(name) ?? []), source.lisn]);
    }
    return found;
  };
  const [one, two] = [numbers(left), numbers(right)];
  return [...two].flatMap(([name, lisns]) => {
    const before = one.get(name);
    if (before === undefined || before[0] === lisns[0]) return [];
    return [`${name} has ${rangesWords(rangesOf(lisns))} instead of ${rangesWords(rangesOf(before))}`];
  });
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

function linesPart(left: Reading, right: Reading): string[] {
  if (left.vmas.length === 0 || right.vmas.length === 0) return [];
  const { gone, added } = xiveLineChanges(left, right);
  const names = [...new Set([...left.otherLines, ...right.otherLines].map(({ name }) => name))];
  const count = ({ otherLines }: Reading, name: string) =>
    otherLines.find((line) => line.name === name)?.count ?? 0;
  const others = names.flatMap((name) => {
    const change = count(right, name) - count(left, name);
    if (change === 0) return [];
    const many = Math.abs(change);
    const plain = name.replace(/^\[(.*)\]$/, '$1');
    return [
      `${NUMBERS[many] ?? many} ${plain} ${many === 1 ? 'line was' : 'lines were'} ${change > 0 ? 'added' : 'removed'}`,
    ];
  });
  const own =
    gone.length + added.length === 0
      ? 'the XIVE lines of maps did not change'
      : `the XIVE lines of maps changed (${gone.length} gone, ${added.length} new)`;
  return [[own, ...others].join(', ')];
}

function vcpuPart(left: Reading, right: Reading): string[] {
  const change = right.vcpus.length - left.vcpus.length;
  if (change === 0 || left.vcpus.length === 0 || right.vcpus.length === 0) return [];
  const many = Math.abs(change);
  return [
    `${NUMBERS[many] ?? many} ${many === 1 ? 'vCPU was' : 'vCPUs were'} ${change > 0 ? 'added' : 'removed'}`,
  ];
}

export function whatHappened(left: Reading, right: Reading): string {
  const head = [...devicesPart(left, right), ...vcpuPart(left, right)];
  const numbers = [
    ...claimsPart(left, right),
    ...ownersPart(left, right),
    ...orphansPart(left, right),
    ...movedPart(left, right),
  ];
  const lines = linesPart(left, right);
  const nothing = head.length + numbers.length === 0;
  const what = nothing ? 'No device came or went, and every LISN has the owner it had' : head.join(', ');
  const told = [[what, numbers.join(', ')].filter((part) => part !== '').join(': '), ...lines].join('; ');
  // A device's name stays as it is written.
  const upper = /^(?:no|one|two|three|four|five|six) vCPU/.test(told);
  return `${upper ? told.charAt(0).toUpperCase() + told.slice(1) : told}.`;
}
