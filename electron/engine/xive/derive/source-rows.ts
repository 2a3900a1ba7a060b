/** The list of a guest's sources: only the rows that are asked for are made, however many there are. */
import type { SourceRow, SourcesAnswer } from '../../../../shared/xive/cards.ts';
import { type HwPage, hwSourceName, ipiPage } from '../../../../shared/xive/pages.ts';
import type { SourceRun } from '../../../../shared/xive/moment.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { intended, ownerOf, pageState } from '../kernel/page-state.ts';
import { guestPage } from '../kernel/regions.ts';
import { purposeOf } from './names.ts';
import { pageRuns } from './page-runs.ts';
import { pqWords } from './source-card.ts';
import { type FilteredSource, type SourceFilter, sourceFilter } from './source-filter.ts';
import { ownerRuns, sourceRuns } from './source-runs.ts';

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

/** Each word of a filter looks at one of these, so the others are not made; one object serves a whole list. */
class Looked implements FilteredSource {
  lisn = 0;
  run: SourceRun;
  readonly #machine: Machine;
  readonly #vm: Vm;

  constructor(machine: Machine, vm: Vm, run: SourceRun) {
    this.#machine = machine;
    this.#vm = vm;
    this.run = run;
  }

  get owner(): string {
    return hwSourceName(ownerOf(this.#vm, this.lisn)) ?? '';
  }

  get device(): string | null {
    return this.run.device;
  }

  get use(): string {
    return purposeOf(this.#vm, this.lisn);
  }

  get states(): SourceRow['pages'] {
    return pagesOf(this.#machine, this.#vm, this.lisn);
  }

  get flags(): SourceRow['flags'] {
    return flagsOf(this.#vm, this.run, this.lisn);
  }
}

/** LISNs that a filter leaves, ascending; null = any. */
function candidates(machine: Machine, vm: Vm, among: SourceFilter['among']): readonly number[] | null {
  if (among === null) return null;
  const lisns = new Set<number>();
  if (among === 'passedThrough')
    for (const { from, to } of ownerRuns(vm)) for (let lisn = from; lisn <= to; lisn += 1) lisns.add(lisn);
  else
    for (const { page, count, stride } of pageRuns(machine, vm).filter(({ state }) => state !== 'fresh'))
      for (let at = 0; at < count; at += 1) {
        const stands = intended(vm, page + at * stride);
        if (stands !== null) lisns.add(stands.lisn);
      }
  return [...lisns].sort((left, right) => left - right);
}

const matched = new WeakMap<Vm, { readonly text: string; readonly found: readonly number[] }>();

/** LISNs that match; kept for the next window of the same list. */
function matches(machine: Machine, vm: Vm, text: string, filter: SourceFilter): readonly number[] {
  const known = matched.get(vm);
  if (known?.text === text) return known.found;
  const { first, last, tests, among } = filter;
  const few = candidates(machine, vm, among);
  const found: number[] = [];
  for (const run of sourceRuns(machine, vm)) {
    const source = new Looked(machine, vm, run);
    const [from, to] = [Math.max(first, run.from), Math.min(last, run.to)];
    const look = (lisn: number) => {
      source.lisn = lisn;
      if (tests.every((test) => test(source))) found.push(lisn);
    };
    if (few !== null) for (const lisn of few.filter((one) => one >= from && one <= to)) look(lisn);
    else for (let lisn = from; lisn <= to; lisn += 1) look(lisn);
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
