import { describe, expect, it } from 'vitest';
import { EVENT_MARKS } from '../../../shared/xive/cards.ts';
import { MARK_LOOKS, nextStaleStep, worstOf } from './marks.ts';

const codes = (...marks: (typeof EVENT_MARKS)[number][]) =>
  Uint8Array.from(marks, (mark) => EVENT_MARKS.indexOf(mark));

describe('marks of events', () => {
  it('draws the worst of those that share a pixel', () => {
    const marks = codes('done', 'staleMade', 'refused', 'wrongTurn', 'mended');
    expect([
      worstOf(marks, 1, 1),
      worstOf(marks, 1, 3),
      worstOf(marks, 1, 5),
      worstOf(marks, 5, 9),
      worstOf(marks, 6, 9),
    ]).toEqual(['done', 'staleMade', 'wrongTurn', 'mended', null]);
  });

  it('goes to the next step that makes a page stale, and around at the end', () => {
    const marks = codes('done', 'staleMade', 'done', 'staleMade', 'done');
    expect([0, 2, 4, 5].map((step) => nextStaleStep(marks, step))).toEqual([2, 4, 2, 2]);
    expect(nextStaleStep(codes('done', 'refused'), 0)).toBeNull();
  });

  it('tells every mark but the plain one by a glyph of its own', () => {
    const glyphs = EVENT_MARKS.map((mark) => MARK_LOOKS[mark].glyph);
    expect(new Set(glyphs).size).toBe(EVENT_MARKS.length);
  });
});
