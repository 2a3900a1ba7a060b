/** Populated pages of a reading with their states (xive.md 3.1): what the trace put there against what should be there. */
import type { PageRun, PopulatedState, TouchedBy } from '../../../../shared/xive/moment.ts';
import {
  ESB_PGOFF,
  type HwPage,
  isPhbPage,
  NO_PAGE,
  type Parity,
  sourceOfHwPage,
  TIMA_PAGE,
} from '../../../../shared/xive/pages.ts';
import type { Reading } from '../../../../shared/xive/types.ts';
import { ownerPage } from './facts.ts';
import { lowest } from './lines.ts';
import { isQemuTask } from './history.ts';
import { hwPageAt } from './hw-pages.ts';
import { learnAddresses } from './learned-addresses.ts';
import type { Base } from './shown-mappings.ts';

/** The process itself starts the VM and answers the monitor; its threads with other ids run the vCPUs. */
function touchedBy(task: string, main: number): TouchedBy {
  const pid = Number(/-(\d+)$/.exec(task)?.[1]);
  if (!isQemuTask(task)) return 'process';
  return pid === main ? 'qemu' : 'guest';
}

function mainTask({ trace, populated }: Reading): number {
  const tasks = [...trace.map(({ task }) => task), ...(populated?.pages ?? []).map(({ task }) => task)];
  const pids = tasks.flatMap((task) => (task.startsWith('qemu') ? [Number(/-(\d+)$/.exec(task)?.[1])] : []));
  return lowest(pids.filter(Number.isFinite));
}

/** A page of another LISN's present owner is misresolved; of nobody's, or of a former one, stale. */
function stateOf(
  shows: HwPage,
  expected: HwPage | null,
  ownersByPage: ReadonlyMap<HwPage, number>,
  lisn: number,
): PopulatedState {
  if (shows === NO_PAGE || expected === null) return 'unknown';
  if (shows === expected) return 'fresh';
  const other = ownersByPage.get(sourceOfHwPage(shows));
  return other !== undefined && other !== lisn ? 'misresolved' : 'stale';
}

export function readingPages(reading: Reading, base: Base): PageRun[] {
  if (reading.populated === null) return [];
  const pageSize = reading.pageSize ?? 65536;
  const bySource = new Map(reading.sources.map((source) => [source.lisn, source]));
  const ownersByPage = new Map<HwPage, number>();
  for (const source of reading.sources) {
    const owner = ownerPage(reading, source, 0);
    if (owner !== null) ownersByPage.set(sourceOfHwPage(owner), source.lisn);
  }
  const main = mainTask(reading);
  const { ipiBase, phbs } = learnAddresses(reading, base, reading.populated.pages);
  return reading.populated.pages.map(({ address, pfn, task }): PageRun => {
    const page = Math.round((address - base.start) / pageSize);
    const at = pfn * pageSize;
    const parity = (((page % 2) + 2) % 2) as Parity;
    const source = bySource.get(Math.floor(page / 2));
    const expected = source === undefined ? null : ownerPage(reading, source, parity);
    // What the host says of the source itself wins: on some machines a PHB source has two pages, elsewhere.
    const row = source?.kvm?.type === 'PT' ? source.host?.irq : null;
    const told = row ? (parity === 1 ? row.eoiPage : row.triggerPage || row.eoiPage) : null;
    const tima = reading.vmas.some(
      ({ start, end, offset }) => offset < ESB_PGOFF * pageSize && start <= address && address < end,
    );
    const hw = tima ? TIMA_PAGE : told === at && expected !== null ? expected : hwPageAt(phbs, at, ipiBase);
    const known = hw === TIMA_PAGE ? 'fresh' : stateOf(hw, expected, ownersByPage, Math.floor(page / 2));
    return {
      page,
      count: 1,
      stride: 1,
      hw,
      hwStep: isPhbPage(hw) ? 0 : 1,
      state: known,
      by: touchedBy(task, main),
      step: 0,
      since: 0,
    };
  });
}
