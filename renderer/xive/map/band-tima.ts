/** The four pages of the TIMA: one works, the others end in a bus error. */
import { TIMA_OS_PAGE, TIMA_VIEWS } from '../../../shared/xive/pages.ts';
import { shownAt } from './lookup.ts';
import { mixed } from './colours.ts';
import type { Row, Stage } from './scene.ts';

const LABELS = ['hw', 'hv', 'os', 'user'] as const;
const BOX = 32;

export interface TimaPlace extends Row {
  readonly right: number;
}

export function drawTima(stage: Stage, y: number): TimaPlace {
  const { sketch, colours, ground, hits, left, right } = stage;
  const vma = ground.moment.vmas.find(({ kind }) => kind === 'tima');
  const width = Math.min(248, (right - left) * 0.32);
  const box = width / 4 - 5;
  sketch.text(left, y + 12, 'TIMA', { size: 13, fill: colours.text, bold: true });
  sketch.text(
    left + 44,
    y + 12,
    vma === undefined ? (ground.moment.told.vmas ? 'not mapped' : 'not told') : 'file pages 0 to 3',
    {
      size: 11.5,
      fill: colours.textSoft,
      within: width - 44,
    },
  );
  const top = y + 22;
  for (const [at, label] of LABELS.entries()) {
    const x = left + at * (box + 5);
    const works = at === TIMA_OS_PAGE && vma !== undefined;
    const touched = vma !== undefined && shownAt(ground.moment, vma.start + at) !== null;
    const faint = mixed(colours.tima.fill, colours.background, 0.28);
    if (works) sketch.rect(x, top, box, BOX, { fill: colours.tima.fill, radius: 4 });
    else {
      sketch.rect(x + 0.5, top + 0.5, box - 1, BOX - 1, {
        fill: faint,
        stroke: colours.lineStrong,
        dash: [3, 3],
        radius: 4,
      });
      sketch.lines(
        [x + box - 13, top + 7, x + box - 6, top + 14, x + box - 6, top + 7, x + box - 13, top + 14],
        colours.textSoft,
        1.3,
      );
    }
    sketch.text(x + 8, top + 20, label, {
      size: 11.5,
      mono: true,
      fill: works ? colours.tima.text : colours.textSoft,
      within: box - 10,
    });
    hits.push({
      x,
      y: top,
      width: box,
      height: BOX,
      target: vma === undefined ? null : { kind: 'page', page: vma.start + at },
      lines: [
        `TIMA page ${at}: ${TIMA_VIEWS[at]} view`,
        works
          ? touched
            ? 'The registers of the thread that runs; populated'
            : 'The registers of the thread that runs; not populated yet'
          : 'An access ends in SIGBUS',
      ],
    });
  }
  sketch.text(left, top + BOX + 16, 'Only the OS view answers.', {
    size: 11,
    fill: colours.textSoft,
    within: width,
  });
  sketch.text(left, top + BOX + 31, 'The others end in SIGBUS.', {
    size: 11,
    fill: colours.textSoft,
    within: width,
  });
  return { y, height: 22 + BOX + 34, right: left + width };
}
