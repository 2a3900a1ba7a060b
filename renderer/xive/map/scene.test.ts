import { describe, expect, it } from 'vitest';
import { zoomed } from './axis.ts';
import { stacked, uncovered } from './bars.ts';
import { pictureColours } from './colours.ts';
import { hugeMoment, piece, replugMoment, SEED_HUES, seedMoment, splitMoment } from './fixture.ts';
import { focusOf, groundOf, unitsOf } from './ground.ts';
import { pointedAt } from './hit.ts';
import { shownAt } from './lookup.ts';
import type { SpaceView } from './map-props.ts';
import { overlayOf } from './overlay.ts';
import { sceneAxis, sceneOf } from './scene.ts';
import { cut, hatch } from './shapes.ts';
import { across, aside, nextSource, sourcesAround } from './walk.ts';
import { counted, lisnWords, pieceName } from './words.ts';
import { placed } from './space.ts';

const WIDTH = 900;
const colours = pictureColours(true);

function drawn(moment: ReturnType<typeof seedMoment>, view: SpaceView = 'guest', power = 0) {
  const ground = groundOf(moment, null, view, SEED_HUES);
  const fit = sceneAxis(ground, null, WIDTH);
  const units = unitsOf(ground, { kind: 'source', lisn: 0x1304 });
  const axis = zoomed(fit, 2 ** power, units === null ? 0 : fit.x(units[0]));
  return sceneOf(ground, { axis, colours, width: WIDTH, focus: focusOf(ground, null) });
}

function wordsOf(scene: ReturnType<typeof drawn>): string[] {
  return scene.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
}

describe('hit testing', () => {
  it('finds the source in the strip and the page in the row, in each view and zoom', () => {
    for (const view of ['guest', 'file', 'qemu'] as const)
      for (const power of [0, 2, 5]) {
        const scene = drawn(replugMoment(), view, power);
        const [from] = unitsOf(scene.ground, { kind: 'source', lisn: 0x1304 })!;
        const at = (unit: number) => scene.axis.x(unit) + 0.4 * scene.axis.scale;
        const strip = pointedAt(scene, at(from + 1), scene.rows.strip.y + 10);
        const row = pointedAt(scene, at(from + 1), scene.rows.pages.y + 10);
        expect([view, power, strip?.target, row?.target]).toEqual([
          view,
          power,
          { kind: 'source', lisn: 0x1304 },
          { kind: 'page', page: 0x2609 },
        ]);
      }
  });

  it('tells in the tip what a stale page shows and what it should', () => {
    const scene = drawn(replugMoment());
    const x = scene.axis.x(0x2609) + 1;
    expect(pointedAt(scene, x, scene.rows.pages.y + 5)?.lines).toEqual([
      'LISN 0x1304, management page',
      'Shows phb2[0]: stale since step 11 (guest, step 6)',
      'Owner now: phb1[0]',
      'VMA0, file page 0x260d, at 0x7fff1dcd0000',
    ]);
  });

  it('finds mappings, regions and folds', () => {
    const scene = drawn(seedMoment());
    const fold = scene.axis.pieces.find(({ folded }) => folded)!;
    const lane = scene.hits.find(({ target }) => target?.kind === 'vma' && target.id === 2)!;
    const region = scene.hits.find(({ target }) => target?.kind === 'device')!;
    expect([
      pointedAt(scene, lane.x + 2, lane.y + 2)?.target,
      pointedAt(scene, region.x + 2, region.y + 2)?.target,
      pointedAt(scene, scene.axis.x(fold.from) + 9, scene.rows.strip.y + 3)?.lines[0],
      pointedAt(scene, 3, 3),
    ]).toEqual([{ kind: 'vma', id: 2 }, { kind: 'device', name: 'nvme0' }, `${counted(4090)} unused`, null]);
  });
});

describe('labels', () => {
  it('names pieces, hidden parts and pieces whose faults go wrong', () => {
    const words = wordsOf(drawn(splitMoment())).join('\n');
    expect(
      ['VMA0.a', 'mapped over', 'faults in VMA0.b and VMA0.c show wrong LISNs'].filter(
        (text) => !words.includes(text),
      ),
    ).toEqual([]);
    expect(wordsOf(drawn(seedMoment())).filter((text) => text === 'hidden')).toHaveLength(2);
  });

  it('says how many mappings are left out', () => {
    const vmas = Array.from({ length: 42 }, (_, at) =>
      piece({
        id: at + 10,
        start: 20_000 + at * 40,
        end: 20_020 + at * 40,
        pgoff: 0x260c + at,
        mapping: `VMA${at}`,
      }),
    );
    expect(wordsOf(drawn({ ...seedMoment(), vmas })).filter((text) => text.includes('more'))).toEqual([
      '+ 32 more here',
    ]);
  });

  it('writes numbers, pieces and sentences as people read them', () => {
    const moment = replugMoment();
    const { space } = groundOf(moment, null, 'guest', SEED_HUES);
    expect([
      counted(4084),
      pieceName(piece({ id: 1, start: 0, end: 2, pgoff: 4, piece: 27, pieces: 40 })),
      cut('a long name that is cut', 12, true, 60),
      lisnWords(moment, 0x1304, (guest) => placed(space.guestToAddress, guest)),
    ]).toEqual([
      '4\u202f084',
      'VMA0.ab',
      'a long…',
      'LISN 0x1304, vector 0 of gpu0, PHB source phb1[0], trigger page stale since step 11, management page stale since step 11',
    ]);
  });
});

describe('scene', () => {
  it('keeps every shape finite and within the picture, for all views and moments', () => {
    const wrong: string[] = [];
    for (const moment of [seedMoment(), replugMoment(), splitMoment(), hugeMoment(20_000, 500)])
      for (const view of ['guest', 'file', 'qemu'] as const)
        for (const power of [0, 3, 9]) {
          const scene = drawn(moment, view, power);
          for (const shape of scene.shapes)
            if (shape.kind === 'rect' || shape.kind === 'text') {
              if (!Number.isFinite(shape.x + shape.y) || shape.x < -10 || shape.x > WIDTH + 2)
                wrong.push(JSON.stringify(shape));
              if (shape.kind === 'rect' && !(shape.width >= 0 && shape.height >= 0))
                wrong.push(JSON.stringify(shape));
            }
        }
    expect(wrong).toEqual([]);
  });

  it('draws few shapes for a million sources', () => {
    const scene = drawn(hugeMoment());
    const boxes = scene.shapes.reduce(
      (sum, shape) => sum + (shape.kind === 'boxes' ? shape.boxes.length / 4 : 1),
      0,
    );
    expect(boxes).toBeLessThan(12_000);
  });

  it('looks first at what is wrong', () => {
    const ground = groundOf(replugMoment(), null, 'guest', SEED_HUES);
    expect([focusOf(ground, null), focusOf(ground, { kind: 'page', page: 0x2201 })]).toEqual([
      0x1304, 0x1100,
    ]);
  });

  it('moves a marker with the small step', () => {
    const scene = drawn(replugMoment());
    const entry = {
      who: 'kernel',
      stage: 'pte',
      text: '',
      call: null,
      rule: '',
      vm: 'guest',
      lisns: [0x1304, 0x1304],
      pages: [0x2609, 0x2609],
      hw: null,
      outcome: 'done',
      event: null,
    } as const;
    const marker = (progress: number) => {
      const shapes = overlayOf(scene, {
        selected: null,
        hover: null,
        highlight: { entry, progress },
        colours,
      });
      const dot = shapes.findLast((shape) => shape.kind === 'rect' && shape.radius === 7);
      return dot?.kind === 'rect' ? dot.y : null;
    };
    expect(marker(1)! - marker(0)!).toBeGreaterThan(40);
  });
});

describe('bars', () => {
  it('stack into as few rows as they need and leave the rest', () => {
    const bars = [
      [0, 5],
      [1, 2],
      [2, 4],
      [5, 9],
      [3, 8],
    ].map(([from, to]) => ({ from: from!, to: to! }));
    const { rows, rest } = stacked(bars, 2);
    expect([rows.map((row) => row.map(({ from }) => from)), rest]).toEqual([
      [
        [0, 5],
        [1, 2],
      ],
      [{ from: 3, to: 8 }],
    ]);
  });

  it('tell what nothing covers', () => {
    expect([
      uncovered(0, 10, [
        [2, 4],
        [3, 6],
        [9, 20],
      ]),
      uncovered(0, 3, []),
      uncovered(2, 4, [[0, 9]]),
    ]).toEqual([
      [
        [0, 2],
        [6, 9],
      ],
      [[0, 3]],
      [],
    ]);
  });

  it('are hatched within their edges', () => {
    const ends = hatch(10, 20, 30, 8, 5);
    expect(
      ends.every((value, at) => (at % 2 === 0 ? value >= 10 && value <= 40 : value >= 20 && value <= 28)),
    ).toBe(true);
  });
});

describe('keyboard walk', () => {
  const ground = groundOf(replugMoment(), null, 'guest', SEED_HUES);

  it('goes from source to source over gaps, and stops at the ends', () => {
    const { moment } = ground;
    expect([
      nextSource(moment, 3, 1),
      nextSource(moment, 0x1000, -1),
      nextSource(moment, 0x1311, 1),
      nextSource(moment, 0, -1),
      sourcesAround(moment, 0x1304, 4),
    ]).toEqual([0x1000, 3, null, null, [0x1302, 0x1303, 0x1304, 0x1305]]);
  });

  it('goes from a source to its page and its mapping, and back', () => {
    const page = across(ground, { kind: 'source', lisn: 0x1304 }, 1);
    const vma = across(ground, page, 1);
    expect([
      page,
      vma,
      aside(ground, page, 0, 1),
      aside(ground, page, 0, -1),
      across(ground, page, -1),
    ]).toEqual([
      { kind: 'page', page: 0x2609 },
      { kind: 'vma', id: 1 },
      { kind: 'page', page: 0x260a },
      { kind: 'page', page: 0x2608 },
      { kind: 'source', lisn: 0x1304 },
    ]);
  });

  it('finds what a page shows among interleaved runs', () => {
    expect([shownAt(ground.moment, 0x2609)?.run.since, shownAt(ground.moment, 0x260a)]).toEqual([11, null]);
  });
});

describe('the compact form', () => {
  it('shows the populated pages within 250 pixels, in each view, also of a comparison', () => {
    const below = ['seed', 'replug', 'split', 'huge'].flatMap((name, at) =>
      (['guest', 'file', 'qemu'] as const).flatMap((view) => {
        const moment = [seedMoment, replugMoment, splitMoment, hugeMoment][at]!();
        const ground = groundOf(moment, seedMoment(), view, SEED_HUES);
        const axis = sceneAxis(ground, null, WIDTH);
        const { rows } = sceneOf(ground, { axis, colours, width: WIDTH, focus: null, room: 250 });
        const bottom = rows.pages.y + rows.pages.height;
        return bottom <= 250 ? [] : [[name, view, bottom]];
      }),
    );
    expect(below).toEqual([]);
  });

  it('leaves the regions out where the pages would not be seen for them', () => {
    const ground = groundOf(replugMoment(), null, 'guest', SEED_HUES);
    const axis = sceneAxis(ground, null, WIDTH);
    const rowsIn = (room: number) => sceneOf(ground, { axis, colours, width: WIDTH, focus: null, room }).rows;
    const [wide, tight] = [rowsIn(250), rowsIn(150)];
    expect([wide.regions.height > 0, tight.regions.height, wide.pages.y - tight.pages.y > 30]).toEqual([
      true,
      0,
      true,
    ]);
  });

  it('has the magnifier where there is room for it', () => {
    const ground = groundOf(replugMoment(), null, 'guest', SEED_HUES);
    const axis = sceneAxis(ground, null, WIDTH);
    const magnified = (room: number) =>
      sceneOf(ground, { axis, colours, width: WIDTH, focus: 0x1304, room }).magnified !== null;
    expect([magnified(250), magnified(600)]).toEqual([false, true]);
  });
});
