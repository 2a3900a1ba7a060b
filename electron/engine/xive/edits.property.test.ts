/** Timelines against plain lists: whatever is put in, moved and taken out, and refusals that leave all as it was. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { XiveEdit } from '../../../shared/xive/edits.ts';
import type { XiveEvent } from '../../../shared/xive/events.ts';
import { DEFAULT_CONFIG, type XiveState } from '../../../shared/xive/types.ts';
import { applyEdit } from './edits.ts';
import { pseriesSetup } from './setup/pseries.ts';

const setup = pseriesSetup(DEFAULT_CONFIG, { vcpus: 1 });
const zap = (lisn: number): XiveEvent => ({ op: 'zap', lisn });

function study(lisns: readonly number[]): XiveState {
  const events = lisns.map(zap);
  const blank = { about: '', parent: null, config: DEFAULT_CONFIG, setup };
  return { readings: [], branches: [{ ...blank, id: 'a', name: 'A', events }] };
}

const place = fc.nat({ max: 12 });
const count = fc.integer({ min: 1, max: 4 });
const edit: fc.Arbitrary<XiveEdit> = fc.oneof(
  fc.record({ at: place, lisns: fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 3 }) }).map(
    ({ at, lisns }): XiveEdit => ({
      family: 'xive',
      op: 'insertEvents',
      branch: 'a',
      at,
      events: lisns.map(zap),
    }),
  ),
  fc
    .record({ at: place, count })
    .map((told): XiveEdit => ({ family: 'xive', op: 'removeEvents', branch: 'a', ...told })),
  fc
    .record({ at: place, count, to: place })
    .map((told): XiveEdit => ({ family: 'xive', op: 'moveEvents', branch: 'a', ...told })),
  fc
    .record({ at: place, event: fc.nat({ max: 99 }).map(zap) })
    .map((told): XiveEdit => ({ family: 'xive', op: 'changeEvent', branch: 'a', ...told })),
);

/** The same on a list; null where the edit names what is not there. */
function onList(list: readonly XiveEvent[], told: XiveEdit): readonly XiveEvent[] | null {
  const next = [...list];
  switch (told.op) {
    case 'insertEvents':
      next.splice(told.at, 0, ...told.events);
      return told.at > list.length ? null : next;
    case 'removeEvents':
      next.splice(told.at, told.count);
      return told.at + told.count > list.length ? null : next;
    case 'changeEvent':
      next[told.at] = told.event;
      return told.at >= list.length ? null : next;
    case 'moveEvents': {
      const { at, count: many, to } = told;
      if (at + many > list.length || to > list.length) return null;
      const marked: (XiveEvent | 'here')[] = [...list.slice(0, to), 'here', ...list.slice(to)];
      const moved = list.slice(at, at + many);
      const rest = marked.filter((one) => one === 'here' || !moved.includes(one));
      return rest.flatMap((one) => (one === 'here' ? moved : [one]));
    }
    default:
      return null;
  }
}

it('XIVE-T2 edits of a timeline are edits of a list, and what they refuse can be mended', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 999 }), { maxLength: 10 }), edit, (lisns, told) => {
      const state = study(lisns);
      const before = state.branches[0]!.events;
      const outcome = applyEdit(state, told);
      const wanted = onList(before, told);
      expect(state.branches[0]!.events).toBe(before);
      if (outcome.ok) {
        expect(outcome.state.branches[0]!.events).toEqual(wanted);
        return;
      }
      expect([wanted, outcome.refusal.rule]).toEqual([null, 'XIVE-T2']);
      for (const { edits } of outcome.refusal.fixes)
        expect(edits.every((fix) => applyEdit(state, fix as XiveEdit).ok)).toBe(true);
    }),
  );
});
