/** The list of a guest's sources: only the rows that are asked for are made, however many there are. */
import type { SourceRow, SourcesAnswer } from '../../../../shared/xive/cards.ts';
import { type HwPage, hwSourceName, ipiPage } from '../../../../shared/xive/pages.ts';
import type { SourceRun } from '../../../../shared/xive/moment.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { ownerOf, pageState } from '../kernel/page-state.ts';
import { guestPage } from '../kernel/regions.ts';
import { purposeOf } from './names.ts';
import { pqWords } from './source-card.ts';
import { type FilteredSource, type SourceFilter, sourceFilter } from './source-filter.ts';
import { sourceRuns } from './source-runs.ts';

const MASKED = 255;
const ASSERTED = 2;

function flagsOf(vm: Vm, run: SourceRun, lisn: number): SourceRow['flags'] {
  const flags: SourceRow['flags'][number][] = [];
  if (run.lsi) flags.push('lsi');
  if (run.orphan) flags.push('orphan');
  if (!run.claimed) flags.push('unclaimed');
  if (vm.targets.get(lisn)?.priority === MASKED) flags.push('masked');
  if ((vm.flags.get(lisn) & ASSERTED) !== 0) flags.push('asserted');
  return flags;
}

function pagesOf(machine: Machine, vm: Vm, lisn: number): SourceRow['pages'] {
  const state = (parity: 0 | 1) => {
    const page = guestPage(machine, vm, lisn, parity);
    return page === null ? 'hole' : pageState(machine, vm, page);
  };
  return [state(0), state(1)];
}

interface Found {
  readonly lisn: number;
  readonly run: SourceRun;
}

function rowOf(machine: Machine, vm: Vm, { lisn, run }: Found): SourceRow {
  const owner: HwPage = ownerOf(vm, lisn);
  const target = vm.targets.get(lisn);
  return {
    lisn,
    use: purposeOf(vm, lisn),
    device: run.device,
    owner: owner === 0 ? null : owner,
    ipi: run.ipi === null ? null : ipiPage(run.ipi + lisn - run.from, 0),
    pq: owner === 0 ? null : pqWords(machine, owner),
    target:
      target === undefined
        ? ''
        : target.priority === MASKED
          ? 'masked'
          : `${target.server}/${target.priority}`,
    eisn: target?.eisn ?? null,
    pages: pagesOf(machine, vm, lisn),
    flags: flagsOf(vm, run, lisn),
  };
}

function filtered(machine: Machine, vm: Vm, { lisn, run }: Found): FilteredSource {
  return {
    lisn,
    owner: hwSourceName(ownerOf(vm, lisn)) ?? '',
    device: run.device,
    use: purposeOf(vm, lisn),
    states: pagesOf(machine, vm, lisn),
    flags: flagsOf(vm, run, lisn),
  };
}

const matched = new WeakMap<Vm, { readonly text: string; readonly found: readonly number[] }>();

/** LISNs that match; kept for the next window of the same list. */
function matches(
  machine: Machine,
  vm: Vm,
  text: string,
  { first, last, tests }: SourceFilter,
): readonly number[] {
  const known = matched.get(vm);
  if (known?.text === text) return known.found;
  const found: number[] = [];
  for (const run of sourceRuns(machine, vm))
    for (let lisn = Math.max(first, run.from); lisn <= Math.min(last, run.to); lisn += 1) {
      const source = filtered(machine, vm, { lisn, run });
      if (tests.every((test) => test(source))) found.push(lisn);
    }
  matched.set(vm, { text, found });
  return found;
}

export interface SourcesWindow {
  readonly from: number;
  readonly count: number;
  readonly filter: string;
}

/** A window of runs, cut to the LISNs of a filter that names only numbers. */
function windowOf(runs: readonly SourceRun[], { first, last }: SourceFilter, from: number, count: number) {
  const found: Found[] = [];
  let total = 0;
  for (const run of runs) {
    const start = Math.max(first, run.from);
    const length = Math.max(0, Math.min(last, run.to) - start + 1);
    const skip = Math.max(0, from - total);
    for (let at = skip; at < length && found.length < count; at += 1) found.push({ lisn: start + at, run });
    total += length;
  }
  return { total, found };
}

export function sourceRows(
  machine: Machine,
  vm: Vm,
  { from, count, filter: text }: SourcesWindow,
): SourcesAnswer {
  const filter = sourceFilter(text);
  const runs = sourceRuns(machine, vm);
  if (filter.tests.length === 0) {
    const { total, found } = windowOf(runs, filter, from, count);
    return { total, rows: found.map((one) => rowOf(machine, vm, one)) };
  }
  const lisns = matches(machine, vm, text, filter);
  const rows = lisns.slice(from, from + count).map((lisn) => {
    const run = runs.find((one) => lisn >= one.from && lisn <= one.to)!;
    return rowOf(machine, vm, { lisn, run });
  });
  return { total: lisns.length, rows };
}
