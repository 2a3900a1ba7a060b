import { describe, expect, it } from 'vitest';
import type { XiveEdit } from '../../../shared/xive/edits.ts';
import { MOST_EVENTS, type XiveEvent } from '../../../shared/xive/events.ts';
import { type Branch, DEFAULT_CONFIG, type Setup, type XiveState } from '../../../shared/xive/types.ts';
import { applyEdit } from './edits.ts';
import { sameEnd } from './edits/same-end.ts';
import { pseriesSetup } from './setup/pseries.ts';
import { timelineOf } from './timeline/timeline.ts';

const PLUG: XiveEvent = { op: 'plug', dev: 'nvme1', owner: 'phb1', vectors: 4 };
const TOUCH: XiveEvent = { op: 'guestTouch', lisn: 0x1300, parity: 1 };

function branch(events: readonly XiveEvent[], change: Partial<Branch> = {}): Branch {
  const setup = pseriesSetup(DEFAULT_CONFIG, { vcpus: 2 });
  return {
    id: 'a',
    name: 'Story',
    about: '',
    parent: null,
    config: DEFAULT_CONFIG,
    setup,
    events,
    ...change,
  };
}

function study(...branches: readonly Branch[]): XiveState {
  return { readings: [], branches };
}

function made(state: XiveState, edit: XiveEdit): XiveState {
  const outcome = applyEdit(state, edit);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.state;
}

/** Rule of the refusal, and whether each fix is taken. */
function refused(
  state: XiveState,
  edit: XiveEdit,
): { readonly rule: string; readonly fixes: readonly boolean[] } {
  const outcome = applyEdit(state, edit);
  if (outcome.ok) return { rule: 'none', fixes: [] };
  const { rule, fixes, because } = outcome.refusal;
  expect(because.length).toBeGreaterThan(0);
  return {
    rule,
    fixes: fixes.map(({ edits }) => {
      let now: XiveState | null = state;
      for (const one of edits) {
        const next: ReturnType<typeof applyEdit> | null =
          now === null ? null : applyEdit(now, one as XiveEdit);
        now = next?.ok === true ? next.state : null;
      }
      return now !== null;
    }),
  };
}

const ops = (state: XiveState, at = 0) => state.branches[at]!.events.map(({ op }) => op);
const family = 'xive';

describe('events of a timeline', () => {
  it('are put in, moved, changed and taken out at their places', () => {
    const state = study(branch([PLUG, TOUCH]));
    const inserted = made(state, {
      family,
      op: 'insertEvents',
      branch: 'a',
      at: 1,
      events: [{ op: 'infoPic' }],
    });
    const moved = made(inserted, { family, op: 'moveEvents', branch: 'a', at: 0, count: 1, to: 3 });
    const changed = made(moved, {
      family,
      op: 'changeEvent',
      branch: 'a',
      at: 0,
      event: { op: 'machineReset' },
    });
    const removed = made(changed, { family, op: 'removeEvents', branch: 'a', at: 1, count: 1 });
    expect([inserted, moved, changed, removed].map((one) => ops(one))).toEqual([
      ['plug', 'infoPic', 'guestTouch'],
      ['infoPic', 'guestTouch', 'plug'],
      ['machineReset', 'guestTouch', 'plug'],
      ['machineReset', 'plug'],
    ]);
    expect(ops(state)).toEqual(['plug', 'guestTouch']);
  });

  it('XIVE-T1 XIVE-T2 refuse what is not there, with fixes that work', () => {
    const state = study(branch([PLUG]));
    const events = [TOUCH];
    expect([
      refused(state, { family, op: 'insertEvents', branch: 'b', at: 0, events }),
      refused(state, { family, op: 'studyReading', id: 'r', name: 'R', reading: 'none' }),
      refused(state, { family, op: 'insertEvents', branch: 'a', at: 2, events }),
      refused(state, { family, op: 'removeEvents', branch: 'a', at: 0, count: 2 }),
      refused(state, { family, op: 'moveEvents', branch: 'a', at: 0, count: 1, to: 9 }),
      refused(state, { family, op: 'changeEvent', branch: 'a', at: 1, event: TOUCH }),
      refused(state, { family, op: 'expandEvent', branch: 'a', at: 1 }),
      refused(state, { family, op: 'addBranch', id: 'b', name: 'B', from: 'a', step: 2, strategy: null }),
    ]).toEqual([
      { rule: 'XIVE-T1', fixes: [true] },
      { rule: 'XIVE-T1', fixes: [] },
      { rule: 'XIVE-T2', fixes: [true] },
      { rule: 'XIVE-T2', fixes: [true] },
      { rule: 'XIVE-T2', fixes: [true] },
      { rule: 'XIVE-T2', fixes: [true] },
      { rule: 'XIVE-T2', fixes: [] },
      { rule: 'XIVE-T2', fixes: [true] },
    ]);
  });

  it('XIVE-T5 no branch has more events than a study can play', () => {
    const full = study(branch(Array.from({ length: MOST_EVENTS - 1 }, () => TOUCH)));
    const events = [TOUCH, TOUCH];
    expect(refused(full, { family, op: 'insertEvents', branch: 'a', at: 0, events })).toEqual({
      rule: 'XIVE-T5',
      fixes: [true],
    });
  });

  it('XIVE-T8 a guest has to be there when something happens to it', () => {
    const child: XiveEvent = { ...TOUCH, vm: 'child' };
    const state = study(branch([{ op: 'fork', name: 'child' }, child]));
    expect([
      refused(state, { family, op: 'moveEvents', branch: 'a', at: 1, count: 1, to: 0 }),
      refused(state, { family, op: 'insertEvents', branch: 'a', at: 0, events: [child] }),
    ]).toEqual([
      { rule: 'XIVE-T8', fixes: [] },
      { rule: 'XIVE-T8', fixes: [true] },
    ]);
    expect(ops(made(state, { family, op: 'removeEvents', branch: 'a', at: 0, count: 1 }))).toEqual([]);
  });
});

describe('taking an event apart', () => {
  const UNPLUG: XiveEvent = { op: 'unplug', dev: 'nvme1' };
  const story = [PLUG, { op: 'touchAllMgmt', dev: 'nvme1' }, UNPLUG, { op: 'infoPic' }] as const;

  it.each(['none', 'A2', 'B1', 'C'] as const)('leads to the same end under %s', (strategy) => {
    const state = made(study(branch(story)), { family, op: 'setStrategy', branch: 'a', strategy });
    for (const at of [0, 1, 2, 3]) {
      const apart = made(state, { family, op: 'expandEvent', branch: 'a', at });
      const [before, after] = [state.branches[0]!, apart.branches[0]!];
      const [one, other] = [timelineOf(before), timelineOf(after)];
      expect([strategy, at, sameEnd(one.at(one.steps), other.at(other.steps))]).toEqual([strategy, at, true]);
      expect(other.steps).toBeGreaterThan(one.steps);
    }
  });

  it('XIVE-T7 a single call stays what it is', () => {
    const state = study(branch([TOUCH]));
    expect(refused(state, { family, op: 'expandEvent', branch: 'a', at: 0 }).rule).toBe('XIVE-T7');
  });
});

describe('branches', () => {
  it('XIVE-T3 have names and ids of their own', () => {
    const state = study(branch([]));
    const from = { family, op: 'addBranch', from: 'a', step: null, strategy: null } as const;
    const two = made(state, { ...from, id: 'b', name: 'Other' });
    expect([
      refused(state, { ...from, id: 'a', name: 'Other' }),
      refused(state, { ...from, id: 'b', name: 'Story' }),
      refused(two, { family, op: 'renameBranch', branch: 'b', name: 'Story', about: null }),
    ]).toEqual([
      { rule: 'XIVE-T3', fixes: [true] },
      { rule: 'XIVE-T3', fixes: [true] },
      { rule: 'XIVE-T3', fixes: [true] },
    ]);
  });

  it('XIVE-T4 the last one stays unless another takes its place', () => {
    const state = study(branch([]));
    expect(refused(state, { family, op: 'removeBranch', branch: 'a' })).toEqual({
      rule: 'XIVE-T4',
      fixes: [true],
    });
  });

  it('copy the first events, under another strategy with all it needs', () => {
    const state = study(branch([PLUG, TOUCH]));
    const two = made(state, {
      family,
      op: 'addBranch',
      id: 'b',
      name: 'B',
      from: 'a',
      step: 1,
      strategy: 'A2',
    });
    const { parent, events, config } = two.branches[1]!;
    expect({
      parent,
      ops: events.map(({ op }) => op),
      accept: config.accept,
      when: config.overlayWhen,
    }).toEqual({
      parent: { branch: 'a', step: 1 },
      ops: ['plug'],
      accept: 'any',
      when: 'afterLast',
    });
    expect(made(two, { family, op: 'removeBranch', branch: 'a' }).branches[0]!.parent).toBeNull();
  });

  it('begin as a booted pseries guest under any strategy', () => {
    const begun = made(study(), {
      family,
      op: 'newBranch',
      id: 'n',
      name: 'N',
      setup: null,
      config: { strategy: 'C' },
    });
    const vm = timelineOf(begun.branches[0]!).at(0).vms.get('guest')!;
    expect(vm.vmas.map(({ start, end, pgoff, kind }) => [start, end, pgoff, kind])).toEqual([
      [0, 0x3300, 4, 'esb'],
      [0x4040, 0x4044, 0, 'tima'],
      [0x4084, 0x4d84, 0x3304, 'esb'],
    ]);
  });
});

describe('set-up and config', () => {
  const state = study(branch([]));
  const vm = state.branches[0]!.setup.vms[0]!;

  it('XIVE-T6 refuse a set-up that could not have come about', () => {
    const doubled = {
      vms: [{ ...vm, sources: [...vm.sources, { from: 1, to: 5, ipi: 0x100, lsi: false }] }],
    };
    const turned = { vms: [{ ...vm, sources: [{ from: 5, to: 1, ipi: 0x100, lsi: false }] }] };
    const crossed = { vms: [{ ...vm, vmas: [...vm.vmas, { start: 8, end: 16, pgoff: 4, name: 'X' }] }] };
    const outside = {
      vms: [{ ...vm, devices: [{ name: 'd', owners: ['phb1[0]'], first: 2, mapped: true }] }],
    };
    const answer = (setup: Setup) =>
      refused(state, { family, op: 'setSetup', branch: 'a', setup: structuredClone(setup) as never });
    expect([doubled, turned, crossed, outside].map(answer)).toEqual([
      { rule: 'XIVE-T6', fixes: [] },
      { rule: 'XIVE-T6', fixes: [true] },
      { rule: 'XIVE-T6', fixes: [] },
      { rule: 'XIVE-T6', fixes: [] },
    ]);
  });

  it('XIVE-T9 refuse a config that contradicts itself', () => {
    const answer = (config: Extract<XiveEdit, { op: 'setConfig' }>['config']) =>
      refused(state, { family, op: 'setConfig', branch: 'a', config });
    expect([answer({ nrIrqs: 4096 }), answer({ strategy: 'C' }), answer({ rangeC: [9, 9] })]).toEqual([
      { rule: 'XIVE-T9', fixes: [true] },
      { rule: 'XIVE-T9', fixes: [true] },
      { rule: 'XIVE-T9', fixes: [true] },
    ]);
  });
});
