/** What an edit makes can be written and read again, and what a strategy changes of a timeline it gives back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { XiveConfigPatch, XiveEdit } from '../../../../shared/xive/edits.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import {
  DEFAULT_CONFIG,
  type SetupVma,
  STRATEGY_IDS,
  type XiveState,
} from '../../../../shared/xive/types.ts';
import { applyEdit } from '../edits.ts';
import { fromFile, toFile } from '../file.ts';
import { pseriesSetup } from '../setup/pseries.ts';
import { timelineOf } from '../timeline/timeline.ts';

const BASE = pseriesSetup(DEFAULT_CONFIG, { vcpus: 2 }).vms[0]!;

function study(vmas: readonly SetupVma[], events: readonly XiveEvent[], config: XiveConfigPatch): XiveState {
  const setup = { vms: [{ ...BASE, vmas }] };
  const whole = { ...DEFAULT_CONFIG, ...config } as typeof DEFAULT_CONFIG;
  return {
    readings: [],
    branches: [{ id: 'a', name: 'A', about: '', parent: null, config: whole, setup, events }],
  };
}

function kept(state: XiveState): XiveState {
  return fromFile(JSON.parse(JSON.stringify(toFile(state))));
}

const name = fc.constantFrom('VMA1', 'TIMA', 'tima', 'mine');
const lisn = fc.oneof(
  fc.integer({ min: 0x1300, max: 0x130f }),
  fc.integer({ min: 0x1980, max: 0x198f }),
  fc.nat(3),
);
const vmas = fc.record({ tima: name, pgoff: fc.nat(2), other: name }).map(({ tima, pgoff, other }) => [
  { ...BASE.vmas[0]!, end: 0x3000, name: other },
  { start: 0x8000, end: 0x8002, pgoff, name: tima },
]);
const dev = fc.constantFrom('d', 'e');
const event: fc.Arbitrary<XiveEvent> = fc.oneof(
  fc.record({
    op: fc.constant('plug' as const),
    dev,
    owner: fc.constantFrom('phb1', 'phb2'),
    vectors: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ op: fc.constantFrom('unplug' as const, 'removeUnclean' as const), dev }),
  fc.record({ op: fc.constantFrom('zap' as const, 'clrMapped' as const, 'createSource' as const), lisn }),
  fc.record({ op: fc.constant('load' as const), lisn, offset: fc.constantFrom(0, 0x800, 0xc00) }),
  fc
    .record({
      op: fc.constantFrom('mmap' as const, 'mmapFixed' as const),
      at: fc.nat(0x9000),
      pages: fc.integer({ min: 1, max: 4 }),
      pgoff: fc.oneof(fc.nat(8), fc.constant(0x2604), fc.integer({ min: 0x3fff_fff0, max: 0x3fff_ffff })),
      name: fc.option(name, { nil: undefined }),
    })
    .map(({ name: told, ...rest }) => (told === undefined ? rest : { ...rest, name: told })),
);
const events = fc.array(event, { maxLength: 14 });
const strategy = fc.constantFrom(...STRATEGY_IDS);
const config: fc.Arbitrary<XiveConfigPatch> = fc.record(
  {
    msiCount: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(3328)),
    esbOffset: fc.constantFrom(null, 0, 4, 100),
    accept: fc.constantFrom('fixed', 'any'),
    strategy,
    rangeC: fc.constantFrom(null, [0x1980, 0x1990] as [number, number]),
  },
  { requiredKeys: [] },
);
const edit: fc.Arbitrary<XiveEdit> = fc.oneof(
  strategy.map((one): XiveEdit => ({ family: 'xive', op: 'setStrategy', branch: 'a', strategy: one })),
  config.map((one): XiveEdit => ({ family: 'xive', op: 'setConfig', branch: 'a', config: one })),
  config.map(
    (one): XiveEdit => ({ family: 'xive', op: 'newBranch', id: 'n', name: 'N', setup: null, config: one }),
  ),
  fc.record({ one: strategy, step: fc.option(fc.nat(8)) }).map(
    ({ one, step }): XiveEdit => ({
      family: 'xive',
      op: 'addBranch',
      id: 'b',
      name: 'B',
      from: 'a',
      step,
      strategy: one,
    }),
  ),
  fc.nat(12).map((at): XiveEdit => ({ family: 'xive', op: 'expandEvent', branch: 'a', at })),
  fc
    .record({ at: fc.nat(12), event })
    .map((told): XiveEdit => ({ family: 'xive', op: 'changeEvent', branch: 'a', ...told })),
);

describe('what an edit leaves', () => {
  it('XIVE-T6 XIVE-T9: is read from the file as it was written', () => {
    fc.assert(
      fc.property(vmas, events, fc.array(edit, { minLength: 1, maxLength: 5 }), (lines, life, edits) => {
        let state = study(lines, life, {});
        for (const one of edits) {
          const outcome = applyEdit(state, one);
          if (outcome.ok) state = outcome.state;
        }
        expect(kept(state)).toEqual(state);
      }),
      { numRuns: 150 },
    );
  });

  it.each(STRATEGY_IDS)('of strategy %s goes back to what it was', (there) => {
    fc.assert(
      fc.property(vmas, events, (lines, life) => {
        const state = study(lines, life, {});
        const go = (from: XiveState, one: typeof there) =>
          applyEdit(from, { family: 'xive', op: 'setStrategy', branch: 'a', strategy: one });
        const gone = go(state, there);
        if (!gone.ok) return;
        const back = go(gone.state, 'B1');
        expect(back.ok && back.state.branches[0]).toEqual(state.branches[0]);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [
      'a TIMA that is not called so, under D',
      { lines: [BASE.vmas[0]!, { ...BASE.vmas[1]!, name: 'VMA1' }], config: {}, edits: ['D'] },
      null,
    ],
    ['three MSIs, under C', { lines: BASE.vmas, config: { msiCount: 3 }, edits: ['C'] }, null],
    ['a single MSI, under C', { lines: BASE.vmas, config: { msiCount: 1 }, edits: ['C'] }, 'XIVE-T9'],
    [
      'pages before the file, back from D',
      { lines: [{ ...BASE.vmas[0]!, pgoff: 50 }], config: { strategy: 'D', esbOffset: 100 }, edits: ['B1'] },
      'XIVE-T6',
    ],
  ] as const)('%s', (_, { lines, config: told, edits }, rule) => {
    const state = study(lines, [], told);
    const outcome = applyEdit(state, { family: 'xive', op: 'setStrategy', branch: 'a', strategy: edits[0] });
    expect(outcome.ok ? null : outcome.refusal.rule).toBe(rule);
    if (outcome.ok) expect(kept(outcome.state)).toEqual(outcome.state);
    else
      for (const { edits: fix } of outcome.refusal.fixes) {
        let next = state;
        for (const one of fix) {
          const tried = applyEdit(next, one as XiveEdit);
          if (tried.ok) next = tried.state;
        }
        expect(kept(next)).toEqual(next);
      }
  });

  it('the TIMA of a timeline stays the TIMA under D and comes back', () => {
    const life: XiveEvent[] = [{ op: 'mmap', at: 0x9000, pages: 4, pgoff: 0 }];
    const state = study(BASE.vmas, life, {});
    const gone = applyEdit(state, { family: 'xive', op: 'setStrategy', branch: 'a', strategy: 'D' });
    const [there] = gone.ok ? gone.state.branches[0]!.events : [];
    expect(there).toEqual({ ...life[0], name: 'TIMA fd' });
    const played = gone.ok ? timelineOf(gone.state.branches[0]!).at(1).vms.get('guest')!.vmas : [];
    expect(played.map(({ kind }) => kind)).toEqual(['esb', 'tima', 'tima']);
  });

  it('two numbers of a timeline stay two where a device moves to one of them', () => {
    const life: XiveEvent[] = [
      { op: 'plug', dev: 'd', owner: 'phb1', vectors: 2 },
      { op: 'zap', lisn: 0x1300 },
      { op: 'zap', lisn: 0x1980 },
    ];
    const state = study(BASE.vmas, life, {});
    const gone = applyEdit(state, { family: 'xive', op: 'setStrategy', branch: 'a', strategy: 'C' });
    expect(gone.ok && gone.state.branches[0]!.events.slice(1)).toEqual([
      { op: 'zap', lisn: 0x1980 },
      { op: 'zap', lisn: 0x1300 },
    ]);
  });
});
