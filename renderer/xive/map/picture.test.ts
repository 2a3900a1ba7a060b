import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { replugMoment, SEED_HUES, seedMoment, splitMoment } from './fixture.ts';
import type { SpaceView } from './map-props.ts';
import { paintOnCanvas } from './paint-canvas.ts';
import { paintAsSvg } from './paint-svg.ts';
import { mapSvg, pictureOf } from './picture.ts';

const OPTIONS = {
  title: 'Replug <of> "gpu0" & others',
  width: 1200,
  height: 700,
  dark: false,
  date: '2019-02-08',
};

function propsOf(moment: ReturnType<typeof seedMoment>, view: SpaceView = 'guest') {
  return { moment, other: null, view, window: null, hues: SEED_HUES };
}

/** Words a canvas was told to write, and how many areas and lines it was told to draw. */
function recorded(paint: (pen: CanvasRenderingContext2D) => void) {
  const words: string[] = [];
  let drawn = 0;
  const pen = new Proxy({} as CanvasRenderingContext2D, {
    get: (_, name) => {
      if (name === 'fillText') return (text: string) => words.push(text);
      if (name === 'beginPath') return () => void (drawn += 1);
      return () => {};
    },
    set: () => true,
  });
  paint(pen);
  return { words, drawn };
}

describe('picture of the map', () => {
  it('is well-formed whatever the title and holds names, numbers and legend as text', () => {
    for (const view of ['guest', 'file', 'qemu'] as const)
      for (const moment of [seedMoment(), replugMoment(), splitMoment()]) {
        const svg = mapSvg(propsOf(moment, view), OPTIONS);
        expect(XMLValidator.validate(svg)).toBe(true);
        const parts = ['2019-02-08', 'VMA0', '0x1304', 'TIMA', 'stale: shows an earlier owner', '&lt;of&gt;'];
        expect(parts.filter((text) => !svg.includes(text))).toEqual([]);
      }
  });

  it('says in words what is wrong', () => {
    const svg = mapSvg(propsOf(replugMoment()), OPTIONS);
    expect(
      ['12 pages, 2 stale, 1 misresolved', 'stale since 11', 'phb2[0]', 'gpu0'].filter(
        (text) => !svg.includes(text),
      ),
    ).toEqual([]);
  });

  it('is the same by both painters', () => {
    const picture = pictureOf(propsOf(splitMoment()), OPTIONS);
    const canvas = recorded((pen) => paintOnCanvas(pen, picture.shapes, picture.colours));
    const svg = paintAsSvg(picture.shapes, picture.colours, { ...picture, title: 'x' });
    const plain = (text: string) =>
      text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    const words = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => plain(text!));
    const boxes = picture.shapes.filter(({ kind }) => kind === 'boxes').length;
    // The ground is one rectangle of its own in the SVG.
    expect({ words, drawn: (svg.match(/<(rect|path)\b/g)?.length ?? 0) - 1 - boxes }).toEqual(canvas);
  });

  it('has no system colours and no mixtures, which other programs do not know', () => {
    const svg = mapSvg(propsOf(seedMoment()), { ...OPTIONS, dark: true });
    const colours = new Set([...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour!));
    expect([...colours].filter((colour) => !/^(#[0-9a-f]{6}|none)$/.test(colour))).toEqual([]);
  });
});
