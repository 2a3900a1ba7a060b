/** Sources that exist in KVM and owners that are PHB sources, as runs; of a million sources a few hundred chunks. */
import type { OwnerRun, ShownDevice, SourceRun } from '../../../../shared/xive/moment.ts';
import {
  type HwPage,
  hwSource,
  hwSourceName,
  isPhbPage,
  sourceOfHwPage,
} from '../../../../shared/xive/pages.ts';
import type { XiveConfig } from '../../../../shared/xive/types.ts';
import { holds } from '../kernel/intervals.ts';
import type { Device, Machine, Vm } from '../kernel/machine.ts';
import { CHUNK } from '../kernel/sparse-ints.ts';
import { chunkNumbersOf } from '../timeline/columns.ts';

/** Without what is known in ranges anyhow. */
type Bare = Pick<SourceRun, 'from' | 'to' | 'lsi'> & { readonly ipi: number };

interface BareChunk {
  readonly flags: Int32Array | undefined;
  readonly runs: readonly Bare[];
}
const bareChunks = new WeakMap<Int32Array, BareChunk>();

function addBare(runs: Bare[], run: Bare): void {
  const last = runs.at(-1);
  const follows =
    last !== undefined &&
    last.to + 1 === run.from &&
    last.lsi === run.lsi &&
    last.ipi + run.from - last.from === run.ipi;
  if (follows) runs[runs.length - 1] = { ...last, to: run.to };
  else runs.push(run);
}

function bareIn(vm: Vm, number: number, chunk: Int32Array): readonly Bare[] {
  const flags = vm.flags.chunk(number);
  const known = bareChunks.get(chunk);
  if (known !== undefined && known.flags === flags) return known.runs;
  const runs: Bare[] = [];
  for (let at = 0; at < CHUNK; at += 1) {
    if (chunk[at] === 0) continue;
    const [ipi, lsi, first] = [chunk[at]! - 1, ((flags?.[at] ?? 0) & 1) === 1, at];
    while (at + 1 < CHUNK && chunk[at + 1] === chunk[at]! + 1 && (((flags?.[at + 1] ?? 0) & 1) === 1) === lsi)
      at += 1;
    addBare(runs, { from: number * CHUNK + first, to: number * CHUNK + at, ipi, lsi });
  }
  bareChunks.set(chunk, { flags, runs });
  return runs;
}

/** LISNs that QEMU gives out and takes back; it has claimed all others that exist for good (xive.md 2.4). */
export function isDynamic(config: XiveConfig, lisn: number): boolean {
  const { msiBase, msiCount, rangeC } = config;
  return (
    (lisn >= msiBase && lisn < msiBase + msiCount) ||
    (rangeC !== null && lisn >= rangeC[0] && lisn < rangeC[1])
  );
}

export function isClaimed(config: XiveConfig, vm: Pick<Vm, 'claims'>, lisn: number): boolean {
  return !isDynamic(config, lisn) || holds(vm.claims, lisn);
}

export function deviceOf(vm: Pick<Vm, 'devices'>, lisn: number): Device | null {
  for (const device of vm.devices.values())
    if (
      device.plugged &&
      device.first !== null &&
      lisn >= device.first &&
      lisn < device.first + device.vectors
    )
      return device;
  return null;
}

/** First LISNs at which claimed, orphan or device may change. */
function cutsOf({ config }: Machine, vm: Vm): readonly number[] {
  const cuts = new Set<number>([config.msiBase, config.msiBase + config.msiCount, ...(config.rangeC ?? [])]);
  for (const [first, last] of [...vm.claims, ...vm.orphans]) cuts.add(first).add(last + 1);
  for (const { first, vectors, plugged } of vm.devices.values())
    if (plugged && first !== null) cuts.add(first).add(first + vectors);
  return [...cuts].sort((left, right) => left - right);
}

export function sourceRuns(machine: Machine, vm: Vm): readonly SourceRun[] {
  const bare: Bare[] = [];
  for (const number of chunkNumbersOf(vm.ipi))
    for (const run of bareIn(vm, number, vm.ipi.chunk(number)!)) addBare(bare, run);
  const cuts = cutsOf(machine, vm);
  let cut = 0;
  return bare.flatMap(({ from, to, ipi, lsi }) => {
    while (cut < cuts.length && cuts[cut]! <= from) cut += 1;
    const starts = [from];
    for (; cut < cuts.length && cuts[cut]! <= to; cut += 1) starts.push(cuts[cut]!);
    return starts.map((first, at) => ({
      from: first,
      to: at + 1 < starts.length ? starts[at + 1]! - 1 : to,
      ipi: ipi + first - from,
      lsi,
      claimed: isClaimed(machine.config, vm, first),
      orphan: holds(vm.orphans, first),
      device: deviceOf(vm, first)?.name ?? null,
    }));
  });
}

const ownerChunks = new WeakMap<Int32Array, readonly OwnerRun[]>();

function addOwner(runs: OwnerRun[], run: OwnerRun): void {
  const last = runs.at(-1);
  if (last === undefined || last.to + 1 !== run.from || last.since !== run.since) {
    runs.push(run);
    return;
  }
  const hwStep = run.hw - last.hw - (last.to - last.from) * last.hwStep;
  const fits = (one: OwnerRun) => one.from === one.to || one.hwStep === hwStep;
  if (fits(last) && fits(run)) runs[runs.length - 1] = { ...last, to: run.to, hwStep };
  else runs.push(run);
}

function ownersIn(vm: Vm, number: number, chunk: Int32Array): readonly OwnerRun[] {
  const known = ownerChunks.get(chunk);
  if (known !== undefined) return known;
  const runs: OwnerRun[] = [];
  for (let at = 0; at < CHUNK; at += 1) {
    if (chunk[at] === 0) continue;
    const lisn = number * CHUNK + at;
    const since = vm.owners.get(lisn)?.step ?? 0;
    addOwner(runs, { from: lisn, to: lisn, hw: chunk[at]!, hwStep: 0, since });
  }
  ownerChunks.set(chunk, runs);
  return runs;
}

export function ownerRuns(vm: Vm): readonly OwnerRun[] {
  const runs: OwnerRun[] = [];
  for (const number of chunkNumbersOf(vm.pt))
    for (const run of ownersIn(vm, number, vm.pt.chunk(number)!)) addOwner(runs, run);
  return runs;
}

/** `phb1`, `ipi`; of several bridges all. */
function originOf(owners: readonly HwPage[]): string {
  const names = new Set(
    owners.map((owner) => {
      const source = hwSource(owner);
      return source?.kind === 'phb' ? `phb${source.phb}` : (hwSourceName(owner) ?? 'none');
    }),
  );
  return [...names].join(', ');
}

/** Neighbouring PHB sources as ranges of their pages. */
function sourceRanges(owners: readonly HwPage[]): readonly (readonly [HwPage, HwPage])[] {
  const ranges: [HwPage, HwPage][] = [];
  for (const page of owners.filter(isPhbPage).map(sourceOfHwPage)) {
    const last = ranges.at(-1);
    if (last !== undefined && page === last[1] + 2) last[1] = page;
    else ranges.push([page, page]);
  }
  return ranges;
}

export function shownDevices(vm: Vm): readonly ShownDevice[] {
  return [...vm.devices.values()].map(({ name, owners, plugged, first, vectors }) => {
    let connected = 0;
    if (plugged && first !== null)
      for (let lisn = first; lisn < first + vectors; lisn += 1) if (vm.pt.get(lisn) !== 0) connected += 1;
    return {
      name,
      about: originOf(owners),
      plugged,
      lisns: first === null ? null : [first, first + vectors - 1],
      vectors,
      connected,
      hw: sourceRanges(owners),
    };
  });
}
