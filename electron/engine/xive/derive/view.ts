/** The part of the view that is pushed: names and numbers. Events, moments and cards are asked for. */
import type { BranchView, ReadingView, XiveView } from '../../../../shared/xive/view.ts';
import type { Branch, Reading, XiveState } from '../../../../shared/xive/types.ts';
import { problemsView } from '../../problems-view.ts';
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import { toldBy } from '../observe/told.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { problems } from './problems.ts';

let serial = 0;
const serials = new WeakMap<object, number>();

function serialOf(part: object): number {
  const known = serials.get(part);
  if (known !== undefined) return known;
  serial += 1;
  serials.set(part, serial);
  return serial;
}

/** Longer branches, and those of large guests, are not played for a number in a list. */
const MOST_PLAYED = 5000;
const MOST_PAGES = 100_000;

const wrong = new WeakMap<Branch, number>();

function wrongAtEnd(branch: Branch): number | null {
  const known = wrong.get(branch);
  if (known !== undefined) return known;
  const pages = branch.setup.vms.reduce((sum, { populated }) => sum + populated.length, 0);
  if (branch.events.length > MOST_PLAYED || pages > MOST_PAGES) return null;
  const { stale, misresolved } = timelineOf(branch).counts(branch.events.length);
  wrong.set(branch, stale + misresolved);
  return stale + misresolved;
}

function branchView(branch: Branch, observed: XiveState): BranchView {
  const { id, name, about, parent, config, setup, events } = branch;
  return {
    id,
    name,
    about,
    parent,
    config,
    vms: setup.vms.map((vm) => ({
      name: vm.name,
      vcpus: vm.vcpus,
      sources: vm.sources.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    })),
    events: events.length,
    wrong: wrongAtEnd(branch),
    devices: [
      ...new Set([
        ...setup.vms.flatMap((vm) => vm.devices.map((device) => device.name)),
        ...events.flatMap((event) => (event.op === 'plug' ? [event.dev] : [])),
      ]),
    ],
    serial: serialOf(branch),
    edited: !observed.branches.includes(branch),
  };
}

function readingView(reading: Reading): ReadingView {
  const { id, name, texts, irqchip, pageSize, sources, vmas, trace, vcpus } = reading;
  const tima = vmas.filter(({ offset }) => offset < ESB_PGOFF * (pageSize ?? 65536)).length;
  return {
    id,
    name,
    texts,
    irqchip,
    pageSize,
    vcpus: vcpus.length,
    sources: sources.length,
    passedThrough: sources.filter(({ kvm }) => kvm?.type === 'PT').length,
    vmas: vmas.length - tima,
    timaVmas: tima,
    told: toldBy(reading),
    traced: trace.length,
  };
}

export function xiveView(observed: XiveState, desired: XiveState): XiveView {
  return {
    readings: observed.readings.map(readingView),
    branches: desired.branches.map((branch) => branchView(branch, observed)),
    changed: desired.branches !== observed.branches,
    ...problemsView(problems(observed, desired)),
  };
}
