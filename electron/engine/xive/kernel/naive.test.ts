import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { hwPageName } from '../../../../shared/xive/pages.ts';
import { DEFAULT_CONFIG, ONLY_VM, type Setup, type XiveConfig } from '../../../../shared/xive/types.ts';
import { BASE_PAGES, FIRST_MSI, MSIS, type NaiveOptions, NaiveModel, PAGES } from '../testing/naive-model.ts';
import type { EventOutcome, Machine } from './machine.ts';
import { pageState } from './page-state.ts';
import { runEvent, startMachine } from './run.ts';

const SETUP: Setup = {
  vms: [
    {
      name: ONLY_VM,
      vcpus: 1,
      sources: [{ from: 0, to: 11, ipi: 0x40, lsi: false }],
      vmas: [{ start: 0, end: BASE_PAGES, pgoff: 4, name: 'VMA0' }],
      populated: [],
      devices: [],
      orphans: [],
    },
  ],
};

const BASE: XiveConfig = { ...DEFAULT_CONFIG, accept: 'any', msiBase: FIRST_MSI, msiCount: MSIS };

const KINDS: readonly {
  readonly name: string;
  readonly config: XiveConfig;
  readonly zaps: NaiveOptions['zaps'];
}[] = [
  { name: 'XIVE-B1 merged index', config: BASE, zaps: 'file' },
  { name: 'XIVE-B1 absolute index', config: { ...BASE, faultIndex: 'absolute' }, zaps: 'file' },
  { name: 'XIVE-B1 fixed offset only', config: { ...BASE, accept: 'fixed' }, zaps: 'file' },
  {
    name: 'XIVE-R7 old mapping restored',
    config: { ...BASE, accept: 'fixed', failedFixedLeavesHole: false },
    zaps: 'file',
  },
  { name: 'XIVE-B0', config: { ...BASE, strategy: 'B0' }, zaps: 'remembered' },
  { name: 'XIVE-none', config: { ...BASE, strategy: 'none', faultIndex: 'absolute' }, zaps: 'none' },
  { name: 'XIVE-A2', config: { ...BASE, strategy: 'A2', faultIndex: 'absolute' }, zaps: 'none' },
  { name: 'XIVE-R6 ordinary file', config: { ...BASE, special: false }, zaps: 'file' },
];

const start = fc.integer({ min: 0, max: PAGES - 1 });
const length = fc.integer({ min: 1, max: 12 });
const lisn = fc.integer({ min: 0, max: 13 });
const phb = fc.constantFrom('phb1[0]', 'phb1[1]', 'phb2[0]');

const eventArb: fc.Arbitrary<XiveEvent> = fc.oneof(
  fc.record({ op: fc.constant('touch' as const), page: start }),
  fc.record({ op: fc.constant('touch' as const), page: start }),
  fc.record({ op: fc.constant('setMapped' as const), lisn, owner: phb }),
  fc.record({ op: fc.constant('clrMapped' as const), lisn }),
  fc.record({ op: fc.constant('zap' as const), lisn }),
  fc
    .record({ at: start, pages: length })
    .map(({ at, pages }) => ({ op: 'munmap' as const, at, pages: Math.min(pages, PAGES - at) })),
  fc
    .record({ at: start, pages: length, pgoff: fc.integer({ min: 4, max: 30 }), same: fc.boolean() })
    .map(({ at, pages, pgoff, same }) => ({
      op: 'mmapFixed' as const,
      at,
      pages: Math.min(pages, PAGES - at),
      pgoff: same ? at + 4 : pgoff % 3 === 0 ? 4 : pgoff,
    })),
  fc
    .record({ at: start, pages: length, prot: fc.constantFrom('read' as const, 'readWrite' as const) })
    .map(({ at, pages, prot }) => ({
      op: 'mprotect' as const,
      at,
      pages: Math.min(pages, PAGES - at),
      prot,
    })),
  fc.record({
    op: fc.constant('alloc' as const),
    n: fc.integer({ min: 1, max: 6 }),
    kind: fc.constantFrom('msi' as const, 'msix' as const),
  }),
  fc
    .record({ first: fc.integer({ min: FIRST_MSI, max: FIRST_MSI + MSIS - 1 }), n: length })
    .map(({ first, n }) => ({ op: 'free' as const, first, n: Math.min(n, FIRST_MSI + MSIS - first) })),
);

/** Many touches at once, so that there is something for the rest to hit. */
const burst = start.map((from) =>
  Array.from({ length: 16 }, (_, at) => ({ op: 'touch' as const, page: (from + at) % PAGES })),
);
const life = (maxLength: number) =>
  fc
    .array(
      fc.oneof({ weight: 8, arbitrary: eventArb.map((event) => [event]) }, { weight: 1, arbitrary: burst }),
      {
        maxLength,
      },
    )
    .map((parts): readonly XiveEvent[] => parts.flat());

/** The naive model does the event; what it says came of it. */
function judge(model: NaiveModel, event: XiveEvent, config: XiveConfig): unknown {
  switch (event.op) {
    case 'touch':
      return model.touch(event.page);
    case 'setMapped':
      return model.setMapped(event.lisn, event.owner) ? null : 'EINVAL';
    case 'clrMapped':
      return model.clrMapped(event.lisn) ?? null;
    case 'zap':
      return model.zap(event.lisn) ?? null;
    case 'munmap':
      return model.unmap(event.at, event.pages) ?? null;
    case 'mmapFixed': {
      const accepted = config.accept === 'any' || event.pgoff === 4;
      model.mapFixed(event.at, event.pages, event.pgoff, accepted);
      return accepted ? null : 'EINVAL';
    }
    case 'mprotect':
      return model.protect(event.at, event.pages, event.prot === 'read' ? 'read' : 'readWrite') ?? null;
    case 'alloc':
      return model.claim(event.n, event.kind === 'msix') ?? 'ENOSPC';
    case 'free':
      return model.free(event.first, event.n) ?? null;
    default:
      throw new Error(`The naive model knows no ${event.op}.`);
  }
}

function told(event: XiveEvent, { errno, signal, result, first }: EventOutcome): unknown {
  if (event.op === 'touch') return signal ?? hwPageName(result ?? 0);
  return errno ?? (event.op === 'alloc' ? first : null);
}

function picture(machine: Machine): unknown {
  const vm = machine.vms.get(ONLY_VM)!;
  return {
    lines: vm.vmas.map(({ start: from, end, pgoff }) => [from, end, pgoff]),
    pages: Array.from({ length: PAGES }, (_, page) => [
      pageState(machine, vm, page),
      hwPageName(vm.ptes.get(page)),
    ]),
    claims: Array.from({ length: MSIS }, (_, at) =>
      vm.claims.some(([low, high]) => FIRST_MSI + at >= low && FIRST_MSI + at <= high),
    ),
    zaps: machine.counters.zaps,
  };
}

function naivePicture(model: NaiveModel): unknown {
  return {
    lines: model.lines(),
    pages: model.pages.map(({ shows }, page) => [model.state(page), shows]),
    claims: model.claimed,
    zaps: model.zaps,
  };
}

describe.each(KINDS)('$name', ({ config, zaps }) => {
  it('XIVE-R5 XIVE-R6 XIVE-R8 XIVE-R10 XIVE-R11 XIVE-R14: lines, pages, states and claims agree with the naive model', () => {
    fc.assert(
      fc.property(life(30), (events) => {
        const { faultIndex, special, failedFixedLeavesHole } = config;
        const model = new NaiveModel({ zaps, faultIndex, special, leavesHole: failedFixedLeavesHole });
        let machine = startMachine(config, SETUP);
        for (const event of events) {
          const said = judge(model, event, config);
          const ran = runEvent(machine, event);
          machine = ran.machine;
          expect([event, told(event, ran.outcome), picture(machine)]).toEqual([
            event,
            said,
            naivePicture(model),
          ]);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('leaves every machine before as it was', () => {
    fc.assert(
      fc.property(life(15), (events) => {
        let machine = startMachine(config, SETUP);
        for (const event of events) {
          const before = JSON.stringify(picture(machine));
          const next = runEvent(machine, event).machine;
          expect(JSON.stringify(picture(machine))).toBe(before);
          machine = next;
        }
      }),
      { numRuns: 30 },
    );
  });
});
