/** What a kernel trace of a reading tells, line by line, as the small steps that a branch's events are made of too. */
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import { ESB_PGOFF, hex, hwPageName, lisnName, lisnOfPage, NO_PAGE } from '../../../../shared/xive/pages.ts';
import { ONLY_VM, type Reading, type TraceLine } from '../../../../shared/xive/types.ts';
import { historyOf, isQemuTask } from './history.ts';
import { hwPageAt } from './hw-pages.ts';
import { type Addresses, learnAddresses } from './learned-addresses.ts';
import { baseOf, sourcesOfSpace } from './shown-mappings.ts';

type Told = Pick<TraceEntry, 'stage' | 'text' | 'rule'> & Partial<Pick<TraceEntry, 'lisns' | 'pages' | 'hw'>>;

function told({ phbs, ipiBase }: Addresses, event: TraceLine['event'], pageSize: number): Told {
  switch (event.kind) {
    case 'fault': {
      const page = event.pgoff - ESB_PGOFF;
      if (page < 0) return { stage: 'fault', text: `A fault in TIMA page ${event.pgoff}.`, rule: 'XIVE-R10' };
      const lisn = lisnOfPage(page);
      const side = page % 2 === 0 ? 'trigger' : 'management';
      return {
        stage: 'fault',
        text: `A fault at file page ${hex(event.pgoff)}: the ${side} page of LISN ${lisnName(lisn)}.`,
        rule: 'XIVE-R10',
        lisns: [lisn, lisn],
        pages: [page, page],
      };
    }
    case 'insert': {
      const hw = hwPageAt(phbs, event.pfn * pageSize, ipiBase);
      const name = hwPageName(hw) ?? `the page at ${hex(event.pfn * pageSize)}`;
      return {
        stage: 'insert',
        text: `Host address ${hex(event.address)} now shows ${name}.`,
        rule: 'XIVE-R10',
        ...(hw === NO_PAGE ? {} : { hw }),
      };
    }
    case 'zap': {
      const page = event.begin / pageSize - ESB_PGOFF;
      const pages = [page, page + event.length / pageSize - 1] as const;
      const lisns = [lisnOfPage(pages[0]), lisnOfPage(pages[1])] as const;
      return {
        stage: 'zap',
        text: `The pages of ${lisns[0] === lisns[1] ? `LISN ${lisnName(lisns[0])}` : `LISNs ${lisnName(lisns[0])} to ${lisnName(lisns[1])}`} are dropped in every mapping of the file.`,
        rule: 'XIVE-R11',
        lisns,
        pages,
      };
    }
    case 'set':
      return {
        stage: 'set',
        text: `LISN ${lisnName(event.lisn)} is connected to host irq ${event.hostIrq}${event.hw === null ? '' : ` (source ${hex(event.hw)})`}.`,
        rule: 'XIVE-R12',
        lisns: [event.lisn, event.lisn],
      };
    case 'clear':
      return {
        stage: 'clear',
        text: `LISN ${lisnName(event.lisn)} is disconnected from host irq ${event.hostIrq}.`,
        rule: 'XIVE-R13',
        lisns: [event.lisn, event.lisn],
      };
    case 'source':
      return {
        stage: 'create',
        text: `LISN ${lisnName(event.lisn)} is created on IPI source ${hex(event.hw)}.`,
        rule: 'XIVE-R2',
        lisns: [event.lisn, event.lisn],
      };
    case 'mmap':
      return {
        stage: 'map',
        text: `${hex(event.start)} to ${hex(event.end)} are mapped from file page ${hex(event.pgoff)} on.`,
        rule: event.pgoff === 0 ? 'XIVE-R4' : 'XIVE-R3',
      };
  }
}

/** Entries that follow a fault of this guest, and mappings that its own process makes. */
function ofThisGuest(reading: Reading, nrIrqs: number): readonly TraceLine[] {
  const lines = historyOf(reading, nrIrqs);
  const qemu = lines.some(({ task }) => isQemuTask(task));
  const faulted = new Set<number>();
  return lines.filter(({ task, event }) => {
    if (event.kind === 'fault') faulted.add(event.address);
    if (event.kind === 'insert') return faulted.delete(event.address);
    return event.kind !== 'mmap' || !qemu || isQemuTask(task);
  });
}

/** By time, each with its time in seconds; empty where no trace was captured. */
export function tracedSteps(reading: Reading): TraceEntry[] {
  const pageSize = reading.pageSize ?? 65_536;
  const nrIrqs = sourcesOfSpace(reading);
  const addresses = learnAddresses(reading, baseOf(reading, nrIrqs), reading.populated?.pages ?? []);
  return ofThisGuest(reading, nrIrqs).map(({ time, task, event }) => {
    const { text, ...rest } = told(addresses, event, pageSize);
    return {
      who: 'kernel',
      call: null,
      vm: ONLY_VM,
      lisns: null,
      pages: null,
      hw: null,
      outcome: 'done',
      event: null,
      ...rest,
      text: `${time.toFixed(4)} s, ${task}: ${text}`,
    };
  });
}
